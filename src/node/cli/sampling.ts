/** Options of how replies are drawn, for `generate` and `chat`, and the drawing itself. */
import { replyText } from '../../model/chat-template';
import type { LanguageModel, SamplingOptions } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Random } from '../../random';
import { count, number, type OptionsOf } from '../../train/declared';

/** How replies are drawn. */
export const drawOptions = {
  temperature: number(1, 'divides the logits; 0 takes the most likely token', { min: 0 }),
  topK: count(0, 'only the n most likely tokens; 0 means all', { min: 0 }),
  topP: number(1, 'only the most likely tokens that reach this probability together', { min: 0, max: 1 }),
  maxNewTokens: count(120, 'the longest reply'),
};

/** One reply to each prompt, as text. Each prompt must leave room in the context. */
export function drawTexts(
  model: LanguageModel,
  tokenizer: Tokenizer,
  prompts: readonly Int32Array[],
  options: OptionsOf<typeof drawOptions>,
  random: Random,
): string[] {
  const how: SamplingOptions = { ...options, random, stopTokens: tokenizer.stopIds };
  return model.generate(prompts, how).map((reply) => replyText(tokenizer, reply.tokens));
}
