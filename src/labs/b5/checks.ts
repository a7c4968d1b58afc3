/** The claims that lab B5 tests. */
import { fitGold } from '../../eval/curve-fits';
import { klDistance } from '../../eval/kl';
import { mean, spearman } from '../../eval/statistics';
import { Random } from '../../random';
import { effectOver, meanEffect, minus } from '../../study/effects';
import { checkOf, type Check } from '../../study/lab';
import type { Course } from '../../steps/course';
import type { B5Data, BestOfNSeed } from './data';
import type { Cell } from './settings';

const claim = 'B5';

/** Cells that differ from the center in this factor only, the center among them, in ascending order of it. */
export function cellsBy(data: B5Data, factor: keyof Cell): B5Data['cells'] {
  const { center } = data;
  const others = (['comparisons', 'size', 'flipRate'] as const).filter((name) => name !== factor);
  const along = data.cells.filter(({ cell }) => others.every((name) => cell[name] === center[name]));
  const at = ({ cell, parameters }: B5Data['cells'][number]) =>
    factor === 'size' ? parameters : Number(cell[factor]);
  return [...along].sort((a, b) => at(a) - at(b));
}

/** Gold of the best n, and its distance. */
export function bestPoint({ points }: Pick<BestOfNSeed, 'points'>) {
  const best = points.reduce((a, b) => (b.gold > a.gold ? b : a));
  return { gold: best.gold, distance: klDistance(best.kl) };
}

/** Where the fitted form has its peak: between the n that were tried, which are too far apart to tell cells from one another. */
function fittedPlace({ points }: Pick<BestOfNSeed, 'points'>): number {
  const fit = fitGold(
    'best-of-n',
    points.map(({ kl, gold }) => ({ distance: klDistance(kl), gold })),
  );
  if (!fit) return 0;
  return fit.beta > 0 ? (fit.peak ?? 0) : Infinity;
}

/**
 * A trend over cells: the rank correlation of a factor with what is measured, one a seed. With one seed the prompts are
 * drawn again and the trend is worked out anew each time.
 */
function trend(
  cells: B5Data['cells'],
  statement: string,
  measure: (seed: Pick<BestOfNSeed, 'points'>) => number,
): Check[] {
  if (cells.length < 3) return [];
  const order = cells.map((_, i) => i);
  const perSeed = cells[0].seeds.map((_, s) =>
    spearman(
      order,
      cells.map(({ seeds }) => measure(seeds[s])),
    ),
  );
  const resampled = () => {
    const random = new Random(1).split('B5', statement);
    const prompts = cells[0].seeds[0].golds[0].length;
    const draws = Array.from({ length: 1000 }, () => {
      const drawn = Array.from({ length: prompts }, () => random.int(prompts));
      const measured = cells.map(({ seeds: [{ points, golds }] }) => {
        const redrawn = points.map((point, i) => ({ ...point, gold: mean(drawn.map((p) => golds[i][p])) }));
        return measure({ points: redrawn });
      });
      return spearman(order, measured);
    }).sort((a, b) => a - b);
    const effect = { value: perSeed[0], low: draws[25], high: draws[974] };
    return { effect, over: `${prompts} prompts` };
  };
  return [
    checkOf({ claim, statement, ...effectOver(perSeed, resampled), bound: 0, unit: 'rank correlation' }),
  ];
}

type Arm = B5Data['ppo'][number];

/** PPO without a penalty on one reward model: against the center's first, then against those of other cells. */
export function freeArms({ ppo, center }: B5Data): Arm[] {
  const arms = ppo.filter(({ reward, klCoefficient }) => reward === 'single' && klCoefficient === 0);
  const isCenter = ({ cell }: Arm) => (JSON.stringify(cell) === JSON.stringify(center) ? 0 : 1);
  return [...arms].sort((a, b) => isCenter(a) - isCenter(b));
}

/** In what an arm's reward model differs from the center's. */
export function nameOf({ cell }: Arm, center: Cell): string {
  if (cell.size !== center.size) return `the ${cell.size} reward model`;
  if (cell.flipRate !== center.flipRate)
    return `${Math.round(100 * cell.flipRate)} % of the labels turned round`;
  return `${cell.comparisons} comparisons`;
}

/** A difference in gold between two landmarks of courses. */
function between(
  seeds: readonly Course[],
  statement: string,
  of: (golds: Course['golds']) => number[],
): Check {
  return checkOf({
    claim,
    statement,
    ...meanEffect(seeds.map(({ golds }) => of(golds))),
    bound: 0,
    unit: 'sd of SFT',
  });
}

