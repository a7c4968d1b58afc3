/**
 * Lab B1: SFT clones behaviour from demonstrations, their quality decides, and it is where RL starts from.
 *
 * - Number and quality: writers of known flaws answer the same prompts; control is the base that was shown nothing.
 * - Loss on the assistant's tokens (treatment) against loss on all tokens (control), on the same demonstrations.
 * - RL from SFT against the same RL from the base: same reward, rounds, prompts and seeds. The base is given the chat's
 *   tokenizer and nothing else; a third start has seen a handful of demonstrations, enough for the format.
 *
 * That few but good demonstrations go far is the finding of Zhou et al. 2023 (https://arxiv.org/abs/2305.11206). That the
 * loss on all tokens can be the better one, above all with few demonstrations and long prompts, is that of Shi et al. 2024
 * (https://arxiv.org/abs/2405.14394), so the check can well fall the other way.
 *
 * Simplified: RL's reward is the judge itself, so that what is compared is the start alone and not how well a reward
 * model, trained on the SFT model's replies, judges those of a base. Each number is passed over by the rule of
 * imitation.ts, so that small numbers are seen more often.
 */
import { UserError } from '../errors';
import { mean } from '../eval/statistics';
import { measureColors, stageColors } from '../plots/theme';
import { Random } from '../random';
import { demonstrationGold } from '../steps/assess';
import { courseRows, landmarkTexts } from '../steps/course';
import { foundation, foundations, type FoundationSettings } from '../steps/foundation';
import { imitate, imitationDefaults, worth, type ImitationSettings, type Worth } from '../steps/imitation';
import { evaluationPrompts, mainPpo, shownPrompts, type MainJobSettings } from '../steps/main-job';
import type { Policy } from '../steps/policy';
import { contrast, more, type CheckSpec } from '../study/checks';
import { defineLab, type Findings, type LabText } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, promptRows, type Cell, type Row } from '../study/rows';
import type { PanelView } from '../study/view';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { demonstrations, promptText, type Quality } from '../world';

/** Who writes the demonstrations of a cell: one quality, or the mix that ships. */
const writers = ['expert', 'average', 'careless', 'mixed'] as const satisfies readonly (Quality | 'mixed')[];
type Writers = (typeof writers)[number];

export interface B1Settings extends Pick<MainJobSettings, 'iterations' | 'ppo' | 'evaluation'> {
  readonly seeds: readonly number[];
  /** Demonstrations, ascending on a log scale, over a factor of ten at least; the larger sets begin with the smaller ones. */
  readonly counts: readonly number[];
  /** Numbers of mixed demonstrations at which the loss on all tokens is tried as well. */
  readonly lossCounts: readonly number[];
  readonly imitation: ImitationSettings;
  /** Where RL's fullest start, its prompts and gold's scale come from. */
  readonly foundation: FoundationSettings;
  /** Demonstrations that show little more than the format, for the start between base and SFT. */
  readonly handful: number;
}

export const b1Presets = presets<B1Settings>(
  {
    seeds: [1],
    counts: [20, 200, 2000],
    lossCounts: [200],
    imitation: imitationDefaults,
    foundation: foundations.lecture,
    handful: 16,
    iterations: 10,
    ppo: { learningRate: 2e-4, rowsPerIteration: 128, minibatchRows: 64, valueWarmup: 3, maxNewTokens: 112 },
    evaluation: { dense: 0, interval: 5, prompts: 192 },
  },
  {
    quick: {
      counts: [10, 100],
      lossCounts: [100],
      imitation: { rows: 100, prompts: 24 },
      foundation: foundations.quick,
      iterations: 2,
      ppo: { rowsPerIteration: 32, minibatchRows: 16, valueWarmup: 1 },
      evaluation: { dense: 0, interval: 1, prompts: 16 },
    },
    full: {
      seeds: [1, 2, 3],
      counts: [30, 100, 300, 1000, 3000],
      lossCounts: [30, 300, 3000],
      imitation: { prompts: 360 },
      foundation: foundations.full,
      iterations: 20,
      ppo: { rowsPerIteration: 192, minibatchRows: 96 },
      evaluation: { dense: 0, interval: 4, prompts: 256 },
    },
  },
);

const [base, allTokens] = ['base', 'all tokens'];
const [fromBase, fromFew, fromSft] = ['from base', 'from few', 'from SFT'];

/** The largest number that is a tenth of the largest of all, or less. @throws UserError where there is none. */
function tenth({ counts }: B1Settings): number {
  const found = counts.filter((count) => 10 * count <= counts[counts.length - 1]);
  if (found.length > 0) return found[found.length - 1];
  throw new UserError(
    `lab B1: counts are ${counts.join(', ')}; expected one that is a tenth of the last or less, for the check on quality`,
  );
}

