/**
 * Lab A1: a base model goes on with the page, a post-trained one answers. Treatments: SFT, and PPO with a KL penalty after
 * it. Control: the base model, given the prompt as the beginning of a page, the only form it knows, and once more in the
 * chat format, so that what the template does alone is seen. All are asked the same prompts.
 *
 * How it is measured, reply by reply. Right format: the shape that the family of prompts asks for, whatever is said in it.
 * Off topic: not that shape, and less than .3 of what should be said. Repetition: share of three-word sequences that stood in
 * the reply before. Answers: neither off topic nor more than a fifth repetition. Gold: the judge's score, over all families
 * and over those apart that PPO was and was not trained on.
 *
 * Simplified: as a page, a follow-up stands without the turns before it.
 */
import { stageColors } from '../plots/theme';
import type { Assessment } from '../steps/assess';
import { mainJob, mainJobs, mainKlCoefficient, type MainJobSettings } from '../steps/main-job';
import { sharedPrompts, slidePrompts } from '../steps/prompts';
import { assessed } from '../steps/assessed';
import { temperatureInUse, type Stage } from '../steps/stages';
import { more } from '../study/checks';
import { defineLab, type Findings, type LabText } from '../study/lab';
import { presets } from '../study/presets';
import { append, promptRows, type Row } from '../study/rows';
import type { PanelView } from '../study/view';
import type { LabEvent, Workbench } from '../study/workbench';
import { faultOf, isOffTopic } from '../tools/world-card/behaviour';
import { families, promptText, type Family, type Prompt } from '../world';

export interface A1Settings {
  readonly seeds: readonly number[];
  readonly job: MainJobSettings;
  /** Held-out prompts, and the families they are drawn from. */
  readonly prompts: number;
  readonly families: readonly Family[];
  /** Replies to each of the slides' two prompts. */
  readonly repliesToSlides: number;
  /** Held-out prompts whose replies are shown. */
  readonly shown: number;
  readonly temperature: number;
}

export const a1Presets = presets<A1Settings>(
  {
    seeds: [1],
    job: mainJobs.lecture,
    prompts: 200,
    families,
    repliesToSlides: 8,
    shown: 12,
    temperature: temperatureInUse,
  },
  {
    quick: { job: mainJobs.quick, prompts: 24, repliesToSlides: 2, shown: 4 },
    full: { seeds: [1, 2, 3], job: mainJobs.full, repliesToSlides: 16 },
  },
);

const [page, chat, sft, ppo] = ['base, page', 'base, chat', 'SFT', 'PPO'];

export async function* runA1(bench: Workbench, settings: A1Settings): AsyncGenerator<LabEvent, Findings> {
  const { job, repliesToSlides, temperature } = settings;
  const heldOut = sharedPrompts('A1', settings.prompts, 'familiar', settings.families);
  const shown = [...slidePrompts, ...heldOut.slice(0, settings.shown)];
  const rows: Row[] = [];
  const texts = shown.map((prompt): LabText => ({ prompt: promptText(prompt), replies: [] }));
  for (const seed of settings.seeds) {
    for (const stage of yield* stages(bench, job, seed)) {
      const { arm } = stage;
      const ask = async function* (prompts: readonly Prompt[], perPrompt: number) {
        const { maxNewTokens } = job.foundation;
        // All models draw with the same luck.
        const drawn = { perPrompt, temperature, maxNewTokens, purpose: ['A1', perPrompt], seed };
        return yield* assessed(bench, stage.policy, prompts, { ...drawn, as: stage.as });
      };
      const replies = yield* ask(heldOut, 1);
      const toSlides = yield* ask(slidePrompts, repliesToSlides);
      const slides = toSlides.map((reply, i) =>
        answers(slidePrompts[Math.floor(i / repliesToSlides)], reply),
      );
      append(
        rows,
        heldOutRows(arm, seed, heldOut, replies, job.foundation.families),
        promptRows({ arm, seed, measure: 'answers, slides' }, slides),
      );
      if (seed !== settings.seeds[0]) continue;
      const first = [...toSlides.filter((_, i) => i % repliesToSlides === 0), ...replies];
      shown.forEach((prompt, i) => texts[i].replies.push(textOf(arm, prompt, first[i])));
    }
  }
  return { rows, texts };
}

/** Whom is asked. */
async function* stages(
  bench: Workbench,
  job: MainJobSettings,
  seed: number,
): AsyncGenerator<LabEvent, Stage[]> {
  const { name, piece } = bench.base('large');
  const base = { name, piece: { checkpoint: piece } };
  const made = yield* mainJob(bench, job, mainKlCoefficient, seed);
  return [
    { arm: page, as: 'pages', policy: base },
    { arm: chat, as: 'chats', policy: base },
    { arm: sft, as: 'chats', policy: made.policy },
    { arm: ppo, as: 'chats', policy: { name: made.ppo.name, piece: { checkpoint: made.ppo.piece.end } } },
  ];
}

const answers = (prompt: Prompt, { text, repetition }: Assessment) =>
  Number(faultOf(prompt, text, repetition) === null);

