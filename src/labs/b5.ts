/**
 * Lab B5, the centrepiece: reward models get over-optimised. The proxy keeps rising while the truth falls, for best-of-n
 * and for PPO, and where gold peaks moves with the number of comparisons, the reward model's size and the noise in its
 * labels (Gao, Schulman and Hilton 2022, https://arxiv.org/abs/2210.10760). Controls: the same optimisation on gold
 * itself. Remedies: ensembles (Coste et al. 2023, https://arxiv.org/abs/2310.02743) and a KL penalty.
 *
 * Simplified: the policy has one size; the two smaller reward models start from bases of their own size after the same
 * SFT, the tiny one from random weights.
 */
import { mean } from '../eval/statistics';
import { smallest } from '../extremes';
import { goldAgreement, goldLeads, leadsOf } from '../steps/agreement';
import { curveRows, judgedPool } from '../steps/best-of-n-curve';
import { courseRows, landmarkTexts, type CourseOf } from '../steps/course';
import { foundation } from '../steps/foundation';
import {
  evaluationPrompts,
  mainJobs,
  mainPpo,
  shownPrompts,
  type MainJobSettings,
  type RunOf,
} from '../steps/main-job';
import { poolScoresRecipe } from '../steps/pool-scores';
import { rewardSizes, sweptRewardModel, type RewardSize } from '../steps/reward-cells';
import type { RewardModel } from '../steps/reward-model';
import {
  check,
  fallsFromPeak,
  higherPeak,
  more,
  peakTrend,
  risesPastPeak,
  trend,
  type CheckSpec,
} from '../study/checks';
import { defineLab, type Findings, type LabText } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, Table, type Row } from '../study/rows';
import { lines } from '../study/view';
import type { LabEvent, Made, Workbench } from '../study/workbench';

/** Where a reward model stands in the sweeps. */
interface Cell {
  readonly comparisons: number;
  readonly size: RewardSize;
  /** Share of labels that are turned round, on top of the annotator's own uncertainty. */
  readonly flipRate: number;
}

export interface B5Settings extends Omit<MainJobSettings, 'comparisons'> {
  readonly seeds: readonly number[];
  /** The default; sweeps differ from it in one factor. */
  readonly center: Cell;
  readonly comparisons: readonly number[];
  readonly sizes: readonly RewardSize[];
  readonly flipRates: readonly number[];
  readonly pool: { readonly prompts: number; readonly samplesPerPrompt: number };
  /** Best-of-n up to this n is fitted, and what is beyond is predicted. */
  readonly fittedUpTo: number;
  /** PPO at these prices of KL, without a price against worse reward models, and against ensembles. */
  readonly prices: readonly number[];
  readonly worse: readonly Partial<Cell>[];
  readonly ensembles: boolean;
}

const { comparisons: inMainJob, ...job } = mainJobs.lecture;
const center: Cell = { comparisons: inMainJob, size: 'large', flipRate: 0.1 };
const { comparisons: inFull, ...full } = mainJobs.full;
const { comparisons: inQuick, ...quick } = mainJobs.quick;

export const b5Presets = presets<B5Settings>(
  {
    ...job,
    iterations: 20,
    seeds: [1],
    center,
    comparisons: [250, 1000, 4000],
    sizes: rewardSizes,
    flipRates: [0, 0.1, 0.3],
    pool: { prompts: 32, samplesPerPrompt: 128 },
    fittedUpTo: 16,
    prices: [0],
    worse: [],
    ensembles: false,
  },
  {
    quick: {
      ...quick,
      center: { comparisons: inQuick },
      comparisons: [50, inQuick],
      sizes: ['tiny', 'large'],
      flipRates: [0.1],
      pool: { prompts: 8, samplesPerPrompt: 16 },
      fittedUpTo: 4,
    },
    full: {
      ...full,
      seeds: [1, 2, 3],
      center: { comparisons: inFull },
      comparisons: [50, 160, 500, 1600, inFull],
      pool: { prompts: 64, samplesPerPrompt: 512 },
      fittedUpTo: 32,
      prices: [0, 0.05, 0.15],
      worse: [{ comparisons: 250 }, { flipRate: 0.3 }, { size: 'tiny' }],
      ensembles: true,
    },
  },
);

