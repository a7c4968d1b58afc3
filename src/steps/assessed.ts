/** What a policy's replies to some prompts are worth, by prompt: made once, judged where it is asked. */
import type { LabEvent, Workbench } from '../study/workbench';
import type { Prompt } from '../world';
import { assess, type Assessment } from './assess';
import { chatTokenizer } from './checkpoints';
import { asked } from './prompts';
import { repliesRecipe, type PolicyInput, type ReplySettings } from './replies';
import { chatTask, documentTask } from './task';

/** Prompt after prompt. `[prompts × perPrompt]` @param how one reply to each prompt when nothing else is said. */
export async function* assessed(
  bench: Workbench,
  policy: PolicyInput['policy'],
  prompts: readonly Pick<Prompt, 'messages'>[],
  how: Omit<ReplySettings, 'prompts' | 'perPrompt'> & { readonly perPrompt?: number },
): AsyncGenerator<LabEvent, Assessment[]> {
  const { piece } = yield* bench.make(
    repliesRecipe,
    { perPrompt: 1, ...how, prompts: asked(prompts) },
    { policy },
  );
  const tokenizer = chatTokenizer(policy.piece.checkpoint);
  return assess(how.as === 'pages' ? documentTask(tokenizer, prompts) : chatTask(tokenizer, prompts), piece);
}
