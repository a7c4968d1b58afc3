/**
 * Lab B2: researchers write demonstrations together with models. Three ways to come by a demonstration, on the same
 * prompts: written alone, one of the model's drafts edited, the best of some drafts chosen. Each has its labour in
 * seconds, so what SFT makes of them is compared at equal number and at equal cost. Control: SFT on the very drafts that
 * were edited, as they came.
 *
 * The idea is scalable supervision: a model helps people to make better data than they make alone. Saunders et al. 2022
 * (https://arxiv.org/abs/2206.05802) found it for criticism: shown a model's, people find flaws that they had missed.
 *
 * Simplified: labour is the cost model of world/demonstrations/edit.ts (words read, words typed, time to look things
 * up); the model's compute costs nothing in it. Who writes alone is an expert whose only flaws are typing errors, and who
 * chooses sees as the judge does. SFT starts from the base every time, not from the policy that drafts.
 */
import { largest } from '../extremes';
import type { Message } from '../data/records';
import { shades, stageColors } from '../plots/theme';
import { demonstrationGold } from '../steps/assess';
import { foundation, foundations, type FoundationSettings } from '../steps/foundation';
import { imitate, imitationDefaults, worth, type ImitationSettings } from '../steps/imitation';
import { labouredRecipe, paidFor, wayName, type Laboured, type WayOfWork } from '../steps/laboured';
import { more, type CheckSpec, type Test } from '../study/checks';
import { defineLab, type Findings, type LabText } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, promptRows, type Cell, type Row } from '../study/rows';
import type { LabEvent, Workbench } from '../study/workbench';
import { promptText, type EditOptions } from '../world';

export interface B2Settings {
  readonly seeds: readonly number[];
  readonly ways: readonly WayOfWork[];
  /** The people: none is perfect at spotting what is wrong, nor at typing. */
  readonly person: EditOptions;
  /** Seconds of labour to be spent in every way, ascending. */
  readonly budgets: readonly number[];
  /** Demonstrations of every way where number is held equal. */
  readonly number: number;
  readonly imitation: ImitationSettings;
  /** The policy that drafts is the foundation's. */
  readonly foundation: FoundationSettings;
}

const hour = 3600;
const [alone, edited, asDrafted, drafter] = ['alone', 'edited', 'as drafted', 'the drafter'];
const bestOf = (drafts: number) => `best of ${drafts}`;
const chosen = (drafts: number): WayOfWork => ({ way: 'chosen', drafts });
const helped: readonly WayOfWork[] = [
  { way: 'alone', drafts: 0 },
  { way: 'edited', drafts: 1 },
];

export const b2Presets = presets<B2Settings>(
  {
    seeds: [1],
    ways: [...helped, chosen(4)],
    person: { care: 0.9, typoRate: 0.01 },
    budgets: [hour / 2, 2 * hour, 8 * hour, 32 * hour],
    number: 500,
    imitation: imitationDefaults,
    foundation: foundations.lecture,
  },
  {
    quick: {
      budgets: [hour / 4, hour],
      number: 30,
      imitation: { rows: 200, prompts: 24 },
      foundation: foundations.quick,
    },
    full: {
      seeds: [1, 2, 3],
      ways: [...helped, ...[2, 4, 8].map(chosen)],
      imitation: { prompts: 360 },
      foundation: foundations.full,
    },
  },
);

function armOf({ way, drafts }: WayOfWork): string {
  return way === 'chosen' ? bestOf(drafts) : way;
}

/** Pairs of a draft and what was made of it that are shown. */
const shownSamples = 6;

