/**
 * Lab B4: RL starts from SFT and optimises the reward model with PPO over the prompts that it was trained on. Treatment:
 * PPO at several prices of KL. Controls: price 0, and the same PPO on prompts of families that the reward model never saw.
 *
 * Gao, Schulman and Hilton 2022 (https://arxiv.org/abs/2210.10760, section 3.6) found that a KL penalty gives no more gold
 * at the same KL: it acts like stopping early. That is tested here as well.
 */
import { z } from 'zod';
import { klDistance } from '../eval/kl';
import { mean } from '../eval/statistics';
import type { Figure } from '../plots/figure';
import { extent, line, padded, panelFigure, type Panel } from '../plots/panels';
import { measureColors, stageColors } from '../plots/theme';
import { families, type Family } from '../world';
import { courseOf, courseSchema, landmarkReplies, type Course } from '../steps/course';
import { effectOver, meanEffect, minus } from '../study/effects';
import { foundation, foundations } from '../steps/foundation';
import { checkOf, defineLab, type Check, type LabPreset } from '../study/lab';
import type { LabEvent, Workbench } from '../study/workbench';
import { mainJobs, mainKlCoefficient, mainPpo, mainRewardModel, type MainJobSettings } from './main-job';
import { ppoCourseSchema } from '../steps/ppo-run';
import {
  coursesPanel,
  distanceAxis,
  goldMeasure,
  iterationAxis,
  klMeasure,
  priceArms,
  proxyMeasure,
} from '../steps/course-panels';

export interface B4Settings extends MainJobSettings {
  readonly seeds: readonly number[];
  /** β of the treatments, ascending; 0 is the control. */
  readonly prices: readonly number[];
  /** Families outside the reward model's distribution, for PPO at the middle price. */
  readonly outside: readonly Family[];
}

const inUse = {
  seeds: [1],
  prices: [0, mainKlCoefficient],
  outside: families.filter((family) => !foundations.lecture.families.includes(family) && family !== 'who-is'),
};

/** The presets. */
export const b4Presets: Readonly<Record<LabPreset, B4Settings>> = {
  quick: { ...mainJobs.quick, ...inUse },
  lecture: { ...mainJobs.lecture, ...inUse },
  full: { ...mainJobs.full, ...inUse, seeds: [1, 2, 3], prices: [0, 0.02, 0.05, mainKlCoefficient, 0.5] },
};

const arm = z.object({
  klCoefficient: z.number(),
  /** Whether its prompts are of the families that the reward model was trained on. */
  prompts: z.enum(['inside', 'outside']),
  seeds: z.array(courseSchema),
  /** What PPO reported on its own prompts, of the first seed. */
  rounds: ppoCourseSchema.shape.rounds,
});

export const b4Data = z.object({ arms: z.array(arm) });
export type B4Data = z.infer<typeof b4Data>;
type Arm = B4Data['arms'][number];

/** Runs the lab. */
export async function* runB4(bench: Workbench, settings: B4Settings): AsyncGenerator<LabEvent, B4Data> {
  const { prices, outside, foundation: ground } = settings;
  const middle = prices[Math.floor(prices.length / 2)];
  const arms: (Arm & { readonly families: readonly Family[] })[] = [
    ...prices.map((klCoefficient) => ({
      klCoefficient,
      prompts: 'inside' as const,
      families: ground.families,
    })),
    { klCoefficient: middle, prompts: 'outside' as const, families: outside },
  ].map((one) => ({ ...one, seeds: [], rounds: [] }));
  for (const seed of settings.seeds) {
    const bases = yield* foundation(bench, ground, seed);
    const model = yield* mainRewardModel(bench, settings, bases, seed);
    for (const entry of arms) {
      const { families: asked } = entry;
      const made = yield* mainPpo(bench, settings, bases, model, entry, seed);
      const first = seed === settings.seeds[0];
      const shown = { families: asked, maxNewTokens: ground.maxNewTokens };
      const samples = first ? landmarkReplies(bench, bases.policy.piece.checkpoint, made.piece, shown) : [];
      entry.seeds.push(courseOf(seed, made.piece, samples));
      if (first) entry.rounds = made.piece.rounds;
    }
  }
  return {
    arms: arms.map(({ klCoefficient, prompts, seeds, rounds }) => ({
      klCoefficient,
      prompts,
      seeds,
      rounds,
    })),
  };
}

