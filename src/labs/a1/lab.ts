/**
 * Lab A1: a base model goes on with the page, a post-trained one answers. Treatments: SFT, and PPO with a KL penalty after
 * it. Control: the base model, given the prompt as the beginning of a page, the only form it knows, and once more in the
 * chat format, so that what the template does alone is seen. All are asked the same prompts.
 *
 * How it is measured, reply by reply. Right format: the shape that the family of prompts asks for, whatever is said in it.
 * Off topic: not that shape, and less than .3 of what should be said. Repetition: share of three-word sequences that stood in
 * the reply before. Answered: neither off topic nor more than a fifth repetition. Gold: the judge's score.
 *
 * Simplified: PPO sees the prompts of its reward model's families, the questions are of all families. As a page, a follow-up
 * stands without the turns before it.
 */
import { Random } from '../../random';
import { promptText } from '../../world';
import { defineLab, type LabDefinition } from '../../study/lab';
import type { LabEvent, LanguageCheckpoint, Workbench } from '../../study/workbench';
import { mainJob, mainKlCoefficient } from '../main-job';
import { chatTokenizer, sharedPrompts } from '../../steps/common';
import { slidePrompts } from '../../steps/slide-prompts';
import { assess, chatTask, documentTask, sampleReplies, type Assessment, type Task } from '../../steps/task';
import { faultOf, isOffTopic } from '../../tools/world-card/behaviour';
import { a1Checks } from './checks';
import { a1Data, a1Presets, armNames, type A1Data, type A1Settings, type Measures } from './data';
import { a1Figures } from './figures';
import { samplesPage } from './page';

/** For tests, which run it smaller than any preset. */
export const a1Definition: LabDefinition<A1Settings, A1Data> = {
  id: 'A1',
  title: 'A base model goes on with the page; a post-trained model answers',
  presets: a1Presets,
  data: a1Data,
  run,
  checks: a1Checks,
  figures: a1Figures,
  pages: (data) => ({ 'samples.md': samplesPage(data) }),
};

export const a1 = defineLab(a1Definition);

async function* run(bench: Workbench, settings: A1Settings): AsyncGenerator<LabEvent, A1Data> {
  const heldOut = sharedPrompts('A1', settings.prompts, 'held-out', settings.families);
  const shown = heldOut.slice(0, settings.shown);
  const data: A1Data = {
    families: heldOut.map(({ family }) => family),
    arms: armNames.map((arm) => ({ arm, seeds: [] })),
    samples: [...slidePrompts, ...shown].map((prompt) => ({ prompt: promptText(prompt), replies: {} })),
  };
  const base = bench.base('large');
  for (const seed of settings.seeds) {
    const { policy, ppo } = yield* mainJob(bench, settings.job, mainKlCoefficient, seed);
    const { checkpoint } = policy.piece;
    const models = { 'base, page': base, 'base, chat': base, SFT: checkpoint, PPO: ppo.piece.end };
    const tokenizer = chatTokenizer(base);
    yield { type: 'stage', title: `Replies of all models, seed ${seed}`, steps: armNames.length };
    for (const [i, { arm, seeds }] of data.arms.entries()) {
      const taskOf = arm === 'base, page' ? documentTask : chatTask;
      const ask = asker(bench, models[arm], settings, new Random(seed).split('A1'));
      const [toHeldOut, toSlides] = [taskOf(tokenizer, heldOut), taskOf(tokenizer, slidePrompts)];
      const replies = ask(toHeldOut, 1);
      const slides = ask(toSlides, settings.repliesToSlides);
      seeds.push({
        seed,
        heldOut: measured(toHeldOut, replies, 1),
        slides: measured(toSlides, slides, settings.repliesToSlides),
      });
      if (seed === settings.seeds[0]) {
        // The first reply to each.
        const first = slides.filter((_, r) => r % settings.repliesToSlides === 0);
        [...first, ...replies.slice(0, shown.length)].forEach(({ text, gold, repetition }, s) => {
          const question = [...slidePrompts, ...shown][s];
          data.samples[s].replies[arm] = { text, gold, fault: faultOf(question, text, repetition) };
        });
      }
      yield { type: 'step', done: i + 1, live: {} };
    }
  }
  return data;
}

/** Asks a model; all models draw with the same luck. */
function asker(
  bench: Workbench,
  { config, weights }: LanguageCheckpoint,
  { temperature, job }: A1Settings,
  random: Random,
) {
  const model = bench.backend.languageModel(config, weights);
  const { maxNewTokens } = job.foundation;
  return (task: Task, perPrompt: number): Assessment[] =>
    assess(
      task,
      sampleReplies(model, task, { perPrompt, maxNewTokens, temperature }, random.split(perPrompt)),
    );
}

/** @param replies `perPrompt` of them to each prompt, prompt after prompt. */
function measured(task: Task, replies: readonly Assessment[], perPrompt: number): Measures {
  const question = (i: number) => task.prompts[Math.floor(i / perPrompt)];
  return {
    answered: replies.map(({ text, repetition }, i) =>
      Number(faultOf(question(i), text, repetition) === null),
    ),
    rightFormat: replies.map(({ rightFormat }) => Number(rightFormat)),
    offTopic: replies.map(({ text }, i) => Number(isOffTopic(question(i), text))),
    repetition: replies.map(({ repetition }) => repetition),
    gold: replies.map(({ gold }) => gold),
  };
}