export async function* runB1(bench: Workbench, settings: B1Settings): AsyncGenerator<LabEvent, Findings> {
  const { counts, lossCounts, imitation, seeds } = settings;
  tenth(settings);
  const lone = lossCounts.filter((count) => !counts.includes(count));
  if (lone.length > 0)
    throw new UserError(
      `lab B1: lossCounts has ${lone.join(', ')}; expected numbers that are in counts, to be compared with`,
    );
  const rows: Row[] = [];
  const texts: LabText[] = [];
  for (const seed of seeds) {
    const untaught = yield* imitate(bench, imitation, [], 'assistant', seed);
    append(rows, worthRows({ arm: base, seed }, yield* worth(bench, imitation, untaught, seed)));
    const cells = [
      ...writers.flatMap((who) =>
        counts.map((at) => ({ arm: who, who, at, imitated: 'assistant' as const })),
      ),
      ...lossCounts.map((at) => ({ arm: allTokens, who: 'mixed' as const, at, imitated: 'all' as const })),
    ];
    for (const { arm, who, at, imitated } of cells) {
      const conversations = demonstrated(settings, who, at, seed);
      const policy = yield* imitate(bench, imitation, conversations, imitated, seed);
      const shown = { 'gold of the demonstrations': mean(conversations.map(demonstrationGold)) };
      append(rows, worthRows({ arm, seed, at }, yield* worth(bench, imitation, policy, seed)));
      append(rows, measureRows({ arm, seed, at }, shown));
    }
    const reinforced = yield* reinforce(bench, settings, untaught, seed);
    append(rows, reinforced.rows);
    if (seed === seeds[0]) append(texts, reinforced.texts);
  }
  return { rows, texts };
}

function worthRows(key: { arm: string; seed: number; at?: number }, { golds, formats }: Worth): Row[] {
  return [
    ...promptRows({ ...key, measure: 'gold in [0, 1]' }, golds),
    ...promptRows({ ...key, measure: 'right format' }, formats),
  ];
}

/** The first so many demonstrations of these writers; number i answers the same prompt whoever writes. */
function demonstrated(
  { imitation: { families } }: B1Settings,
  quality: Writers,
  count: number,
  seed: number,
) {
  const random = new Random(seed).split('B1', 'demonstrations');
  return demonstrations(random, { count, quality, families }).map(({ messages }) => messages);
}

/** The same RL from each start. */
async function* reinforce(
  bench: Workbench,
  settings: B1Settings,
  untaught: Made<Policy>,
  seed: number,
): AsyncGenerator<LabEvent, { rows: Row[]; texts: LabText[] }> {
  const { handful, imitation, evaluation } = settings;
  const { policy: sft, scale } = yield* foundation(bench, settings.foundation, seed);
  const few = demonstrated(settings, 'mixed', handful, seed);
  const starts = [
    [fromBase, untaught],
    [fromFew, yield* imitate(bench, imitation, few, 'assistant', seed)],
    [fromSft, sft],
  ] as const;
  const { families } = settings.foundation;
  const rows: Row[] = [];
  const shown = shownPrompts(families);
  const texts = shown.map((prompt): LabText => ({ prompt: promptText(prompt), replies: [] }));
  for (const [arm, policy] of starts) {
    // The judge is the reward, so there is nothing to over-optimise and no price on KL.
    const how = { klCoefficient: 0, families, reward: { kind: 'gold' as const, ...scale } };
    const { piece: run } = yield* mainPpo(bench, settings, { policy }, [], how, seed);
    const found = { arm, seed, run, prompts: evaluationPrompts(families, evaluation.prompts), scale };
    append(rows, courseRows(found));
    landmarkTexts(found, shown).forEach(({ replies }, i) => append(texts[i].replies, replies));
  }
  return { rows, texts };
}

/** An arm, and the number of its demonstrations or the end of its course. */
type Place = readonly [arm: string, at?: number | 'first' | 'last'];
/** That gold is higher at one place than at another. */
type Claim = readonly [id: string, statement: string, higher: Place, lower: Place];

/** Of a course in sd of SFT, otherwise in [0, 1]. */
const gold = ([arm, at]: Place): Cell =>
  typeof at === 'string' ? { arm, measure: 'gold', at } : { arm, measure: 'gold in [0, 1]', at };
const bounded = { range: [-1, 1] } as const;
const inGold = { matters: 0.02, unit: 'gold' };
const inSd = { matters: 0.1, unit: 'sd of SFT' };

