/** The main job's result as figures, as rows of tables and as the page `report.html`. */
import type { GoldFit } from '../../eval/curve-fits';
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { overOptimizationFigure, type OptimizationArm } from '../../plots/over-optimization';
import type { ReportInput, ReportStage } from '../../plots/report';
import { stageBarsFigure } from '../../plots/stage-bars';
import type { Stage } from '../../plots/theme';
import { learningFigure, trainingCurvesFigure } from '../../plots/training-curves';
import { checksOf } from './checks';
import type { ArmResult, LectureResult, SeedResult, StageName } from './result';
import type { LectureSettings } from './settings';

const stageKinds: Record<StageName, Stage> = {
  base: 'base',
  sft: 'sft',
  'ppo-peak': 'ppo',
  'ppo-end': 'ppo',
  'ppo-penalty': 'ppo',
};

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

const asFit = (fit: SeedResult['bestOfN']['fit']): GoldFit | undefined => fit ?? undefined;

/** One treatment over all seeds; scores as changes from the SFT model. */
function armOver(seeds: readonly SeedResult[], name: ArmResult['name']): OptimizationArm | undefined {
  const arms = seeds.flatMap(({ arms }) => arms.filter((arm) => arm.name === name));
  if (arms.length === 0) return undefined;
  const runs = arms.map(({ points }) => ({
    kl: points.map(({ kl }) => Math.max(0, kl)),
    gold: points.map(({ gold }) => gold - points[0].gold),
    proxy: points.map(({ proxy }) => proxy - points[0].proxy),
  }));
  const [first] = arms;
  return { name: first.title, runs, fit: arms.length === 1 ? asFit(first.fit) : undefined };
}

function overOptimization(seeds: readonly SeedResult[], title: string | undefined, columns?: number): Figure {
  const [first] = seeds;
  const from = first.bestOfN.points[0];
  const points = first.bestOfN.points.map(({ n, kl, proxy, gold }) => ({
    n,
    kl,
    proxy: proxy - from.proxy,
    gold: {
      value: gold.value - from.gold.value,
      low: gold.low - from.gold.value,
      high: gold.high - from.gold.value,
    },
  }));
  const arms = (['free', 'penalty', 'control'] as const).flatMap((name) => armOver(seeds, name) ?? []);
  return overOptimizationFigure({ title, bestOfN: { points, fit: asFit(first.bestOfN.fit) }, arms }, columns);
}

function ppoCurves(seeds: readonly SeedResult[], columns?: number): Figure {
  const free = seeds.flatMap(({ arms }) => arms.filter(({ name }) => name === 'free'));
  const ends = free.map(({ iterations }) => iterations[iterations.length - 1].kl);
  return trainingCurvesFigure(
    free.map(({ iterations }) => {
      const series = (measure: (i: ArmResult['iterations'][number]) => number) => ({
        x: iterations.map(({ iteration }) => iteration),
        y: iterations.map(measure),
      });
      return {
        proxy: series(({ score }) => score),
        gold: series(({ gold }) => gold),
        kl: series(({ kl }) => kl),
        entropy: series(({ entropy }) => entropy),
        length: series(({ length }) => length),
        clipFraction: series(({ clipFraction }) => clipFraction),
      };
    }),
    columns,
    `Without a penalty PPO ends ${mean(ends).toFixed(0)} nats from the SFT model`,
  );
}

function learning({ sft, rewardModel }: SeedResult, columns?: number): Figure {
  const steps = (values: readonly number[]) => ({ x: values.map((_, i) => i + 1), y: values });
  const { heldOut } = rewardModel;
  const at = heldOut.map(({ step }) => step);
  return learningFigure(
    {
      sft: { train: steps(sft.loss) },
      rewardModel: {
        train: steps(rewardModel.loss),
        validation: { x: at, y: heldOut.map(({ loss }) => loss) },
        accuracy: { x: at, y: heldOut.map(({ accuracy }) => accuracy) },
        ceiling: rewardModel.bayesAccuracy,
      },
    },
    columns,
    `The reward model gets ${percent(rewardModel.accuracy)} of new comparisons right; ` +
      `nobody could get more than ${percent(rewardModel.bayesAccuracy)}`,
  );
}

