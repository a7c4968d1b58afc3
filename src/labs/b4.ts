/**
 * Lab B4: RL starts from SFT and optimises the reward model with PPO over the prompts that it was trained on. Treatment:
 * PPO at several prices of KL. Controls: price 0, and the same PPO on prompts of families that the reward model never saw.
 *
 * Gao, Schulman and Hilton 2022 (https://arxiv.org/abs/2210.10760, section 3.6) found that a KL penalty gives no more gold
 * at the same KL: it acts like stopping early. That is tested here as well.
 */
import { klDistance } from '../eval/kl';
import { mean } from '../eval/statistics';
import { courseGolds, courseRows, landmarkTexts, type CourseOf } from '../steps/course';
import { foundation, foundations } from '../steps/foundation';
import {
  evaluationPrompts,
  mainJobs,
  mainKlCoefficient,
  mainPpo,
  mainRewardModel,
  shownPrompts,
  type MainJobSettings,
} from '../steps/main-job';
import { check, fallsFromPeak, less, more, type CheckSpec } from '../study/checks';
import { defineLab, type Findings, type LabText } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, type Row } from '../study/rows';
import { lines } from '../study/view';
import type { LabEvent, Workbench } from '../study/workbench';
import { families, type Family } from '../world';

export interface B4Settings extends MainJobSettings {
  readonly seeds: readonly number[];
  /** β of the treatments, ascending; 0 is the control. */
  readonly prices: readonly number[];
  /** Families outside the reward model's distribution, for PPO at the middle price. */
  readonly outside: readonly Family[];
}

const common = {
  seeds: [1],
  prices: [0, mainKlCoefficient],
  outside: families.filter((family) => !foundations.lecture.families.includes(family) && family !== 'who-is'),
};

export const b4Presets = presets<B4Settings>(
  { ...mainJobs.lecture, ...common },
  {
    quick: mainJobs.quick,
    full: { ...mainJobs.full, seeds: [1, 2, 3], prices: [0, 0.02, 0.05, mainKlCoefficient, 0.5] },
  },
);

const nameOf = (price: number) => `β ${price}`;
const middle = ({ prices }: B4Settings) => prices[Math.floor(prices.length / 2)];
/** The arm outside the distribution, and the one inside at the same price once more, by the mean. */
const others = 'other families';
const own = 'own families';
const equalKl = 'gold over no penalty at equal KL';

async function* runB4(bench: Workbench, settings: B4Settings): AsyncGenerator<LabEvent, Findings> {
  const { foundation: ground, evaluation, seeds } = settings;
  const rows: Row[] = [];
  const texts: LabText[] = [];
  const arms = [
    ...settings.prices.map((price) => ({
      arm: nameOf(price),
      klCoefficient: price,
      families: ground.families,
    })),
    { arm: others, klCoefficient: middle(settings), families: settings.outside },
  ];
  for (const seed of seeds) {
    const bases = yield* foundation(bench, ground, seed);
    const model = yield* mainRewardModel(bench, settings, bases, seed);
    const courses: CourseOf[] = [];
    for (const { arm, ...run } of arms) {
      const keepAll = arm !== others && [0, mainKlCoefficient].includes(run.klCoefficient);
      const { piece } = yield* mainPpo(
        bench,
        settings,
        bases,
        [model],
        run,
        seed,
        keepAll ? { keepAll } : {},
      );
      const prompts = evaluationPrompts(run.families, evaluation.prompts);
      const course = { arm, seed, run: piece, prompts, scale: bases.scale };
      courses.push(course);
      append(rows, courseRows(course), gains(course, courses[0]));
      if (arm === nameOf(middle(settings))) append(rows, means(course));
      if (seed === seeds[0]) append(texts, landmarkTexts(course, shownPrompts(run.families)));
    }
  }
  return { rows, texts };
}

function means(course: CourseOf): Row[] {
  const golds = courseGolds(course);
  return course.run.points.flatMap(({ iteration: at, proxies }, i) =>
    measureRows({ arm: own, seed: course.seed, at }, { proxy: mean(proxies), gold: mean(golds[i]) }),
  );
}

/** Gold of the end over the start, and over the free run at the same KL; the latter where that comes so far. */
function gains(course: CourseOf, free: CourseOf): Row[] {
  const pointsOf = (of: CourseOf) => {
    const golds = courseGolds(of).map((values) => mean(values));
    return of.run.points.map(({ kls }, i) => ({ d: klDistance(mean(kls)), gold: golds[i] - golds[0] }));
  };
  const points = pointsOf(course);
  const { d, gold } = points[points.length - 1];
  const unpenalised = course.arm === others || course === free ? undefined : goldAt(pointsOf(free), d);
  const { arm, seed } = course;
  return measureRows(
    { arm, seed },
    { gain: gold, ...(unpenalised !== undefined && { [equalKl]: gold - unpenalised }) },
  );
}

