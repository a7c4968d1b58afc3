/** Options of how replies are drawn, for `generate` and `chat`, and the drawing itself. */
import type { Command } from 'commander';
import { replyText } from '../../model/chat-template';
import type { LanguageModel, SamplingOptions } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Random } from '../../random';
import { decimal, wholeNumber } from './options';

export interface DrawOptions {
  temperature: number;
  topK: number;
  topP: number;
  maxNewTokens: number;
}

export function withDrawOptions(command: Command): Command {
  return command
    .option('--temperature <x>', 'divides the logits; 0 takes the most likely token', decimal(0), 1)
    .option('--top-k <n>', 'only the n most likely tokens; 0 means all', wholeNumber(0), 0)
    .option(
      '--top-p <x>',
      'only the most likely tokens that reach this probability together',
      decimal(0, 1),
      1,
    )
    .option('--max-new-tokens <n>', 'the longest reply', wholeNumber(1), 120);
}

/** One reply to each prompt, as text. Each prompt must leave room in the context. */
export function drawTexts(
  model: LanguageModel,
  tokenizer: Tokenizer,
  prompts: readonly Int32Array[],
  options: DrawOptions,
  random: Random,
): string[] {
  const how: SamplingOptions = { ...options, random, stopTokens: tokenizer.stopIds };
  return model.generate(prompts, how).map((reply) => replyText(tokenizer, reply.tokens));
}