function bars({ stages }: SeedResult): Figure {
  const best = stages.reduce((a, b) => (b.gold.value > a.gold.value ? b : a));
  return stageBarsFigure(
    stages.map(({ name, title, gold }) => ({ name: title, stage: stageKinds[name], gold })),
    `Worth most: ${best.title}`,
  );
}

/** The figures by name, for wide pages or, with one column, for narrow ones. */
export function lectureFigures(result: LectureResult, columns?: number): Record<string, Figure> {
  const { seeds } = result;
  const [first] = seeds;
  const fell = checksOf(result).some(({ claim, held }) => held && claim.startsWith('B5: without'));
  const finding = fell ? 'The proxy keeps rising while gold falls' : undefined;
  return {
    'over-optimization': overOptimization(seeds, finding, columns),
    'gold-by-stage': bars(first),
    'ppo-curves': ppoCurves(seeds, columns),
    learning: learning(first, columns),
  };
}

const captions: Record<string, string> = {
  'over-optimization':
    'How far from the SFT model, and what it is worth there. Blue is what the reward model sees, amber is the truth. ' +
    'Where blue goes on rising while amber falls, the reward model is being over-optimised. The control is trained on ' +
    'the truth itself.',
  'gold-by-stage':
    'Mean gold score on fresh held-out prompts; whiskers are 95 % bootstrap intervals over prompts.',
  'ppo-curves': 'PPO without a KL penalty, on the prompts that it trains on.',
  learning:
    'Losses while SFT and the reward model learn, and the reward model’s accuracy beside its ceiling.',
};

/** The table's rows, of the first seed. */
export function tableRows({ seeds: [first] }: LectureResult): ReportStage[] {
  return first.stages.map(({ name, title, gold, proxy, kl, length, repetition }) => ({
    name: title,
    stage: stageKinds[name],
    gold,
    proxy,
    kl: kl ?? undefined,
    length,
    repetition,
  }));
}

/** Everything on the page. @param run what identifies the run, e.g. seed, preset, time taken. */
export function lectureReport(
  result: LectureResult,
  settings: LectureSettings,
  run: ReportInput['run'],
): ReportInput {
  const [wide, narrow] = [lectureFigures(result), lectureFigures(result, 1)];
  const [first] = result.seeds;
  return {
    title: 'From a base model to an over-optimised one',
    summary:
      'A tiny language model goes through the three steps of post-training: supervised fine-tuning, a reward model, ' +
      'PPO. The world it lives in has a judge that knows the truth, so what the reward model believes (proxy) and ' +
      'what replies are worth (gold) can be told apart.',
    run,
    stages: tableRows(result),
    checks: checksOf(result),
    figures: Object.keys(wide).map((id) => ({
      id,
      wide: wide[id],
      narrow: narrow[id],
      caption: captions[id],
    })),
    samples: first.samples.map(({ prompt, stages }) => ({
      prompt,
      models: stages.map(({ name, title, replies }) => ({ name: title, stage: stageKinds[name], replies })),
    })),
    settings: settingsTable(settings),
  };
}

function settingsTable(settings: LectureSettings): ReportInput['settings'] {
  const { sft, rewardModel, bestOfN, arms, ...general } = settings;
  const plain = (options: object) =>
    Object.fromEntries(
      Object.entries(options).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
    );
  return {
    general: plain(general),
    sft: plain(sft),
    'reward model': plain(rewardModel),
    'best-of-n': plain(bestOfN),
    ...Object.fromEntries(arms.map(({ title, ppo }) => [title, plain(ppo)])),
  };
}