export async function* runB2(bench: Workbench, settings: B2Settings): AsyncGenerator<LabEvent, Findings> {
  const { ways, person, budgets, number, imitation } = settings;
  const rows: Row[] = [];
  const texts: LabText[] = [];
  for (const seed of settings.seeds) {
    const { policy } = yield* foundation(bench, settings.foundation, seed);
    const { golds: own } = yield* worth(bench, imitation, policy, seed);
    append(rows, promptRows({ arm: drafter, seed, measure: 'gold of SFT' }, own));
    for (const one of ways) {
      const { piece: all } = yield* bench.make(
        labouredRecipe,
        {
          ...one,
          person,
          families: imitation.families,
          seconds: largest(budgets),
          count: number,
          maxNewTokens: settings.foundation.maxNewTokens,
          seed,
        },
        { drafter: policy },
      );
      const arm = armOf(one);
      const first = all.slice(0, number);
      const seconds = first.map((made) => made.seconds);
      append(rows, yield* atEqualNumber(arm, first.map(messagesOf), seconds));
      for (const budget of budgets) {
        const key = { arm, seed, at: budget / hour };
        const paid = paidFor(all, budget);
        const golds = yield* taught(paid.map(messagesOf));
        append(rows, promptRows({ ...key, measure: 'gold of SFT at equal cost' }, golds));
        append(rows, measureRows(key, { demonstrations: paid.length }));
      }
      if (one.way !== 'edited') continue;
      const noLabour = first.map(() => 0);
      append(rows, yield* atEqualNumber(asDrafted, first.map(draftOf), noLabour));
      if (seed === settings.seeds[0]) append(texts, first.slice(0, shownSamples).map(textOf));
    }

    /** What demonstrations took, what they are worth themselves, and what SFT on them is. */
    async function* atEqualNumber(arm: string, conversations: Conversations, seconds: readonly number[]) {
      const golds = conversations.map(demonstrationGold);
      return [
        ...promptRows({ arm, seed, measure: 'seconds' }, seconds),
        ...promptRows({ arm, seed, measure: 'gold of demonstrations' }, golds),
        ...promptRows({ arm, seed, measure: 'gold of SFT' }, yield* taught(conversations)),
      ];
    }

    async function* taught(conversations: Conversations) {
      const model = yield* imitate(bench, imitation, conversations, 'assistant', seed);
      return (yield* worth(bench, imitation, model, seed)).golds;
    }
  }
  return { rows, texts };
}

type Conversations = readonly (readonly Message[])[];

const messagesOf = ({ messages }: Laboured) => messages;

/** The conversation with the draft in place of what was made of it. */
function draftOf({ messages, draft }: Laboured): Message[] {
  return [...messages.slice(0, -1), { role: 'assistant', content: draft ?? '' }];
}

function textOf(one: Laboured): LabText {
  const of = (messages: readonly Message[]) => ({
    text: messages[messages.length - 1].content,
    note: `gold ${demonstrationGold(messages).toFixed(2)}`,
  });
  const mended = of(one.messages);
  return {
    prompt: promptText({ messages: one.messages.slice(0, -1) }),
    replies: [
      { by: 'the draft', ...of(draftOf(one)) },
      { by: 'edited', ...mended, note: `${mended.note}, ${one.seconds.toFixed(0)} seconds of labour` },
    ],
  };
}

/** What may be lost and still be called as good, in gold. */
const margin = 0.05;
const asGood = (a: Cell, b: Cell): Test => ({ ...more(a, b), bound: -margin });

