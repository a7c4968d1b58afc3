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
import { promptText } from '../../world';
import { foundation } from '../../steps/foundation';
import { imitate, worth, type Worth } from '../../steps/imitation';
import { defineLab } from '../../study/lab';
import type { LabEvent, Workbench } from '../../study/workbench';
import type { Message } from '../../data/records';
import { b2Checks } from './checks';
import { b2Data, type B2Data } from './data';
import { b2Figures } from './figures';
import { labouredRecipe, paidFor, type Laboured } from '../../steps/laboured';
import { b2Presets, type B2Settings } from './settings';
import { largest } from '../../extremes';

export const b2 = defineLab({
  id: 'B2',
  title: 'Demonstrations written alone, drafted and edited, or chosen: quality against labour',
  presets: b2Presets,
  data: b2Data,
  run: runB2,
  checks: b2Checks,
  figures: b2Figures,
});

/** Pairs of a draft and what was made of it that the result shows. */
const shownSamples = 6;

/** The lab at any settings: tests run it at toy size. */
export async function* runB2(bench: Workbench, settings: B2Settings): AsyncGenerator<LabEvent, B2Data> {
  const { ways, person, budgets, number, imitation, foundation: ground } = settings;
  const data: B2Data = {
    number,
    drafter: [],
    unedited: [],
    arms: ways.map((one) => ({ ...one, seeds: [] })),
    samples: [],
  };
  for (const seed of settings.seeds) {
    const { policy: drafter } = yield* foundation(bench, ground, seed);
    data.drafter.push(yield* worth(bench, imitation, drafter, seed));
    for (const { way, drafts, seeds } of data.arms) {
      const seconds = largest(budgets);
      const { piece: all } = yield* bench.make(
        labouredRecipe,
        {
          way,
          drafts,
          person,
          families: imitation.families,
          seconds,
          count: number,
          maxNewTokens: ground.maxNewTokens,
          seed,
        },
        { drafter },
      );
      const first = all.slice(0, number);
      const equalNumber = yield* cloned(bench, settings, first.map(messagesOf), seed);
      const equalCost: B2Data['arms'][number]['seeds'][number]['equalCost'] = [];
      for (const budget of budgets) {
        const paid = paidFor(all, budget);
        equalCost.push({
          budget,
          spent: paid.reduce((sum, one) => sum + one.seconds, 0),
          count: paid.length,
          worth: yield* cloned(bench, settings, paid.map(messagesOf), seed),
        });
      }
      seeds.push({
        seed,
        seconds: first.map((one) => one.seconds),
        golds: first.map(({ gold }) => gold),
        draftGolds: first.flatMap(({ draft }) => draft?.gold ?? []),
        equalNumber,
        equalCost,
      });
      if (way === 'edited') {
        data.unedited.push(yield* cloned(bench, settings, first.map(draftOf), seed));
        if (seed === settings.seeds[0]) data.samples = first.slice(0, shownSamples).map(sampleOf);
      }
    }
  }
  return data;
}

/** SFT on some conversations, and what it is worth. */
async function* cloned(
  bench: Workbench,
  { imitation }: B2Settings,
  conversations: readonly (readonly Message[])[],
  seed: number,
): AsyncGenerator<LabEvent, Worth> {
  const policy = yield* imitate(bench, imitation, conversations, 'assistant', seed);
  return yield* worth(bench, imitation, policy, seed);
}

const messagesOf = ({ messages }: Laboured) => messages;

/** The conversation with the draft in place of what was made of it. */
function draftOf({ messages, draft }: Laboured): Message[] {
  return [...messages.slice(0, -1), { role: 'assistant', content: draft?.text ?? '' }];
}

function sampleOf({ messages, draft, seconds }: Laboured): B2Data['samples'][number] {
  return {
    prompt: promptText({ messages: messages.slice(0, -1) }),
    draft: draft?.text ?? '',
    edited: messages[messages.length - 1].content,
    seconds,
  };
}
