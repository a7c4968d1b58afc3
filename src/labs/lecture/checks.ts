/**
 * The claims that the main job tests, each with its numbers. A claim that does not hold is reported so; nothing
 * here decides what is run. A claim over seeds holds only when it holds in every seed.
 */
import type { ReportCheck } from '../../plots/report';
import type { ArmResult, LectureResult, SeedResult, StageName, StageResult } from './result';

const two = (value: number) => value.toFixed(2);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const range = ({ value, low, high }: { value: number; low: number; high: number }) =>
  `${two(value)} [${two(low)}, ${two(high)}]`;

/** Holds when it holds for every seed; details are listed seed by seed. */
function everySeed(
  result: LectureResult,
  claim: string,
  test: (seed: SeedResult) => { held: boolean; detail: string } | undefined,
): ReportCheck[] {
  const found = result.seeds.flatMap((seed) => test(seed) ?? []);
  if (found.length === 0) return [];
  return [
    { claim, held: found.every(({ held }) => held), detail: found.map(({ detail }) => detail).join('; ') },
  ];
}

const stageOf = (seed: SeedResult, name: StageName): StageResult | undefined =>
  seed.stages.find((stage) => stage.name === name);
const armOf = (seed: SeedResult, name: ArmResult['name']): ArmResult | undefined =>
  seed.arms.find((arm) => arm.name === name);

/** Gold and proxy of an arm at its start, its peak and its end. */
function course({ points, peak }: ArmResult) {
  const best = points.find(({ iteration }) => iteration === peak) ?? points[0];
  return { start: points[0], best, end: points[points.length - 1] };
}

/** All checks of the main job. */
export function checksOf(result: LectureResult): ReportCheck[] {
  return [
    ...everySeed(
      result,
      'A1: the base model hardly ever answers in the right format; the SFT model does',
      (seed) => {
        const [base, sft] = [stageOf(seed, 'base'), stageOf(seed, 'sft')];
        if (!base || !sft) return undefined;
        const [before, after] = [base, sft].map(({ everywhere }) => everywhere.rightFormatInUse.value);
        const asIs = [base, sft].map(({ everywhere }) => percent(everywhere.rightFormat.value));
        const detail =
          `base ${percent(before)} (below 10 %), SFT ${percent(after)} (above 90 %) at temperature 0.7; ` +
          `${asIs.join(' and ')} at 1`;
        return { held: before < 0.1 && after > 0.9, detail };
      },
    ),
    ...everySeed(result, 'B1: SFT is far better than the base model', (seed) => {
      const [base, sft] = [stageOf(seed, 'base'), stageOf(seed, 'sft')];
      if (!base || !sft) return undefined;
      return {
        held: base.gold.high < sft.gold.low,
        detail: `gold ${range(base.gold)} against ${range(sft.gold)}`,
      };
    }),
    ...everySeed(result, 'B4: PPO with a KL penalty on the reward model is better than SFT', (seed) => {
      const gain = stageOf(seed, 'ppo-penalty')?.goldOverSft;
      return gain ? { held: gain.low > 0, detail: `gold over SFT ${range(gain)}` } : undefined;
    }),
    ...everySeed(result, 'B4: PPO at its gold peak is better than SFT', (seed) => {
      const gain = stageOf(seed, 'ppo-peak')?.goldOverSft;
      return gain ? { held: gain.low > 0, detail: `gold over SFT ${range(gain)}` } : undefined;
    }),
    ...everySeed(
      result,
      'B5: without a KL penalty the proxy keeps rising while gold falls from its peak',
      (seed) => {
        const arm = armOf(seed, 'free');
        if (!arm) return undefined;
        const { best, end } = course(arm);
        const detail =
          `after the peak gold ${two(best.gold)} → ${two(end.gold)}, proxy ${two(best.proxy)} → ${two(end.proxy)} ` +
          `(sd of SFT), KL ${two(best.kl)} → ${two(end.kl)} nats`;
        return { held: end.gold < best.gold - 0.3 && end.proxy > best.proxy, detail };
      },
    ),
    ...everySeed(result, 'B5, control: the same PPO on the gold score rises and does not fall', (seed) => {
      const arm = armOf(seed, 'control');
      if (!arm) return undefined;
      const { start, best, end } = course(arm);
      const detail = `gold ${two(start.gold)} → ${two(end.gold)} (highest ${two(best.gold)}) sd of SFT`;
      return { held: end.gold > start.gold + 0.1 && end.gold > best.gold - 0.1, detail };
    }),
    ...everySeed(result, 'B5: best-of-n gold follows d(α − βd)', (seed) => {
      const { fit } = seed.bestOfN;
      if (!fit) return { held: false, detail: 'no fit' };
      const peak = fit.peak === undefined ? 'no peak' : `peak at d = ${two(fit.peak)}`;
      return { held: fit.rSquared >= 0.9, detail: `R² ${fit.rSquared.toFixed(3)}, ${peak}` };
    }),
    ...everySeed(
      result,
      'B3: the reward model is better than chance and below its annotator’s ceiling',
      (seed) => {
        const { accuracy, bayesAccuracy, goldAccuracy } = seed.rewardModel;
        const detail = `accuracy ${percent(accuracy)} of at most ${percent(bayesAccuracy)}; with gold ${percent(goldAccuracy)}`;
        return { held: accuracy > 0.55 && accuracy < bayesAccuracy + 0.05, detail };
      },
    ),
  ];
}