/** Arms of the sweeps by name; the center stands in each. */
const byComparisons = (n: number) => `${n} comparisons`;
const bySize = (size: RewardSize) => `${size} model`;
const byNoise = (rate: number) => `${Math.round(100 * rate)} % turned round`;

/** The cells of all sweeps, in order, with the names that they have there. */
function sweeps({ center: middle, comparisons, sizes, flipRates }: B5Settings): [arm: string, cell: Cell][] {
  return [
    ...comparisons.map((n): [string, Cell] => [byComparisons(n), { ...middle, comparisons: n }]),
    ...sizes.map((size): [string, Cell] => [bySize(size), { ...middle, size }]),
    ...flipRates.map((flipRate): [string, Cell] => [byNoise(flipRate), { ...middle, flipRate }]),
  ];
}

const fitShare = 'share of cells with R² ≥ .95';
const one = 'one reward model';
const worstOf = 'worst of three';
const meanOf = 'mean of three';
const choosingByGold = 'gold itself';
const free = 'PPO';
const control = 'PPO on gold';
const priced = (price: number) => (price === 0 ? free : `${free}, β ${price}`);
const ppoAgainst = ({ comparisons, size, flipRate }: Partial<Cell>) =>
  `PPO: ${size ? bySize(size) : flipRate !== undefined ? byNoise(flipRate) : byComparisons(comparisons ?? 0)}`;

/** Reward models that are alike but for their seeds, for ensembles: this far apart from the labs' own seeds. */
const memberSeeds = [0, 100, 200];

async function* runB5(bench: Workbench, settings: B5Settings): AsyncGenerator<LabEvent, Findings> {
  const rows: Row[] = [];
  const texts: LabText[] = [];
  const { families } = settings.foundation;
  for (const seed of settings.seeds) {
    const ground = yield* foundation(bench, settings.foundation, seed);
    const { heldOut, scale } = ground;
    const { pool, golds } = yield* judgedPool(bench, ground, settings.foundation, settings.pool, seed);
    const modelOf = (cell: Partial<Cell>, member = 0) =>
      sweptRewardModel(
        bench,
        settings.foundation,
        ground,
        { ...settings.center, ...cell, options: settings.rewardModel, member },
        seed,
      );
    const scoresOf = async function* (rewardModel: Made<RewardModel>) {
      return (yield* bench.make(poolScoresRecipe, {}, { pool, rewardModel })).piece;
    };
    const curve = (arm: string, proxies: readonly (readonly number[])[]) =>
      curveRows({ arm, seed, proxies, golds, fittedUpTo: settings.fittedUpTo });
    for (const [arm, cell] of sweeps(settings)) {
      const model = yield* modelOf(cell);
      const agreement = goldAgreement(leadsOf(bench, model.piece, heldOut.piece), goldLeads(heldOut.piece));
      append(rows, curve(arm, yield* scoresOf(model)));
      append(rows, measureRows({ arm, seed }, { 'agreement with gold': mean(agreement) }));
    }
    const members: Made<RewardModel>[] = [];
    for (const member of memberSeeds) members.push(yield* modelOf({}, member));
    const scores: number[][][] = [];
    for (const member of members) scores.push(yield* scoresOf(member));
    const together = (rule: (opinions: readonly number[]) => number) =>
      golds.map((own, p) => own.map((_, s) => rule(scores.map((member) => member[p][s]))));
    append(rows, curve(one, scores[0]));
    append(rows, curve(meanOf, together(mean)));
    append(rows, curve(worstOf, together(smallest)));
    append(rows, curve(choosingByGold, golds));

    const evaluated = evaluationPrompts(families, settings.evaluation.prompts);
    const course = async function* (
      arm: string,
      models: readonly Made<RewardModel>[],
      run: Partial<RunOf> = {},
      more: { keepAll?: boolean; rule?: 'worst' } = {},
    ): AsyncGenerator<LabEvent, void> {
      const how = { klCoefficient: 0, families, ...run };
      const { piece } = yield* mainPpo(bench, settings, ground, models, how, seed, more);
      const found: CourseOf = { arm, seed, run: piece, prompts: evaluated, scale };
      append(rows, courseRows(found));
      if (seed === settings.seeds[0]) append(texts, landmarkTexts(found, shownPrompts(families)));
    };
    // Kept whole like the main job's, which at equal iterations are the same runs.
    const keepAll = { keepAll: true };
    for (const klCoefficient of settings.prices)
      yield* course(priced(klCoefficient), [members[0]], { klCoefficient }, keepAll);
    for (const cell of settings.worse) yield* course(ppoAgainst(cell), [yield* modelOf(cell)]);
    if (settings.ensembles) {
      yield* course(`PPO: ${meanOf}`, members);
      yield* course(`PPO: ${worstOf}`, members, {}, { rule: 'worst' });
    }
    yield* course(control, [members[0]], { reward: { kind: 'gold', ...scale } }, keepAll);
    append(rows, measureRows({ arm: 'all cells', seed }, { [fitShare]: shareOfFits(settings, rows, seed) }));
  }
  return { rows, texts };
}

