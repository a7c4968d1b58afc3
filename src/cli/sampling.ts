/** Options of how replies are drawn, for `generate` and `chat`, and the drawing itself. */
import type { Command } from 'commander';
import type { Message } from '../data/records';
import { encodeChat, encodeDocument, fitContext } from '../model/chat-template';
import type { LanguageModel, SamplingOptions } from '../model/model';
import type { Tokenizer } from '../model/tokenizer';
import type { Random } from '../random';
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

/**
 * A conversation as a prompt's token ids: through the model's chat template, or, for a base model, which has
 * none, as the beginning of a document to be continued.
 */
export function encodePrompt(tokenizer: Tokenizer, messages: readonly Message[]): Int32Array {
  if (tokenizer.config.chat_template === undefined)
    return encodeDocument(tokenizer, messages.map((message) => message.content).join('\n'));
  return encodeChat(tokenizer, messages, { generationPrompt: true }).tokens;
}

/** One reply to each prompt, as text. Throws a UserError for a prompt that leaves no room in the context. */
export function drawReplies(
  model: LanguageModel,
  tokenizer: Tokenizer,
  prompts: readonly Int32Array[],
  options: DrawOptions,
  random: Random,
): string[] {
  const context = model.config.max_position_embeddings;
  prompts.forEach((prompt, i) => fitContext(prompt, context, 1, `prompt ${i + 1}`));
  const how: SamplingOptions = { ...options, random, stopTokens: [tokenizer.eosId, tokenizer.bosId] };
  return model.generate(prompts, how).map((reply) => tokenizer.decode(reply.tokens, { skipSpecial: true }));
}
