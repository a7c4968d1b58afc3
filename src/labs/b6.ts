/**
 * Lab B6: objectives other than a reward model are mixed into RL. One PPO, over prompts of the centrepiece and sums, on the
 * reward model, on a verifier of sums (1 for the right answer, 0 for all else), and on their mixture by weight. Treatment:
 * the mixture; controls: either alone. A verified reward beside a learnt one is Lambert et al. 2024 (Tülu 3,
 * https://arxiv.org/abs/2411.15124, section 6).
 *
 * Simplified: the reward model has seen the centrepiece only and scores worked sums all the same, as in the mixtures of
 * the papers; the price of KL is the same everywhere, though the rewards differ in size.
 */
import { UserError } from '../errors';
import { mean } from '../eval/statistics';
import { stageColors } from '../plots/theme';
import { assessed } from '../steps/assessed';
import { courseGolds, type CourseOf } from '../steps/course';
import { foundation } from '../steps/foundation';
import {
  evaluationPrompts,
  mainJobs,
  mainPpo,
  mainRewardModel,
  type MainJobSettings,
} from '../steps/main-job';
import type { JudgedReward } from '../steps/ppo-judged';
import { sharedPrompts } from '../steps/prompts';
import type { PolicyInput } from '../steps/replies';
import { check, more, shareDifference, trend, type CheckSpec } from '../study/checks';
import { defineLab } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, promptRows, type Row } from '../study/rows';
import { bars, lines, plane } from '../study/view';
import type { LabEvent, Workbench } from '../study/workbench';
import { answerIn, answerOf, centrepiece, SumSubject, type Family } from '../world';

export interface B6Settings extends MainJobSettings {
  readonly seeds: readonly number[];
  /** Weights of the verifier in the mixtures, ascending; either alone is run besides. */
  readonly weights: readonly number[];
  /** The weight that the claim is tested at, chosen beforehand. */
  readonly center: number;
  /** Families of the prompts that all policies are trained on. */
  readonly families: readonly Family[];
  /** At the start and at the end: so many sums, and so many prompts of the centrepiece. */
  readonly measuredPrompts: number;
}

const shrunk = (job: MainJobSettings, prompts: number): MainJobSettings => ({
  ...job,
  ppo: { ...job.ppo, klCoefficient: 0.05 },
  evaluation: { ...job.evaluation, prompts },
});

export const b6Presets = presets<B6Settings>(
  {
    ...shrunk(mainJobs.lecture, 96),
    seeds: [1],
    weights: [2],
    // A verdict's sd is at most 1/2, the reward model's is 1: at 2 neither drowns the other.
    center: 2,
    // There are a third as many prompts for sums as for the rest: so each is half of what is asked.
    families: [...centrepiece, 'arithmetic', 'arithmetic', 'arithmetic'],
    measuredPrompts: 192,
  },
  {
    quick: { ...shrunk(mainJobs.quick, 16), measuredPrompts: 24 },
    full: {
      ...shrunk(mainJobs.full, 192),
      seeds: [1, 2, 3],
      weights: [0.5, 1, 2, 4, 8],
      measuredPrompts: 256,
    },
  },
);

const mixtureName = (weight: number) => `×${weight}`;

/** An arm's name in rows, and what it is trained on besides or in place of the reward model. */
function armsOf({ weights }: B6Settings): [arm: string, reward?: JudgedReward][] {
  return [
    ['RM'],
    ...weights.map((sums): [string, JudgedReward] => [mixtureName(sums), { kind: 'mixture', sums }]),
    ['sums', { kind: 'sums' }],
  ];
}

export async function* runB6(
  bench: Workbench,
  settings: B6Settings,
): AsyncGenerator<LabEvent, { rows: Row[] }> {
  const { weights, center, families, evaluation } = settings;
  if (!weights.includes(center))
    throw new UserError(
      `lab B6: weights are ${weights.join(', ')}; expected ${center}, which the checks are about, among them`,
    );
  const rows: Row[] = [];
  for (const seed of settings.seeds) {
    const ground = yield* foundation(bench, settings.foundation, seed);
    const { scale } = ground;
    const model = yield* mainRewardModel(bench, settings, ground, seed);
    append(rows, yield* worth('SFT', ground.policy));
    for (const [arm, reward] of armsOf(settings)) {
      const run = { klCoefficient: settings.ppo.klCoefficient ?? 0, families, reward };
      const { name, piece } = yield* mainPpo(bench, settings, ground, [model], run, seed);
      append(rows, yield* worth(arm, { name, piece: { checkpoint: piece.end } }));
      const prompts = evaluationPrompts(families, evaluation.prompts);
      append(rows, alongTheWay({ arm, seed, run: piece, prompts, scale }));
    }

    /** What a policy is worth on held-out prompts; equal seeds draw alike for all policies. */
    async function* worth(arm: string, policy: PolicyInput['policy']): AsyncGenerator<LabEvent, Row[]> {
      const { maxNewTokens } = settings.foundation;
      const ask = (purpose: string, of: readonly Family[]) =>
        sharedPrompts(`B6 ${purpose}`, settings.measuredPrompts, 'familiar', of);
      const how = (purpose: string) => ({ maxNewTokens, purpose: ['B6 worth', purpose], seed });
      const asked = ask('sums', ['arithmetic']);
      const worked = yield* assessed(bench, policy, asked, how('sums'));
      const rights = asked.map(({ subject }, i) =>
        subject instanceof SumSubject && answerIn(worked[i].text) === answerOf(subject.sum) ? 1 : 0,
      );
      const found = yield* assessed(bench, policy, ask('centrepiece', centrepiece), how('centrepiece'));
      const golds = found.map(({ gold }) => (gold - scale.mean) / scale.sd);
      return [
        ...promptRows({ arm, seed, measure: 'sums right' }, rights),
        ...promptRows({ arm, seed, measure: 'gold' }, golds),
      ];
    }
  }
  return { rows };
}

