/**
 * Lab A4: knowledge is elicited by SFT, not taught. Demonstrations tell of one half of the people of the world and of some
 * aspects of the assistant; asked about are the other half, whom only the corpus has mentioned, these aspects in other
 * words, and aspects that only the corpus speaks of, and that in the third person. Treatment: SFT of the pre-trained base. Controls: the same SFT of the same
 * network with random weights; the base model before SFT; and guessing, which is each answer held against the facts of
 * everybody else.
 *
 * That few demonstrations suffice is the claim of Zhou et al. 2023, LIMA (https://arxiv.org/abs/2305.11206). Simplified:
 * demonstrations are about people and the assistant alone, so that a dozen have an example of each; how to say that one does
 * not know somebody is another lab's question (D5), so unknown names are left out.
 */
import { Random } from '../../random';
import { promptText, type Prompt } from '../../world';
import { defineLab } from '../../study/lab';
import type { LabEvent, Workbench } from '../../study/workbench';
import { chatTokenizer } from '../../steps/common';
import { policyRecipe } from '../../steps/policy';
import { chatTask, documentTask } from '../../steps/task';
import { a4Checks } from './checks';
import { a4Data, starts, type A4Data, type Answered } from './data';
import { a4Figures } from './figures';
import { answers, interview, lessonsOn, type Answers, type Interview } from './measure';
import { a4Presets, passes, type A4Settings } from './settings';

/** Questions whose answers are shown: so many people, from the best known to the least, and so many of each kind on itself. */
const shownPeople = 4;
const shownSelf = 3;

export const a4 = defineLab({
  id: 'A4',
  title: 'SFT elicits what pre-training knows, and teaches little of it',
  presets: a4Presets,
  data: a4Data,
  run: runA4,
  checks: a4Checks,
  figures: a4Figures,
});

/** Runs the lab at any size. */
export async function* runA4(bench: Workbench, settings: A4Settings): AsyncGenerator<LabEvent, A4Data> {
  const { demonstrations, seeds } = settings;
  const asked = interview();
  const mentions = bench.exposure().people;
  const base = bench.base(settings.base);
  const model = bench.backend.languageModel(base.config, base.weights);
  const before = answers(model, chatTokenizer(base), asked, documentTask);
  const data: A4Data = {
    people: asked.people.map(({ person: { name } }) => ({ name, mentions: mentions[name] })),
    questions: { reworded: asked.reworded.map(promptText), hidden: asked.hidden.map(promptText) },
    before: answeredOf(before),
    runs: starts.flatMap((start) =>
      demonstrations.map((count) => ({ start, demonstrations: count, seeds: [] })),
    ),
    samples: shown(asked).map(({ question }) => ({ question, answers: [] })),
  };
  for (const seed of seeds) {
    const random = new Random(seed).split('A4 demonstrations');
    for (const run of data.runs) {
      const { start, demonstrations: count } = run;
      const conversations = lessonsOn(count, settings.selfShare, random);
      const options = { ...settings.sft, epochs: passes(settings, count) };
      const policy = yield* bench.make(
        policyRecipe,
        { base: settings.base, start, conversations, imitated: 'assistant', options, seed },
        {},
      );
      const { config, weights, tokenizer } = policy.piece.checkpoint;
      const learner = bench.backend.languageModel(config, weights);
      const found = answers(learner, chatTokenizer({ tokenizer }), asked, chatTask);
      run.seeds.push(answeredOf(found));
      if (seed === seeds[0])
        shown(asked).forEach(({ textIn }, i) =>
          data.samples[i].answers.push({ start, demonstrations: count, text: textIn(found) }),
        );
    }
  }
  return data;
}

function answeredOf({ facts, guessed, reworded, hidden }: Answers): Answered {
  return { facts, guessed, reworded, hidden };
}

/** What is shown, with where to find the answer to it. */
function shown(asked: Interview): { question: string; textIn: (found: Answers) => string }[] {
  const of = (group: keyof Interview, prompts: readonly Prompt[], count: number) =>
    Array.from({ length: count }, (_, i) => Math.floor((i * prompts.length) / count)).map((i) => ({
      question: promptText(prompts[i]),
      textIn: ({ texts }: Answers) => texts[group][i],
    }));
  const people = asked.people.map(({ prompt }) => prompt);
  return [
    ...of('people', people, shownPeople),
    ...of('reworded', asked.reworded, shownSelf),
    ...of('hidden', asked.hidden, shownSelf),
  ];
}