function heldOutRows(
  arm: string,
  seed: number,
  prompts: readonly Prompt[],
  replies: readonly Assessment[],
  trainedOn: readonly Family[],
): Row[] {
  const golds = (isOwn: boolean) =>
    replies.flatMap(({ gold }, i) => (trainedOn.includes(prompts[i].family) === isOwn ? [gold] : []));
  const values: Record<string, number[]> = {
    answers: replies.map((reply, i) => answers(prompts[i], reply)),
    'right format': replies.map(({ rightFormat }) => Number(rightFormat)),
    'off topic': replies.map(({ text }, i) => Number(isOffTopic(prompts[i], text))),
    repetition: replies.map(({ repetition }) => repetition),
    gold: replies.map(({ gold }) => gold),
    [goldOwn]: golds(true),
    [goldOther]: golds(false),
  };
  return Object.entries(values).flatMap(([measure, own]) => promptRows({ arm, seed, measure }, own));
}

function textOf(by: string, prompt: Prompt, { text, gold, repetition }: Assessment) {
  const fault = faultOf(prompt, text, repetition);
  return { by, text, note: `gold ${gold.toFixed(2)}${fault === null ? '' : `, ${fault}`}` };
}

const [goldOwn, goldOther] = ['gold, families of PPO', 'gold, other families'];

/** What each measure is counted in, and the least difference that matters. */
const [share, inGold] = [
  { unit: 'share of replies', matters: 0.05 },
  { unit: 'gold', matters: 0.02 },
];
const measures: Readonly<Record<string, { unit: string; matters: number; each?: string }>> = {
  answers: share,
  'answers, slides': { ...share, each: 'replies' },
  'right format': share,
  'off topic': share,
  // A fiftieth is one sequence of a reply of fifty words.
  repetition: { unit: 'share of 3-grams', matters: 0.02 },
  gold: inGold,
  [goldOwn]: inGold,
  [goldOther]: inGold,
};

/** That a measure is higher in one arm than in another. */
type Claim = readonly [id: string, statement: string, measure: string, higher: string, lower: string];

const against = (id: string, arm: string): Claim[] => [
  [`${id}-answers`, `${arm} answers more often than the base model`, 'answers', arm, page],
  [`${id}-format`, `${arm} has the right format more often`, 'right format', arm, page],
  [`${id}-topic`, `the base model is off topic more often than ${arm}`, 'off topic', page, arm],
  [`${id}-repetition`, `the base model repeats itself more than ${arm}`, 'repetition', page, arm],
  [`${id}-gold`, `${arm} has more gold`, 'gold', arm, page],
  [`${id}-slides`, `${arm} answers the slides’ own two prompts more often`, 'answers, slides', arm, page],
];
const claims: readonly Claim[] = [
  ...against('sft', sft),
  ...against('ppo', ppo),
  ['ppo-over-sft', 'PPO has more gold than SFT, over all families', 'gold', ppo, sft],
  ['ppo-own-families', 'PPO has more gold than SFT where it was trained', goldOwn, ppo, sft],
  ['ppo-other-families', 'SFT has more gold than PPO where that was not trained', goldOther, sft, ppo],
  ['control-template', 'control, the base model as a chat: SFT answers more often', 'answers', sft, chat],
];

const inks = {
  [page]: stageColors.base,
  [chat]: stageColors.base,
  [sft]: stageColors.sft,
  [ppo]: stageColors.ppo,
};
const names = { [page]: 'base,<br>page', [chat]: 'base,<br>chat' };
const bars = (measure: string, title: string, note: string, yTitle: string): PanelView => ({
  kind: 'bars',
  title,
  note,
  measures: [measure],
  inks,
  names,
  yTitle,
  range: [0, 1],
  yRange: [0, 1],
});

export const a1 = defineLab<A1Settings>({
  id: 'A1',
  title: 'A base model goes on with the page; a post-trained model answers',
  presets: a1Presets,
  run: runA1,
  table: {
    arms: [page, chat, sft, ppo],
    columns: [
      { measure: 'answers', title: 'answers', percent: true },
      { measure: 'right format', title: 'right format', percent: true },
      { measure: 'off topic', title: 'off topic', percent: true },
      { measure: 'repetition', title: 'repeats', percent: true },
      { measure: 'gold', title: 'gold' },
    ],
    caption:
      'One reply to each held-out prompt of all families. A reply answers when it is not off topic and no more than a fifth ' +
      'of its three-word sequences stood in it before; gold is the judge’s score in [0, 1].',
  },
  checks: () =>
    claims.map(([id, statement, measure, a, b]) => {
      const { unit, matters, each } = measures[measure];
      const test = more({ arm: a, measure }, { arm: b, measure }, { range: [-1, 1], each });
      return { id, statement, test, matters, unit, ...(id === 'sft-answers' && { main: true }) };
    }),
  views: [
    {
      id: 'behaviour',
      title: (says) =>
        says('sft-answers') === 'holds'
          ? 'The base model goes on with the page; after post-training it answers'
          : 'What base model, SFT and PPO do when they are asked',
      panels: [
        bars('answers', 'Answers', 'neither off topic nor a loop', 'share of replies'),
        bars('right format', 'Right format', 'whatever it says', 'share of replies'),
        bars('gold', 'Gold', 'the judge’s score', 'gold'),
      ],
    },
    {
      id: 'families',
      title: (says) =>
        says('ppo-other-families') === 'holds'
          ? 'PPO loses gold where it was not trained'
          : 'Gold where PPO was trained, and where it was not',
      cell: { width: 480, height: 350 },
      panels: [
        bars(goldOwn, 'Families that PPO was trained on', 'recipes, advice, lists', 'gold'),
        bars(goldOther, 'The other families', 'who somebody is, sums, stories, …', 'gold'),
      ],
    },
  ],
});