function checks(settings: B1Settings): CheckSpec[] {
  const { counts, lossCounts } = settings;
  const [least, few, most] = [counts[0], tenth(settings), counts[counts.length - 1]];
  const quality = `quality over number: ${few} of experts give more gold than ${most} of careless writers`;
  const onAll = 'loss on the assistant’s tokens: more gold than on all tokens';
  const toGold = (claims: Claim[]): CheckSpec[] =>
    claims.map(([id, statement, a, b]) => ({
      id,
      statement,
      test: more(gold(a), gold(b), bounded),
      ...inGold,
    }));
  const everybody = [most, least].flatMap((at) => writers.map((who) => gold([who, at])));
  const weights = everybody.map((_, i) => (i < writers.length ? 1 : -1) / writers.length);
  const ofRl: Claim[] = [
    ['rl-rises', 'RL from SFT ends with more gold than it began', [fromSft, 'last'], [fromSft, 'first']],
    ['rl-base', 'RL from SFT ends with more gold than from base', [fromSft, 'last'], [fromBase, 'last']],
    [
      'rl-handful',
      'RL from SFT ends with more gold than from few demonstrations',
      [fromSft, 'last'],
      [fromFew, 'last'],
    ],
    ['sft-without-rl', 'SFT has more gold than RL without SFT', [fromSft, 'first'], [fromBase, 'last']],
  ];
  const [main] = toGold([['quality-over-number', quality, ['expert', few], ['careless', most]]]);
  return [
    { ...main, main: true },
    {
      id: 'number',
      statement: `${most} demonstrations: more gold than ${least}, any writer`,
      test: contrast(everybody, weights, 'above', bounded),
      ...inGold,
    },
    ...toGold([
      ['few-over-base', `${least} mixed demonstrations: more gold than the base`, ['mixed', least], [base]],
      [
        'expert-average',
        `${most} of experts: more than of average writers`,
        ['expert', most],
        ['average', most],
      ],
      [
        'average-careless',
        `${most} of average: more than of careless`,
        ['average', most],
        ['careless', most],
      ],
      ['expert-mixed', `${most} of experts: more than of the mix`, ['expert', most], ['mixed', most]],
      ...lossCounts.map((at): Claim => [
        `tokens-${at}`,
        `${at} demonstrations, ${onAll}`,
        ['mixed', at],
        [allTokens, at],
      ]),
    ]),
    ...ofRl.map(([id, statement, a, b]) => ({ id, statement, test: more(gold(a), gold(b)), ...inSd })),
  ];
}

/** From clean to flawed; the mix that ships has SFT's own colour. */
const inks = {
  expert: stageColors.control,
  average: measureColors.gold,
  careless: stageColors.ppo,
  mixed: stageColors.sft,
  [allTokens]: stageColors.base,
  [fromBase]: stageColors.base,
  [fromFew]: stageColors.rm,
  [fromSft]: stageColors.sft,
};
const byNumber = (title: string, arms: readonly string[], measure: string, yTitle: string): PanelView => ({
  kind: 'lines',
  over: 'mean',
  title,
  arms,
  inks,
  x: { title: 'demonstrations (log scale)', scale: 'log' },
  measures: [measure],
  yTitle,
  range: [0, 1],
  levels: [{ at: base, text: base }],
  room: 0.4,
});
const byIteration = (title: string, measure: string, yTitle: string): PanelView => ({
  kind: 'lines',
  over: 'each seed',
  title,
  arms: [fromBase, fromFew, fromSft],
  inks,
  x: { title: 'PPO iteration' },
  measures: [measure],
  yTitle,
  room: 0.4,
});

export const b1 = defineLab<B1Settings>({
  id: 'B1',
  title: 'SFT clones demonstrations: their number, their quality, the tokens of the loss, and RL after it',
  presets: b1Presets,
  run: runB1,
  checks,
  views: [
    {
      id: 'demonstrations',
      title: (says) =>
        says('quality-over-number') === 'holds'
          ? 'Quality before quantity: fewer demonstrations of experts beat more of careless writers'
          : 'Number and quality of the demonstrations that SFT clones',
      columns: 2,
      cell: { width: 470, height: 350 },
      panels: [
        byNumber('Gold on held-out prompts', writers, 'gold in [0, 1]', 'mean gold'),
        byNumber('Replies in the house format', writers, 'right format', 'share of replies'),
        {
          kind: 'plane',
          title: 'As good as its examples?',
          arms: writers,
          inks,
          x: { title: 'mean gold of the most demonstrations', measure: 'gold of the demonstrations' },
          measures: ['gold in [0, 1]'],
          at: 'last',
          yTitle: 'mean gold after SFT',
        },
        byNumber(
          'Loss on the assistant’s tokens, or on all',
          ['mixed', allTokens],
          'gold in [0, 1]',
          'mean gold',
        ),
      ],
    },
    {
      id: 'initialisation',
      title: (says) =>
        says('rl-base') === 'holds'
          ? 'RL needs its start: from SFT it ends higher than from the base, on the same reward'
          : 'RL from the base, from few demonstrations and from SFT',
      panels: [
        byIteration('Gold', 'gold', 'gold (sd above SFT)'),
        byIteration('Length of the replies', 'tokens', 'tokens'),
        byIteration('Replies that do not end', 'training: unfinished', 'share of replies'),
      ],
    },
  ],
});