/** All checks of the lab. */
export function b5Checks(data: B5Data): Check[] {
  const isCenter = (cell: Cell) => JSON.stringify(cell) === JSON.stringify(data.center);
  const armOf = (reward: string, beta: number) =>
    data.ppo.find((arm) => isCenter(arm.cell) && arm.reward === reward && arm.klCoefficient === beta)?.seeds;
  const free = armOf('single', 0);
  const control = armOf('gold', 0);
  const center = data.cells[0].seeds;
  const worst = data.others.find(({ chooser }) => chooser === 'worst of three')?.seeds;
  const gold = data.others.find(({ chooser }) => chooser === 'gold')?.seeds;
  const checks: Check[] = [];
  if (free) {
    checks.push(
      between(free, 'PPO without a KL penalty: gold falls from its peak', ({ peak, end }) =>
        minus(peak, end),
      ),
    );
    const rises = free.map(({ points }) => points[points.length - 1].proxy - bestProxyBefore(points));
    checks.push(
      checkOf({
        claim,
        statement: 'meanwhile the proxy rises: its end above its value at the gold peak',
        ...effectOver(rises),
        bound: 0,
        unit: 'sd of SFT',
      }),
    );
  }
  for (const other of freeArms(data).filter(({ cell }) => !isCenter(cell))) {
    const statement = `PPO against ${nameOf(other, data.center)}: a lower peak of gold than against the best reward model`;
    const effect = meanEffect((free ?? []).map((one, i) => minus(one.golds.peak, other.seeds[i].golds.peak)));
    checks.push(checkOf({ claim, statement, ...effect, bound: 0, unit: 'sd of SFT' }));
  }
  if (control)
    checks.push(
      between(control, 'control, PPO on gold itself: gold ends above SFT', ({ start, end }) =>
        minus(end, start),
      ),
    );
  checks.push(
    checkOf({
      claim,
      statement: 'best-of-n: gold falls from its peak at the largest n',
      ...meanEffect(center.map((seed) => minus(bestGolds(seed), lastGolds(seed)))),
      bound: 0,
      unit: 'sd of SFT',
    }),
  );
  checks.push(shareOfFits(data));
  const trends = [
    ...trend(
      cellsBy(data, 'comparisons'),
      'more comparisons: the gold peak is higher',
      (s) => bestPoint(s).gold,
    ),
    ...trend(
      cellsBy(data, 'comparisons'),
      'more comparisons: the gold peak is further out',
      (s) => bestPoint(s).distance,
    ),
    ...trend(
      cellsBy(data, 'comparisons'),
      'more comparisons: the fitted gold peak is further out',
      fittedPlace,
    ),
    ...trend(
      cellsBy(data, 'size'),
      'larger reward models: the gold peak is higher',
      (s) => bestPoint(s).gold,
    ),
    ...trend(
      cellsBy(data, 'size'),
      'larger reward models: the gold peak is further out',
      (s) => bestPoint(s).distance,
    ),
    ...trend(cellsBy(data, 'size'), 'larger reward models: the fitted gold peak is further out', fittedPlace),
    ...trend(cellsBy(data, 'flipRate'), 'noisier labels: the gold peak is lower', (s) => -bestPoint(s).gold),
  ];
  for (const check of trends) checks.push(check);
  if (worst)
    checks.push(
      versus('the worst of three reward models: more gold at the largest n than with one', worst, center),
    );
  if (gold) checks.push(versus('control, choosing by gold: more gold at the largest n', gold, center));
  return checks;
}

function bestProxyBefore(points: Course['points']): number {
  return points.reduce((a, b) => (b.gold > a.gold ? b : a)).proxy;
}

function bestGolds(seed: BestOfNSeed): number[] {
  return seed.golds[seed.points.findIndex(({ gold }) => gold === bestPoint(seed).gold)];
}

function lastGolds({ golds }: BestOfNSeed): number[] {
  return golds[golds.length - 1];
}

/** Share of the cells in which the fitted form explains best-of-n's gold well. */
function shareOfFits({ cells }: B5Data): Check {
  const share = (seed: number) =>
    mean(cells.map(({ seeds }) => ((seeds[seed].fit?.rSquared ?? 0) >= 0.95 ? 1 : 0)));
  const shares = cells[0].seeds.map((_, seed) => share(seed));
  return checkOf({
    claim,
    statement: 'best-of-n gold follows d(α − βd) with R² of at least .95 in most cells',
    ...effectOver(shares),
    bound: 0.7499,
    unit: 'share of cells',
  });
}

/** More gold at the largest n under one choice than under another, on the same pools. */
function versus(statement: string, a: readonly BestOfNSeed[], b: readonly BestOfNSeed[]): Check {
  const effect = meanEffect(a.map((seed, i) => minus(lastGolds(seed), lastGolds(b[i]))));
  return checkOf({ claim, statement, ...effect, bound: 0, unit: 'sd of SFT' });
}
