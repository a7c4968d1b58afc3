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

import { assess } from '../steps/assess';
import { chatTokenizer } from '../steps/checkpoints';
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
import { repliesRecipe, type PolicyInput } from '../steps/replies';
import { chatTask } from '../steps/task';
import { more, shareDifference, trend } from '../study/checks';
import { defineLab } from '../study/lab';
import { presets } from '../study/presets';
import { measureRows, promptRows, type Row } from '../study/rows';
import type { LabEvent, Workbench } from '../study/workbench';
import { answerIn, answerOf, centrepiece, type Family } from '../world';

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
    rows.push(...(yield* worth('SFT', ground.policy)));
    for (const [arm, reward] of armsOf(settings)) {
      const run = { klCoefficient: settings.ppo.klCoefficient ?? 0, families, reward };
      const { name, piece } = yield* mainPpo(bench, settings, ground, [model], run, seed);
      rows.push(...(yield* worth(arm, { name, piece: { checkpoint: piece.end } })));
      const prompts = evaluationPrompts(families, evaluation.prompts);
      rows.push(...alongTheWay({ arm, seed, run: piece, prompts, scale }));
    }

    /** What a policy is worth on held-out prompts; equal seeds draw alike for all policies. */
    async function* worth(arm: string, policy: PolicyInput['policy']): AsyncGenerator<LabEvent, Row[]> {
      const tokenizer = chatTokenizer(policy.piece.checkpoint);
      const { maxNewTokens } = settings.foundation;
      const reply = async function* (purpose: 'sums' | 'centrepiece', asked: readonly Family[]) {
        const prompts = sharedPrompts(`B6 ${purpose}`, settings.measuredPrompts, 'held-out', asked);
        const drawn = { perPrompt: 1, maxNewTokens, purpose: ['B6 worth', purpose], seed };
        const questions = prompts.map(({ messages }) => ({ messages }));
        const { piece } = yield* bench.make(repliesRecipe, { prompts: questions, ...drawn }, { policy });
        return { prompts, found: assess(chatTask(tokenizer, prompts), piece) };
      };
      const sums = yield* reply('sums', ['arithmetic']);
      const rights = sums.prompts.map(({ subject }, i) =>
        subject.family === 'arithmetic' && answerIn(sums.found[i].text) === answerOf(subject.sum) ? 1 : 0,
      );
      const { found } = yield* reply('centrepiece', centrepiece);
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

export const b6 = defineLab<B6Settings>({
  id: 'B6',
  title: 'A verified reward for sums, mixed into RL with the reward model',
  presets: b6Presets,
  run: runB6,
  checks(settings) {
    const mixed = mixtureName(settings.center);
    const arms = armsOf(settings).map(([arm]) => arm);
    const inSums = { matters: 0.05, unit: 'share of sums' };
    const inGold = { matters: 0.1, unit: 'sd of SFT' };
    return [
      {
        id: 'mixture-sums',
        main: true,
        statement: 'the mixture raises accuracy on sums above SFT',
        test: more(sums(mixed), sums('SFT'), shareDifference),
        ...inSums,
      },
      {
        id: 'mixture-gold',
        statement: 'the mixture raises gold on the centrepiece above SFT',
        test: more(gold(mixed), gold('SFT')),
        ...inGold,
      },
      {
        id: 'model-leaves-sums',
        statement: 'the reward model alone leaves sums behind: the mixture is right more often',
        test: more(sums(mixed), sums('RM'), shareDifference),
        ...inSums,
      },
      {
        id: 'sums-leave-gold',
        statement: 'sums alone leave the centrepiece behind: the mixture has more gold',
        test: more(gold(mixed), gold('sums')),
        ...inGold,
      },
      {
        id: 'control-sums',
        statement: 'control, sums alone: accuracy on sums rises above SFT',
        test: more(sums('sums'), sums('SFT'), shareDifference),
        ...inSums,
      },
      {
        id: 'control-gold',
        statement: 'control, the reward model alone: gold on the centrepiece rises above SFT',
        test: more(gold('RM'), gold('SFT')),
        ...inGold,
      },
      {
        id: 'weight-sums',
        statement: 'the more sums weigh, the more of them are right',
        test: trend(arms.map(sums), 'up'),
        ...inSums,
      },
      {
        id: 'weight-gold',
        statement: 'the more sums weigh, the less gold on the centrepiece',
        test: trend(arms.map(gold), 'down'),
        ...inGold,
      },
    ];
  },
  views: [
    {
      id: 'mixture',
      title: (says) => {
        const [right, worth] = [says('mixture-sums') === 'holds', says('mixture-gold') === 'holds'];
        if (right && worth) return 'The mixture raises both';
        if (right) return 'The mixture raises accuracy on sums; that it raises gold on the rest is not shown';
        if (worth) return 'The mixture raises gold; that it raises accuracy on sums is not shown';
        return 'Neither is shown to rise with the mixture';
      },
      cell: { width: 420, height: 360 },
      panels: [
        {
          kind: 'bars',
          title: 'Sums right',
          measures: ['sums right'],
          yTitle: 'share of sums',
          levels: [{ at: 'SFT', text: 'SFT' }],
        },
        {
          kind: 'bars',
          title: 'Gold on the centrepiece',
          measures: ['gold'],
          yTitle: 'sd above SFT',
          levels: [{ at: 'SFT', text: 'SFT' }],
        },
        {
          kind: 'plane',
          title: 'Both at once',
          x: { measure: 'sums right', title: 'sums right (share)' },
          measures: ['gold'],
          yTitle: 'gold on the centrepiece (sd above SFT)',
        },
      ],
    },
    {
      id: 'courses',
      title: (says) =>
        says('weight-sums') === 'holds'
          ? 'The more sums weigh, the more of them are right'
          : 'That sums gain by more weight is not shown',
      cell: { width: 520, height: 360 },
      panels: [
        {
          kind: 'lines',
          over: 'each seed',
          title: 'Centrepiece',
          x: { title: 'PPO iteration' },
          measures: ['gold along the way'],
          yTitle: 'gold (sd above SFT)',
        },
        {
          kind: 'lines',
          over: 'each seed',
          title: 'Sums',
          x: { title: 'PPO iteration' },
          measures: ['gold of sums along the way'],
          yTitle: 'gold (sd above SFT)',
        },
      ],
    },
  ],
});
