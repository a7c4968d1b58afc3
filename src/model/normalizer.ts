/**
 * What is done to text before it is cut into words: the `normalizer` of `tokenizer.json`, as Hugging Face's Rust does
 * it. Written out here because their JavaScript differs: it lowers a capital sigma at a word's end in another way, and
 * takes "$" in a replacement for a reference.
 */
import * as z from 'zod';
import { patternSchema, regularExpression } from './pre-tokenizer';
import type { TokenizerJson } from './tokenizer-json';

/** Text to text. */
export type Normalizer = (text: string) => string;

type Component = NonNullable<TokenizerJson['normalizer']>;

const sequence = z.object({ normalizers: z.array(z.looseObject({ type: z.string() })) });
const replace = z.object({ pattern: patternSchema, content: z.string() });
const prepend = z.object({ prepend: z.string() });
const strip = z.object({ strip_left: z.boolean(), strip_right: z.boolean() });

/** By type; each makes a normaliser from its component. */
const kinds: Readonly<Record<string, (component: Component) => Normalizer>> = {
  Sequence: (component) => {
    const steps = sequence.parse(component).normalizers.map(openNormalizer);
    return (text) => steps.reduce((before, step) => step(before), text);
  },
  NFC: () => (text) => text.normalize('NFC'),
  NFD: () => (text) => text.normalize('NFD'),
  NFKC: () => (text) => text.normalize('NFKC'),
  NFKD: () => (text) => text.normalize('NFKD'),
  // Character by character: what stands around a letter does not matter to Rust.
  Lowercase: () => (text) => Array.from(text, (character) => character.toLowerCase()).join(''),
  StripAccents: () => (text) => text.replace(/\p{M}/gu, ''),
  Strip: (component) => {
    const { strip_left: left, strip_right: right } = strip.parse(component);
    return (text) => {
      const rest = left ? text.replace(/^\p{White_Space}+/u, '') : text;
      return right ? rest.replace(/\p{White_Space}+$/u, '') : rest;
    };
  },
  Prepend: (component) => {
    const { prepend: before } = prepend.parse(component);
    return (text) => (text === '' ? '' : before + text);
  },
  Replace: (component) => {
    const { pattern, content } = replace.parse(component);
    const expression = regularExpression(pattern);
    return (text) => text.replace(expression, () => content);
  },
};

/** The normaliser that a component describes; null leaves text as it is. @throws Error on one that is not known. */
export function openNormalizer(component: Component | null): Normalizer {
  if (component === null) return (text) => text;
  if (Object.hasOwn(kinds, component.type)) return kinds[component.type](component);
  throw new Error(
    `the normalizer ${component.type} is not supported; expected one of ${Object.keys(kinds).join(', ')}`,
  );
}