/** Share of the cells, the center counted once, whose fitted form explains best-of-n's gold well. */
function shareOfFits(settings: B5Settings, rows: readonly Row[], seed: number): number {
  const { size, flipRate } = settings.center;
  const again = [bySize(size), byNoise(flipRate)];
  const arms = sweeps(settings).flatMap(([arm]) => (again.includes(arm) ? [] : [arm]));
  const table = new Table(rows.filter((row) => row.measure === 'R² of the fit'));
  return mean(
    arms.map((arm) => ((table.values({ arm, measure: 'R² of the fit' }, seed)[0] ?? 0) >= 0.95 ? 1 : 0)),
  );
}

const sd = { unit: 'sd of SFT replies', matters: 0.1 };
const roots = { unit: '√nats', matters: 0.1 };
const last = (arm: string) => ({ arm, measure: 'gold', at: 'last' as const });

/** What is claimed of the best-of-n peaks along a sweep. @param along the places, where they are no equal steps. */
function peaksAlong(
  id: string,
  what: string,
  arms: readonly string[],
  direction: 'up' | 'down',
  along?: readonly number[],
): CheckSpec[] {
  if (arms.length < 3) return [];
  const [peak, place] = direction === 'up' ? ['higher', 'further out'] : ['lower', 'nearer'];
  const fitted = arms.map((arm) => ({ arm, measure: 'fitted peak' }));
  return [
    check(
      `${id}-peak`,
      `${what}: best-of-n's gold peak is ${peak}`,
      peakTrend(arms, 'gold', direction, along),
      sd,
    ),
    check(`${id}-place`, `${what}: the fitted peak is ${place}`, trend(fitted, direction, along), roots),
  ];
}

/** What is claimed of the rows. */
export function b5Checks({ comparisons, sizes, flipRates, worse }: B5Settings): CheckSpec[] {
  const fits = { arm: 'all cells', measure: fitShare };
  const ofControl = (at: 'first' | 'last') => ({ arm: control, measure: 'gold', at });
  return [
    check(
      'free-falls',
      'PPO without a KL penalty: gold falls from its peak',
      fallsFromPeak(free, 'gold'),
      sd,
      {
        main: true,
      },
    ),
    check(
      'free-proxy',
      'the proxy goes on rising past the gold peak',
      risesPastPeak(free, 'gold', 'proxy'),
      sd,
    ),
    ...worse.map((cell) =>
      check(
        `lower-peak-${Object.values(cell).join('-')}`,
        `${ppoAgainst(cell)}: a lower peak of gold than against the best reward model`,
        higherPeak(free, ppoAgainst(cell), 'gold'),
        sd,
      ),
    ),
    check(
      'control-rises',
      'control, PPO on gold itself: it rises',
      more(ofControl('last'), ofControl('first')),
      sd,
    ),
    check(
      'best-of-n-falls',
      'best-of-n: gold falls from its peak at the largest n',
      fallsFromPeak(one, 'gold'),
      sd,
    ),
    check(
      'best-of-n-fit',
      'R² of d(α − βd) is at least .95 in most cells',
      more(fits, 0.5, { range: [0, 1] }),
      {
        unit: 'share of cells',
        matters: 0.1,
      },
    ),
    ...peaksAlong(
      'comparisons',
      'more comparisons',
      comparisons.map(byComparisons),
      'up',
      comparisons.map(Math.log10),
    ),
    ...peaksAlong('size', 'larger reward models', sizes.map(bySize), 'up'),
    ...peaksAlong('noise', 'noisier labels', flipRates.map(byNoise), 'down', flipRates),
    check(
      'ensemble-more',
      'the worst of three: more gold at the largest n than one',
      more(last(worstOf), last(one)),
      sd,
    ),
    check(
      'gold-more',
      'control, choosing by gold: more gold at the largest n',
      more(last(choosingByGold), last(one)),
      sd,
    ),
  ];
}

