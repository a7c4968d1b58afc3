/**
 * How text is cut into words before byte pairs are merged: the `pre_tokenizer` of `tokenizer.json`, as Hugging Face's
 * Rust does it. Nearly all of its parts are patterns with something that becomes of their matches (split.ts), and are
 * written as such here, because their JavaScript (version 0.2.0) differs in many: it knows three of the five
 * behaviours, only ASCII's digits and words, and JavaScript's white space, which has U+FEFF in it and lacks U+0085. Its
 * translation of patterns is exact and is used. What is not listed here is refused.
 */
import { SplitPreTokenizer } from '@huggingface/tokenizers';
import * as z from 'zod';
import { byteCharacters } from './bytes';
import { splitText, type SplitBehavior } from './split';
import type { TokenizerJson } from './tokenizer-json';

type Component = NonNullable<TokenizerJson['pre_tokenizer']>;

/** Words to words. @param first whether the first of them begins the text. */
type Part = (words: readonly string[], first: boolean) => string[];

/** How a text becomes the words that byte pairs are merged in. */
export interface PreTokenizer {
  /** @param first whether nothing stands before the text. */
  readonly cut: (text: string, first: boolean) => readonly string[];
  /** Whether the words are still to be written in the alphabet of bytes (bytes.ts). */
  readonly toBytes: boolean;
}

/** GPT-2's pattern, which `ByteLevel` has built in. */
const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
/** What Rust takes for a part of a word. */
const wordCharacters = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';

/** A pattern, or a text to be found as it stands. */
export const patternSchema = z.union([z.object({ Regex: z.string() }), z.object({ String: z.string() })]);

const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
const behaviorSchema = z.enum(behaviors satisfies readonly SplitBehavior[]);
const splitSchema = z.object({
  pattern: patternSchema,
  behavior: behaviorSchema,
  invert: z.boolean().default(false),
});
const sequence = z.object({ pretokenizers: z.array(z.looseObject({ type: z.string() })) });
const digits = z.object({ individual_digits: z.boolean().default(false) });
const punctuation = z.object({ behavior: behaviorSchema.default('Isolated') });
const byteLevel = z.object({
  add_prefix_space: z.boolean().default(true),
  use_regex: z.boolean().default(true),
});
const metaspace = z.object({
  replacement: z.string().min(1).default('▁'),
  prepend_scheme: z.enum(['always', 'never', 'first']).optional(),
  /** What older files have in its place. */
  add_prefix_space: z.boolean().optional(),
  split: z.boolean().default(true),
});

/** A pattern of `tokenizer.json` as JavaScript's, with the flags g and u. @throws Error on one that has no translation. */
export function regularExpression(pattern: z.infer<typeof patternSchema>): RegExp {
  if ('String' in pattern) return new RegExp(pattern.String.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
  return new SplitPreTokenizer({ type: 'Split', pattern, behavior: 'Isolated', invert: false }).pattern;
}

const split =
  (pattern: RegExp, behavior: SplitBehavior, invert = false): Part =>
  (words) =>
    words.flatMap((word) => splitText(word, pattern, behavior, invert));

const eachWord =
  (change: (word: string) => string): Part =>
  (words) =>
    words.map(change);

/** SentencePiece's way: a space becomes a sign, which also begins the text, and words begin at it. */
function metaspaceParts(component: Component): Part[] {
  const { replacement, split: cuts, ...given } = metaspace.parse(component);
  const scheme = given.prepend_scheme ?? (given.add_prefix_space === false ? 'never' : 'always');
  const mark: Part = (words, first) =>
    words.map((word, i) => {
      const text = word.replaceAll(' ', () => replacement);
      const opens = scheme === 'always' || (scheme === 'first' && first && i === 0);
      return opens && !text.startsWith(replacement) ? replacement + text : text;
    });
  return cuts ? [mark, split(regularExpression({ String: replacement }), 'MergedWithNext')] : [mark];
}

/** Marks where words become bytes, which is put off to the end where nothing comes after it. */
const inBytes: Part = eachWord(byteCharacters);

/** By type; each makes its parts, in order. */
const kinds: Readonly<Record<string, (component: Component) => Part[]>> = {
  Sequence: (component) => sequence.parse(component).pretokenizers.flatMap(partsOf),
  Split: (component) => {
    const { pattern, behavior, invert } = splitSchema.parse(component);
    return [split(regularExpression(pattern), behavior, invert)];
  },
  Digits: (component) => [
    split(/\p{N}/gu, digits.parse(component).individual_digits ? 'Isolated' : 'Contiguous'),
  ],
  Punctuation: (component) => [split(/[\p{P}!-/:-@[-`{-~]/gu, punctuation.parse(component).behavior)],
  WhitespaceSplit: () => [split(/\p{White_Space}/gu, 'Removed')],
  Whitespace: () => [
    split(new RegExp(`[${wordCharacters}]+|[^${wordCharacters}\\p{White_Space}]+`, 'gu'), 'Removed', true),
  ],
  ByteLevel: (component) => {
    const { add_prefix_space: prefix, use_regex: cuts } = byteLevel.parse(component);
    return [
      ...(prefix ? [eachWord((word) => (word.startsWith(' ') ? word : ` ${word}`))] : []),
      ...(cuts ? [split(regularExpression({ Regex: gpt2 }), 'Isolated')] : []),
      inBytes,
    ];
  },
  Metaspace: metaspaceParts,
};

function partsOf(component: Component): Part[] {
  if (Object.hasOwn(kinds, component.type)) return kinds[component.type](component);
  throw new Error(
    `the pre_tokenizer ${component.type} is not supported; expected one of ${Object.keys(kinds).join(', ')}`,
  );
}

/** The pre-tokenizer that a component describes; null takes a text as one word. @throws Error on one that is not known. */
export function openPreTokenizer(component: Component | null): PreTokenizer {
  const parts = component === null ? [] : partsOf(component);
  const toBytes = parts.at(-1) === inBytes;
  const cuts = toBytes ? parts.slice(0, -1) : parts;
  return {
    toBytes,
    cut: (text, first) => cuts.reduce<readonly string[]>((words, part) => part(words, first), [text]),
  };
}

/** `ByteLevel` as the well-known tokenizers have it. @param regex whether it cuts by GPT-2's pattern first. */
export function toByteLevel(regex: boolean) {
  return { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: regex };
}

/** The cut that Llama 3 (three digits at a time) and Qwen (one) begin with. */
export function toWords(digits: 1 | 3) {
  const words = `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${digits === 1 ? '' : '{1,3}'}`;
  const rest = ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
  return { type: 'Split', pattern: { Regex: `${words}|${rest}` }, behavior: 'Isolated', invert: false };
}