/** Gold at this distance, read off a course between its points; undefined where it does not come so far. */
export function goldAt(
  points: readonly { readonly d: number; readonly gold: number }[],
  distance: number,
): number | undefined {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a.d > distance || b.d < distance || a.d === b.d) continue;
    return a.gold + ((distance - a.d) / (b.d - a.d)) * (b.gold - a.gold);
  }
  return undefined;
}

const sd = { unit: 'sd of SFT replies', matters: 0.1 };
const gold = (arm: string, at: 'first' | 'last') => ({ arm, measure: 'gold', at });
const gain = (arm: string) => ({ arm, measure: 'gain' });

/** What is claimed of the rows. */
export function b4Checks(settings: B4Settings): CheckSpec[] {
  const penalised = settings.prices.filter((price) => price > 0);
  const gains = (arm: string) => more(gold(arm, 'last'), gold(arm, 'first'));
  return [
    ...penalised.map((price) =>
      check(`gains-${price}`, `PPO with β ${price} ends with more gold than SFT`, gains(nameOf(price)), sd, {
        ...(price === mainKlCoefficient && { main: true }),
      }),
    ),
    check(
      'free-falls',
      'control, no penalty: gold falls from its peak',
      fallsFromPeak(nameOf(0), 'gold'),
      sd,
    ),
    check(
      'inside-more',
      'PPO gains more gold on prompts like the reward model’s own than on others',
      more(gain(nameOf(middle(settings))), gain(others)),
      sd,
    ),
    ...penalised.map((price) =>
      check(
        `equal-kl-${price}`,
        `at the same KL, β ${price} gains less than .25 sd over no penalty`,
        less({ arm: nameOf(price), measure: equalKl }, 0.25),
        sd,
      ),
    ),
  ];
}

const iteration = { title: 'PPO iteration' };
const distance = { title: 'distance from SFT, √KL (√nats)', measure: 'KL', scale: 'root' } as const;
const byPrice = { arms: (arm: string) => arm.startsWith('β'), room: 0.2 };
const grid = { columns: 2, cell: { width: 540, height: 340 } };

export const b4 = defineLab<B4Settings>({
  id: 'B4',
  title: 'PPO from SFT against the reward model, over the prompts that it was trained on',
  presets: b4Presets,
  run: runB4,
  checks: b4Checks,
  views: [
    {
      id: 'penalty',
      title: (says) => {
        const falls = says('free-falls') === 'holds';
        const enough = b4Presets.full.prices.filter((price) => says(`gains-${price}`) === 'holds');
        if (enough.length > 0)
          return `With ${enough.map(nameOf).join(' and ')} PPO ends above SFT${falls ? '; without a price gold falls' : ''}`;
        return falls ? 'Without a price on KL gold falls from its peak' : 'PPO at several prices of KL';
      },
      ...grid,
      panels: [
        lines('Gold along training', iteration, 'gold', sd.unit, byPrice),
        lines('Proxy along training', iteration, 'proxy', sd.unit, byPrice),
        lines('KL along training', iteration, 'KL', 'nats a reply', byPrice),
        lines('Gold at a distance', distance, 'gold', sd.unit, byPrice),
      ],
    },
    {
      id: 'distribution',
      oneScale: true,
      title: (says) =>
        says('inside-more') === 'holds'
          ? 'Under PPO gold fares better on prompts like the reward model’s own than on others'
          : 'Inside and outside the reward model’s distribution: no difference in gold is shown',
      ...grid,
      panels: [
        lines('Like the reward model’s own', iteration, ['proxy', 'gold'], sd.unit, {
          arms: [own],
          room: 0.2,
        }),
        lines('Families it never saw', iteration, ['proxy', 'gold'], sd.unit, { arms: [others], room: 0.2 }),
      ],
    },
    {
      id: 'monitors',
      title: () => 'What PPO reports of itself, by price of KL',
      ...grid,
      panels: [
        lines('Entropy', iteration, 'training: entropy', 'nats a token', byPrice),
        lines('Length', iteration, 'training: tokens', 'tokens a reply', byPrice),
        lines('Clip fraction', iteration, 'training: clip fraction', 'share of tokens', byPrice),
        lines('Explained variance', iteration, 'training: explained variance', 'share of variance', byPrice),
      ],
    },
  ],
});