const inside = ({ arms }: B4Data) => arms.filter(({ prompts }) => prompts === 'inside');

/** Gold at this distance, read off the course between its points; undefined where the course does not come so far. */
export function goldAt({ points }: Course, distance: number): number | undefined {
  const [start] = points;
  const at = points.map(({ kl, gold }) => ({ d: klDistance(kl), gold: gold - start.gold }));
  for (let i = 1; i < at.length; i++) {
    const [a, b] = [at[i - 1], at[i]];
    if (a.d > distance || b.d < distance || a.d === b.d) continue;
    return a.gold + ((distance - a.d) / (b.d - a.d)) * (b.gold - a.gold);
  }
  return undefined;
}

/** How much more gold a penalised course has than the free one at the distance where the penalised one ends. */
function advantageAtEqualKl(free: Course, penalised: Course): number | undefined {
  const end = penalised.points[penalised.points.length - 1];
  const unpenalised = goldAt(free, klDistance(end.kl));
  return unpenalised === undefined ? undefined : end.gold - penalised.points[0].gold - unpenalised;
}

/** By how much gold ends above where it began. */
function gain({ seeds }: Arm, statement: string): Check {
  const effect = meanEffect(seeds.map(({ golds: { start, end } }) => minus(end, start)));
  return checkOf({ claim: 'B4', statement, ...effect, bound: 0, unit: 'sd of SFT' });
}

/** The claims that it tests. */
export function b4Checks(data: B4Data): Check[] {
  const arms = inside(data);
  const free = arms.find(({ klCoefficient }) => klCoefficient === 0);
  const found = arms
    .filter(({ klCoefficient }) => klCoefficient > 0)
    .map((one) => gain(one, `PPO with β ${one.klCoefficient} ends with more gold than SFT`));
  const outside = data.arms.find(({ prompts }) => prompts === 'outside');
  const twin = arms.find(({ klCoefficient }) => klCoefficient === outside?.klCoefficient);
  if (outside && twin) {
    const difference = (a: Course, b: Course) =>
      mean(a.golds.end) - mean(a.golds.start) - (mean(b.golds.end) - mean(b.golds.start));
    const values = twin.seeds.map((course, i) => difference(course, outside.seeds[i]));
    const effect = effectOver(values);
    const statement = 'PPO gains more gold on prompts like the reward model’s own than on others';
    found.push(checkOf({ claim: 'B4', statement, ...effect, bound: 0, unit: 'sd of SFT' }));
  }
  for (const penalised of free ? arms.filter(({ klCoefficient }) => klCoefficient > 0) : []) {
    const values = penalised.seeds.flatMap((course, i) =>
      free ? (advantageAtEqualKl(free.seeds[i], course) ?? []) : [],
    );
    if (values.length === 0) continue;
    // A claim of no gain: what is left of a quarter of a standard deviation after the gain.
    const rest = values.map((value) => 0.25 - value);
    const effect = effectOver(rest);
    const statement = `at the same KL, β ${penalised.klCoefficient} gains less than .25 sd over no penalty`;
    found.push(checkOf({ claim: 'B4', statement, ...effect, bound: 0, unit: 'sd to spare' }));
  }
  return found;
}

/** At which prices of KL PPO ends above SFT, in words. */
function endsAbove(checks: readonly Check[]): string {
  const ends = checks.filter(({ statement }) => statement.startsWith('PPO with'));
  const held = ends.filter(({ holds }) => holds);
  if (held.length === 0) return 'No price of KL made PPO end above SFT';
  if (held.length === ends.length) return 'With a price on KL, PPO ends above SFT';
  const prices = held.map(({ statement }) => /β [\d.]+/.exec(statement)?.[0]);
  return `PPO ends above SFT at ${prices.join(' and ')} only`;
}