export function b2Checks({ ways, budgets, number }: B2Settings): CheckSpec[] {
  const hours = `${Number((largest(budgets) / hour).toPrecision(2))} h of labour`;
  const seconds = (arm: string): Cell => ({ arm, measure: 'seconds' });
  const itself = (arm: string): Cell => ({ arm, measure: 'gold of demonstrations' });
  const atEqualNumber = (arm: string): Cell => ({ arm, measure: 'gold of SFT' });
  const atEqualCost = (arm: string): Cell => ({ arm, measure: 'gold of SFT at equal cost', at: 'last' });
  const inGold = { matters: 0.02, unit: 'gold' };
  const others = (than: string) =>
    ways.flatMap((way) => {
      const arm = armOf(way);
      return arm === than ? [] : [{ way, arm, id: arm.replaceAll(' ', '-'), name: wayName(way) }];
    });
  return [
    ...others(alone).map(({ arm, id, name }) => ({
      id: `${id}-cheaper`,
      statement: `a demonstration ${name} takes less labour than one written alone`,
      test: more(seconds(alone), seconds(arm)),
      // A tenth of what it takes to edit a draft.
      matters: 3,
      unit: 'seconds',
    })),
    {
      id: 'control-editing',
      statement: 'control: editing makes the draft better',
      test: more(itself(edited), itself(asDrafted)),
      ...inGold,
    },
    {
      id: 'edited-as-good',
      statement: `an edited draft is as good as writing alone, or at most ${margin} worse`,
      test: asGood(itself(edited), itself(alone)),
      ...inGold,
    },
    ...others(edited)
      .filter(({ arm }) => arm !== alone)
      .map(({ arm, id, name }) => ({
        id: `edited-over-${id}`,
        statement: `an edited draft is better than a demonstration ${name}`,
        test: more(itself(edited), itself(arm)),
        ...inGold,
      })),
    {
      id: 'control-sft',
      statement: `control: SFT on ${number} drafts edited gives more gold than on the drafts as they came`,
      test: more(atEqualNumber(edited), atEqualNumber(asDrafted)),
      ...inGold,
    },
    {
      id: 'sft-as-good',
      statement: `SFT on ${number} drafts edited is as good as on as many written alone, or at most ${margin} worse`,
      test: asGood(atEqualNumber(edited), atEqualNumber(alone)),
      ...inGold,
    },
    ...others(edited).map(({ arm, id, name }): CheckSpec => ({
      id: `cost-${id}`,
      ...(arm === alone && { main: true }),
      statement: `for ${hours}, drafts edited give SFT more gold than demonstrations ${name}`,
      test: more(atEqualCost(edited), atEqualCost(arm)),
      ...inGold,
    })),
  ];
}

/** All that a preset may have; the more drafts, the darker. */
const drafts = [2, 4, 8];
const arms = [alone, edited, ...drafts.map(bestOf)];
const inks = {
  [alone]: stageColors.ppo,
  [edited]: stageColors.control,
  [asDrafted]: stageColors.base,
  ...Object.fromEntries(shades(drafts.length).map((ink, i) => [bestOf(drafts[i]), ink])),
};
const cell = { width: 560, height: 380 };

export const b2 = defineLab<B2Settings>({
  id: 'B2',
  title: 'Demonstrations written alone, drafted and edited, or chosen: quality against labour',
  presets: b2Presets,
  run: runB2,
  checks: b2Checks,
  views: [
    {
      id: 'demonstrations',
      title: (says) =>
        says('edited-cheaper') === 'holds' && says('edited-as-good') === 'holds'
          ? 'A model’s draft, edited, is as good a demonstration for less labour'
          : 'What a demonstration costs and what it is worth, by way of writing',
      cell,
      panels: [
        ['gold of demonstrations', 'The demonstrations themselves', 'mean gold'],
        ['gold of SFT', 'SFT on as many of each', 'mean gold on held-out prompts'],
      ].map(([measure, title, yTitle]) => ({
        kind: 'plane' as const,
        title,
        arms: [asDrafted, ...arms],
        inks,
        x: { measure: 'seconds', title: 'labour a demonstration (seconds)' },
        measures: [measure] as const,
        yTitle,
        levels: measure === 'gold of SFT' ? [{ at: drafter, text: 'the drafter itself' }] : [],
      })),
    },
    {
      id: 'cost',
      title: (says) =>
        says('cost-alone') === 'holds'
          ? 'For the same labour, edited drafts make a better SFT model than writing alone'
          : 'SFT on what the same labour pays for, by way of writing',
      cell,
      panels: [
        ['gold of SFT at equal cost', 'SFT at equal cost', 'mean gold on held-out prompts'],
        ['demonstrations', 'What the labour pays for', 'demonstrations'],
      ].map(([measure, title, yTitle]) => ({
        kind: 'lines' as const,
        over: 'mean' as const,
        title,
        arms,
        inks,
        x: { title: 'labour spent (hours, log scale)', scale: 'log' as const },
        measures: [measure],
        yTitle,
      })),
    },
  ],
});