/** The run's own evaluations, sums and the rest apart, as changes from the start. */
function alongTheWay(course: CourseOf): Row[] {
  const { arm, seed, run, prompts } = course;
  const golds = courseGolds(course);
  const part = (i: number, isSum: boolean) =>
    mean(golds[i].filter((_, p) => (prompts[p].family === 'arithmetic') === isSum));
  return run.points.flatMap(({ iteration: at, kls }, i) =>
    measureRows(
      { arm, seed, at },
      {
        'gold along the way': part(i, false) - part(0, false),
        'gold of sums along the way': part(i, true) - part(0, true),
        KL: mean(kls),
      },
    ),
  );
}

const sums = (arm: string) => ({ arm, measure: 'sums right' });
const gold = (arm: string) => ({ arm, measure: 'gold' });
const rightly = { matters: 0.05, unit: 'share of sums' };
const sd = { matters: 0.1, unit: 'sd of SFT' };

/** What is claimed of the rows. */
export function b6Checks(settings: B6Settings): CheckSpec[] {
  const mixed = mixtureName(settings.center);
  const arms = armsOf(settings).map(([arm]) => arm);
  const moreSums = (a: string, b: string) => more(sums(a), sums(b), shareDifference);
  const moreGold = (a: string, b: string) => more(gold(a), gold(b));
  return [
    check('mixture-sums', 'the mixture is right on more sums than SFT', moreSums(mixed, 'SFT'), rightly, {
      main: true,
    }),
    check('mixture-gold', 'the mixture raises gold on the centrepiece above SFT', moreGold(mixed, 'SFT'), sd),
    check(
      'model-leaves-sums',
      'the reward model alone is right on fewer sums',
      moreSums(mixed, 'RM'),
      rightly,
    ),
    check('sums-leave-gold', 'sums alone have less gold on the centrepiece', moreGold(mixed, 'sums'), sd),
    check(
      'control-sums',
      'control, sums alone: more are right than of SFT',
      moreSums('sums', 'SFT'),
      rightly,
    ),
    check('control-gold', 'control, the reward model alone: more gold than SFT', moreGold('RM', 'SFT'), sd),
    check('weight-sums', 'the more sums weigh, the more are right', trend(arms.map(sums), 'up'), rightly),
    check('weight-gold', 'the more sums weigh, the less gold', trend(arms.map(gold), 'down'), sd),
  ];
}

const iteration = { title: 'PPO iteration' };
const levels = [{ at: 'SFT', text: '' }];
const inks = {
  SFT: stageColors.sft,
  RM: stageColors.rm,
  ...Object.fromEntries(b6Presets.full.weights.map((weight) => [mixtureName(weight), stageColors.ppo])),
  sums: stageColors.control,
};
/** Arms that the checks are about: all of them at once would hide one another. */
const compared = { arms: ['RM', mixtureName(b6Presets.full.center), 'sums'], inks };

export const b6 = defineLab<B6Settings>({
  id: 'B6',
  title: 'A verified reward for sums, mixed into RL with the reward model',
  presets: b6Presets,
  run: runB6,
  checks: b6Checks,
  views: [
    {
      id: 'mixture',
      title: (says) => {
        const [right, worth] = [says('mixture-sums') === 'holds', says('mixture-gold') === 'holds'];
        if (right && worth) return 'The mixture raises both';
        if (right) return 'The mixture raises accuracy on sums; that it raises gold on the rest is not shown';
        return worth ? 'The mixture raises gold, not shown for sums' : 'Sums and gold by the weight of sums';
      },
      cell: { width: 420, height: 360 },
      panels: [
        bars('Sums right', 'sums right', 'share of sums', { levels, inks, range: [0, 1] }),
        bars('Gold on the centrepiece', 'gold', 'sd above SFT', { levels, inks }),
        plane(
          'Both at once',
          { measure: 'sums right', title: 'sums right (share)' },
          'gold',
          'sd above SFT',
          {
            arms: ['SFT', ...compared.arms],
            inks,
          },
        ),
      ],
    },
    {
      id: 'courses',
      title: (says) =>
        says('model-leaves-sums') === 'holds'
          ? 'The reward model alone leaves sums behind'
          : 'Gold along training, by part',
      cell: { width: 520, height: 360 },
      panels: [
        lines('Centrepiece', iteration, 'gold along the way', 'gold (sd above SFT)', compared),
        lines('Sums', iteration, 'gold of sums along the way', 'gold (sd above SFT)', compared),
      ],
    },
  ],
});