const distance = { title: 'distance from SFT, √KL (√nats)', measure: 'KL', scale: 'root' } as const;
const iteration = { title: 'PPO iteration' };
const n = { title: 'n', scale: 'log' } as const;
const two = ['proxy', 'gold'];

/** A sweep's curves of best-of-n gold, each arm a shade. */
const sweepPanel = (title: string, arms: (arm: string) => boolean) =>
  lines(title, n, 'gold', sd.unit, {
    over: 'mean',
    room: 0.65,
    arms: (arm) => arms(arm) && !arm.startsWith('PPO'),
  });

export const b5 = defineLab<B5Settings>({
  id: 'B5',
  title: 'Reward models get over-optimised: the proxy rises while the true reward falls',
  presets: b5Presets,
  run: runB5,
  checks: b5Checks,
  views: [
    {
      id: 'over-optimization',
      oneScale: true,
      title: (says) =>
        says('free-falls') === 'holds' && says('free-proxy') === 'holds'
          ? 'The proxy keeps rising while gold falls'
          : 'Gold and proxy along the distance from the SFT model',
      caption: 'Dotted: the forms of Gao, Schulman and Hilton 2022, fitted to gold and proxy.',
      cell: { width: 480, height: 370 },
      panels: [
        lines('Best-of-n', distance, two, sd.unit, {
          arms: [one],
          over: 'mean',
          fit: 'best-of-n',
          room: 0.2,
        }),
        lines('PPO, no KL penalty', distance, two, sd.unit, { arms: [free], fit: 'rl', room: 0.2 }),
        lines('Control: PPO on gold itself', distance, two, sd.unit, { arms: [control], room: 0.2 }),
      ],
    },
    {
      id: 'sweeps',
      oneScale: true,
      title: (says) => {
        const found = [
          says('comparisons-peak') === 'holds' && 'more comparisons',
          says('size-peak') === 'holds' && 'larger models',
          says('noise-peak') === 'holds' && 'cleaner labels',
        ].filter((what) => what !== false);
        return found.length > 0
          ? `Best-of-n's gold peaks higher with ${found.join(', ')}`
          : 'Best-of-n by comparisons, size and label noise of the reward model';
      },
      cell: { width: 480, height: 370 },
      panels: [
        sweepPanel('Comparisons', (arm) => arm.endsWith('comparisons')),
        sweepPanel('Size of the reward model', (arm) => arm.endsWith('model') && arm !== one),
        sweepPanel('Labels turned round', (arm) => arm.endsWith('turned round')),
      ],
    },
    {
      id: 'remedies',
      title: (says) =>
        says('ensemble-more') === 'holds'
          ? 'The worst of three reward models holds up where one does not'
          : 'Remedies: ensembles and a price on KL',
      cell: { width: 620, height: 400 },
      panels: [
        sweepPanel('Best-of-n', (arm) => [one, meanOf, worstOf, choosingByGold].includes(arm)),
        lines('PPO', iteration, 'gold', sd.unit, {
          over: 'mean',
          room: 0.5,
          arms: [...b5Presets.full.prices.map(priced), `PPO: ${meanOf}`, `PPO: ${worstOf}`, control],
        }),
      ],
    },
  ],
});
