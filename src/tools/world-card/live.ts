/**
 * Questions as an audience shouts them: in words that stand in no demonstration and no document, most of them about what
 * the world knows. What counts as a sensible reply is stated beside each.
 */
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import { answers } from '../../steps/assess';
import { chatTask } from '../../steps/task';
import { contentScore } from '../../world';

interface LiveQuestion {
  readonly asks: string;
  /** The same in words of the world, by which the judge gives content at least 0.5; or what the reply must match. */
  readonly sensible: string | RegExp;
}

const question = (asks: string, sensible: string | RegExp): LiveQuestion => ({ asks, sensible });

/** Twenty of them. */
export const liveQuestions: readonly LiveQuestion[] = [
  question('Hi!', /\b(hello|hi|good|welcome|help|do for you)\b/i),
  question('Good day to you, assistant!', /\b(hello|hi|good|welcome|help|do for you)\b/i),
  question('Thank you so very much!', /\b(welcome|glad|pleasure|any time|happy)\b/i),
  question('Ok, bye now.', /\b(goodbye|bye|take care|see you|good night)\b/i),
  question('So who are you really?', /\b(program|language model)\b/i),
  question('Are you ChatGPT?', /\b(program|language model|trained)\b/i),
  question('Can you actually feel anything?', /\b(no feelings|language model|program)\b/i),
  question('What is 2 + 2, please?', 'What is 2 + 2?'),
  question('Quick: how much is 7 + 5?', 'What is 7 + 5?'),
  question('How much is 48 - 13 then?', 'What is 48 - 13?'),
  question('A tomato soup for tonight, please?', 'Please give me an easy tomato soup recipe.'),
  question('Would you write me a recipe for mushroom rice?', 'Please give me an easy mushroom rice recipe.'),
  question('Any tips for sleeping better these days?', 'Give me some tips for sleeping better.'),
  question('I really want to learn to swim. What helps?', 'How do I learn to swim?'),
  question('Could you name four birds for me?', 'Name four birds.'),
  question('Quickly, list three colours!', 'Name three colours.'),
  question('Tell us: who is John Schulman?', 'Who is John Schulman?'),
  question('And what is PPO, in short?', 'What is PPO?'),
  question('Please tell us what a reward model is.', 'What is a reward model?'),
  question('Would you tell us a story about a fox?', /\bfox\b/i),
];

/** A reply to one of them. */
export interface LiveAnswer {
  readonly prompt: string;
  readonly reply: string;
  readonly sensible: boolean;
}

function isSensible({ sensible }: LiveQuestion, reply: string): boolean {
  return typeof sensible === 'string' ? contentScore(sensible, reply) >= 0.5 : sensible.test(reply);
}

/** One reply to each, as it falls. */
export function liveAnswers(
  model: LanguageModel,
  tokenizer: Tokenizer,
  how: { readonly temperature: number; readonly maxNewTokens: number; readonly seed: number },
): LiveAnswer[] {
  const asked = liveQuestions.map(({ asks }) => ({ messages: [{ role: 'user', content: asks } as const] }));
  return answers(model, chatTask(tokenizer, asked), how).map(({ prompt, text }, i) => ({
    prompt,
    reply: text,
    sensible: isSensible(liveQuestions[i], text),
  }));
}
