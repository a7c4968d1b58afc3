/**
 * The tokenizer of a GGUF file, in the words of `tokenizer.json`: the file has the tokens, their kinds and the merges;
 * how text is cut before it only names. Simplified: BPE over bytes alone is read, not SentencePiece.
 */
import * as z from 'zod';
import { fitSchema } from '../data/json';
import { toByteLevel, toWords } from './pre-tokenizer';
import { Tokenizer } from './tokenizer';

/** How text is cut, by the names that llama.cpp gives to it. */
const cuts = {
  'gpt-2': [toByteLevel(true)],
  smollm: [{ type: 'Digits', individual_digits: true }, toByteLevel(true)],
  'llama-bpe': [toWords(3), toByteLevel(false)],
  qwen2: [toWords(1), toByteLevel(false)],
};

/** Kinds of tokens that stand beside the vocabulary; the first two are special. */
const [unknown, control, userDefined] = [2, 3, 4];

const id = z.int().nonnegative();
const schema = z.looseObject({
  'tokenizer.ggml.model': z.literal('gpt2'),
  'tokenizer.ggml.pre': z.enum(['gpt-2', 'smollm', 'llama-bpe', 'qwen2'] satisfies (keyof typeof cuts)[]),
  'tokenizer.ggml.tokens': z.array(z.string()),
  'tokenizer.ggml.token_type': z.array(z.int()),
  'tokenizer.ggml.merges': z.array(z.string()),
  'tokenizer.ggml.bos_token_id': id.optional(),
  'tokenizer.ggml.eos_token_id': id,
  'tokenizer.ggml.eot_token_id': id.optional(),
  'tokenizer.chat_template': z.string().optional(),
});

/** @param file for messages. @throws UserError that names the setting at fault. */
export function ggufTokenizer(settings: object, file: string): Tokenizer {
  const read = fitSchema(settings, file, schema);
  const { 'tokenizer.ggml.tokens': tokens, 'tokenizer.ggml.token_type': kinds } = read;
  const { 'tokenizer.ggml.eos_token_id': eos, 'tokenizer.ggml.bos_token_id': bos } = read;
  const { 'tokenizer.ggml.pre': cut, 'tokenizer.ggml.eot_token_id': endOfTurn } = read;
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const added = tokens.map((content, id) => {
    return { id, content, special: kinds[id] === control || kinds[id] === unknown, ...flags };
  });
  const json = {
    added_tokens: added.filter(({ id, special }) => special || kinds[id] === userDefined),
    normalizer: cut === 'qwen2' ? { type: 'NFC' } : null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: cuts[cut] },
    post_processor: null,
    decoder: toByteLevel(true),
    model: {
      type: 'BPE' as const,
      byte_fallback: false,
      ignore_merges: cut === 'llama-bpe',
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: read['tokenizer.ggml.merges'],
    },
  };
  const config = {
    ...(bos === undefined ? {} : { bos_token: tokens[bos] }),
    eos_token: tokens[eos] ?? `${eos}`,
    chat_template: read['tokenizer.chat_template'],
  };
  return new Tokenizer(json, config, file, { ends: [eos, ...(endOfTurn === undefined ? [] : [endOfTurn])] });
}
