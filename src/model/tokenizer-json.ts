/**
 * The two files that describe a tokenizer, as Hugging Face lays them out: `tokenizer.json` (how text becomes
 * ids) and `tokenizer_config.json` (which tokens begin and end things, and the chat template). Only byte-level
 * BPE is read: it is what Llama 3, GPT-2 and Qwen use, and the only kind in which every text has ids.
 */
import { z } from 'zod';

const addedTokenSchema = z.looseObject({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  special: z.boolean(),
});

/** `tokenizer.json`; keys that do not concern us are kept, so that a folder can be written as it was read. */
export const tokenizerJsonSchema = z.looseObject({
  added_tokens: z.array(addedTokenSchema),
  normalizer: z.null('a normalizer is not supported: it would change the text'),
  pre_tokenizer: z.looseObject({ type: z.string() }),
  post_processor: z.looseObject({ type: z.string() }).nullable(),
  decoder: z.looseObject({ type: z.literal('ByteLevel') }),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), z.int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});
export type TokenizerJson = z.infer<typeof tokenizerJsonSchema>;

/** A token by its text, or as Hugging Face's longer form of it. */
const tokenNameSchema = z.union([z.string(), z.looseObject({ content: z.string() })]);

/** `tokenizer_config.json`; other keys are kept. */
export const tokenizerConfigSchema = z.looseObject({
  /** Stands before a document. */
  bos_token: tokenNameSchema,
  /** Ends a turn. */
  eos_token: tokenNameSchema,
  /** Jinja; without it the tokenizer serves documents only. */
  chat_template: z.string().optional(),
});
export type TokenizerConfig = z.infer<typeof tokenizerConfigSchema>;
