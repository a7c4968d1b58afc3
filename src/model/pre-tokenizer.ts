/**
 * How text is cut into words before byte pairs are merged: the `pre_tokenizer` of `tokenizer.json`, put in such words
 * that Hugging Face's JavaScript does what their Rust does. Two parts differ there (version 0.2.0): `Digits` knows only
 * ASCII's, and `ByteLevel`'s own pattern takes JavaScript's white space, which has U+FEFF in it and lacks U+0085. Both
 * are written as patterns here, which the library translates exactly (test/fixtures/borders holds it to that).
 */
import * as z from 'zod';
import type { TokenizerJson } from './tokenizer-json';

type Component = NonNullable<TokenizerJson['pre_tokenizer']>;

/** GPT-2's pattern, which `ByteLevel` has built in. */
const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

const sequence = z.object({
  type: z.literal('Sequence'),
  pretokenizers: z.array(z.looseObject({ type: z.string() })),
});
const digits = z.object({ type: z.literal('Digits'), individual_digits: z.boolean() });
const byteLevel = z.looseObject({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.literal(false),
  use_regex: z.boolean().default(true),
});

/** Cuts text along a pattern, whose matches become words too. */
const splitSchema = z.object({
  type: z.literal('Split'),
  pattern: z.object({ Regex: z.string() }),
  behavior: z.literal('Isolated'),
  invert: z.literal(false),
});
export type SplitConfig = z.infer<typeof splitSchema>;

function split(pattern: string): SplitConfig {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
}

/** The parts of a pre-tokenizer, in order, in words that the library gets right. */
export function preTokenizerParts(component: Component): Component[] {
  const several = sequence.safeParse(component);
  if (several.success) return several.data.pretokenizers.flatMap(preTokenizerParts);
  const numerals = digits.safeParse(component);
  if (numerals.success) return [split(numerals.data.individual_digits ? '\\p{N}' : '\\p{N}+')];
  const bytes = byteLevel.safeParse(component);
  if (bytes.success && bytes.data.use_regex) return [split(gpt2), { ...bytes.data, use_regex: false }];
  return [component];
}

/** The patterns, where nothing else is done than to cut along them and to write words as bytes: the usual case. */
export function patternsThenBytes(parts: readonly Component[]): SplitConfig[] | undefined {
  const last = byteLevel.safeParse(parts[parts.length - 1]);
  if (!last.success || last.data.use_regex) return undefined;
  const patterns = z.array(splitSchema).safeParse(parts.slice(0, -1));
  return patterns.success ? patterns.data : undefined;
}