/** Its figures. */
export function b4Figures(data: B4Data, columns = 3): Record<string, Figure> {
  const arms = inside(data);
  const cell = { width: 400, height: 320 };
  const priced = priceArms(arms);
  const checks = b4Checks(data);
  const penalty = panelFigure(
    [
      coursesPanel('Gold along training', priced, iterationAxis, goldMeasure),
      coursesPanel('Proxy along training', priced, iterationAxis, proxyMeasure),
      coursesPanel('KL along training', priced, iterationAxis, klMeasure),
      coursesPanel('Gold at a distance', priced, distanceAxis, goldMeasure),
      coursesPanel('Proxy at a distance', priced, distanceAxis, proxyMeasure),
    ],
    {
      title: endsAbove(checks),
      columns,
      cell,
    },
  );
  const compared = data.arms.filter(
    ({ klCoefficient }) => klCoefficient === data.arms[data.arms.length - 1].klCoefficient,
  );
  const courses = compared.flatMap(({ seeds }) => seeds.flatMap(({ points }) => points));
  const moreInside = checks.some(({ holds, statement }) => holds && statement.startsWith('PPO gains more'));
  const where = panelFigure(
    compared.map(({ prompts, seeds }): Panel => {
      const end = seeds[0].points[seeds[0].points.length - 1];
      return {
        title: prompts === 'inside' ? 'Prompts like the reward model’s own' : 'Families it never saw',
        traces: seeds.flatMap(({ points }) =>
          (['proxy', 'gold'] as const).map((name) =>
            line(
              { x: points.map(({ iteration }) => iteration), y: points.map((p) => p[name]) },
              measureColors[name].line,
            ),
          ),
        ),
        labels: (['proxy', 'gold'] as const).map((name) => ({
          x: end.iteration,
          y: end[name],
          text: name,
          color: measureColors[name].text,
          side: 'right',
        })),
        xTitle: iterationAxis.title,
        yTitle: 'sd above SFT',
        xRange: padded(extent(courses.map(({ iteration }) => iteration)), 0.03, 0.2),
        yRange: padded(extent(courses.flatMap(({ gold, proxy }) => [gold, proxy])), 0.06),
      };
    }),
    {
      title: moreInside
        ? 'On prompts like the reward model’s own PPO gains more gold than on others'
        : 'Inside and outside the reward model’s distribution: no difference in gold is shown',
      columns: Math.min(2, columns),
      cell,
    },
  );
  const [{ rounds }] = arms;
  const tokens = ({ length }: Arm['rounds'][number]) => Math.round(length);
  const monitors = (
    [
      ['entropy', 'nats a token'],
      ['length', 'tokens a reply'],
      ['clipFraction', 'share of tokens'],
      ['explainedVariance', 'share of variance'],
      ['unfinished', 'share of replies'],
    ] as const
  ).map(([name, unit]): Panel => ({
    title:
      name === 'clipFraction' ? 'clip fraction' : name === 'explainedVariance' ? 'explained variance' : name,
    traces: [
      line({ x: rounds.map((r) => r.iteration), y: rounds.map((r) => r[name]) }, stageColors.ppo.line),
    ],
    xTitle: iterationAxis.title,
    yTitle: unit,
  }));
  return {
    penalty,
    distribution: where,
    monitors: panelFigure(monitors, {
      title: `Without a penalty: from ${tokens(rounds[0])} to ${tokens(rounds[rounds.length - 1])} tokens a reply`,
      columns,
      cell,
    }),
  };
}

export const b4 = defineLab({
  id: 'B4',
  title: 'PPO from SFT against the reward model, over the prompts that it was trained on',
  presets: b4Presets,
  data: b4Data,
  run: runB4,
  checks: b4Checks,
  figures: b4Figures,
});
