/**
 * The two files that describe a tokenizer, as Hugging Face lays them out: `tokenizer.json` (how text becomes
 * ids) and `tokenizer_config.json` (which tokens begin and end things, and the chat template). Only byte-pair
 * encodings in which text has ids are read: over bytes (GPT-2, Llama 3, SmolLM, which lacks some that text hardly
 * holds), or over characters with the bytes to fall back on, as SentencePiece makes them (Llama 1 and 2).
 */
import * as z from 'zod';

const addedTokenSchema = z.looseObject({
  id: z.int().nonnegative(),
  content: z.string().min(1),
  special: z.boolean(),
  /** Whether the token swallows white space to its left or right. */
  lstrip: z.boolean().optional(),
  rstrip: z.boolean().optional(),
  /** Whether it stands between what are no letters only. */
  single_word: z.boolean().optional(),
  /** Whether it is looked for in the normalised text; by default where it is not special. */
  normalized: z.boolean().optional(),
});

const component = z.looseObject({ type: z.string() });

/** `tokenizer.json`; keys that do not concern us are kept, so that a folder can be written as it was read. */
export const tokenizerJsonSchema = z.looseObject({
  added_tokens: z.array(addedTokenSchema),
  normalizer: component.nullable(),
  pre_tokenizer: component.nullable(),
  post_processor: component.nullable(),
  decoder: component,
  model: z.looseObject({
    type: z.literal('BPE'),
    byte_fallback: z.boolean().optional(),
    continuing_subword_prefix: z.string().nullish(),
    end_of_word_suffix: z.string().nullish(),
    dropout: z.number().nullish(),
    vocab: z.record(z.string(), z.int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});
export type TokenizerJson = z.infer<typeof tokenizerJsonSchema>;

/** A token by its text, or as Hugging Face's longer form of it. */
export const tokenNameSchema = z.union([z.string(), z.looseObject({ content: z.string() })]);
export type TokenName = z.infer<typeof tokenNameSchema>;

/** A template, or several by name, of which the one called "default" is for chats. */
const chatTemplateSchema = z.union([
  z.string(),
  z
    .array(z.object({ name: z.string(), template: z.string() }))
    .refine((all) => all.some(({ name }) => name === 'default'), 'expected one of the name "default"')
    .transform((all) => all.find(({ name }) => name === 'default')?.template),
]);

/** `tokenizer_config.json`; other keys are kept. */
export const tokenizerConfigSchema = z.looseObject({
  /** Stands before a document. Where there is none, the token that ends things separates them too. */
  bos_token: tokenNameSchema.nullish(),
  /** Ends a turn. */
  eos_token: tokenNameSchema,
  /** Jinja; without it the tokenizer serves documents only. */
  chat_template: chatTemplateSchema.optional(),
});
/** `tokenizer_config.json`: the names of the special tokens, and the chat template; other keys pass through. */
export type TokenizerConfig = z.infer<typeof tokenizerConfigSchema>;

/** The ids that end a reply, one or several. */
export const endIdsSchema = z.union([z.int().nonnegative(), z.array(z.int().nonnegative())]).nullish();

/** What the files of a model besides its tokenizer's say of how replies end. */
export interface GenerationSettings {
  /** `generation_config.json` as it was read, where there is one. */
  readonly file?: Readonly<Record<string, unknown>>;
  /** `eos_token_id` of that file, or of `config.json` where it has none. */
  readonly ends?: z.infer<typeof endIdsSchema>;
}
