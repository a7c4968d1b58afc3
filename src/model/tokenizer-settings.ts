/**
 * What stands beside `tokenizer.json` and changes its ids in transformers: flags and tokens in `tokenizer_config.json`,
 * and the two files of older versions. Here `tokenizer.json` alone counts, so where the others say something else the
 * folder is refused.
 */
import * as z from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { toByteLevel, toWords } from './pre-tokenizer';
import type { TokenizerConfig, TokenizerJson } from './tokenizer-json';

type AddedToken = TokenizerJson['added_tokens'][number];

const flags = ['lstrip', 'rstrip', 'single_word', 'normalized', 'special'] as const;
const flag = z.boolean().optional();
const decoderSchema = z.record(
  z.string(),
  z.looseObject({
    content: z.string(),
    lstrip: flag,
    rstrip: flag,
    single_word: flag,
    normalized: flag,
    special: flag,
  }),
);
const name = z.union([z.string(), z.looseObject({ content: z.string() })]);
/** Keys with tokens that transformers takes for special ones, adding them where they are not known. */
const namesSchema = z.looseObject({
  bos_token: name.nullish(),
  eos_token: name.nullish(),
  pad_token: name.nullish(),
  unk_token: name.nullish(),
  additional_special_tokens: z.array(name).nullish(),
  extra_special_tokens: z.union([z.array(name), z.record(z.string(), name)]).nullish(),
});
const settingsSchema = namesSchema.extend({
  added_tokens_decoder: decoderSchema.optional(),
  split_special_tokens: z.boolean().optional(),
});
const idsSchema = z.record(z.string(), z.int());

type Names = z.infer<typeof namesSchema>;

const contentOf = (token: z.infer<typeof name>) => (typeof token === 'string' ? token : token.content);

/** The tokens of one role, and those of none. */
function rolesOf({ bos_token: bos, eos_token: eos, pad_token: pad, unk_token: unk }: Names): string[] {
  return [bos, eos, pad, unk].flatMap((token) => (token == null ? [] : [contentOf(token)]));
}

function furtherOf({ additional_special_tokens: more, extra_special_tokens: extra }: Names): string[] {
  return [...(more ?? []), ...Object.values(extra ?? {})].map(contentOf);
}

/** Each id and each text once, and the text's own id where the vocabulary has it. */
function checkAdded({ added_tokens: added, model: { vocab } }: TokenizerJson, file: string): void {
  const ids = new Map<number, string>();
  for (const { id, content } of added) {
    const other = ids.get(id);
    if (other !== undefined)
      throw new UserError(
        `${file}: added_tokens gives ${other} and ${content} the id ${id}; give each its own`,
      );
    ids.set(id, content);
    if (Object.hasOwn(vocab, content) && vocab[content] !== id)
      throw new UserError(
        `${file}: added_tokens gives ${content} the id ${id}, model.vocab ${vocab[content]}; make them agree`,
      );
  }
}

/** The tokens of `added_tokens_decoder` must be those of `tokenizer.json`, with the same flags. */
function checkDecoder(
  decoder: z.infer<typeof decoderSchema>,
  added: ReadonlyMap<string, AddedToken>,
  roles: readonly string[],
  file: string,
): void {
  for (const [id, token] of Object.entries(decoder)) {
    const known = added.get(token.content);
    if (known?.id !== Number(id))
      throw new UserError(
        `${file}: added_tokens_decoder has ${token.content} for ${id}, tokenizer.json ` +
          `${known === undefined ? 'has not' : `for ${known.id}`}; make them agree`,
      );
    const normalized = !(known.special || token.special === true);
    const value = (of: Partial<AddedToken>, key: (typeof flags)[number]) =>
      of[key] ?? (key === 'normalized' && normalized);
    const other = flags.find((key) => value(token, key) !== value(known, key));
    // A token with a role is special in Python, whatever its flag.
    if (other === undefined || (other === 'special' && roles.includes(token.content))) continue;
    throw new UserError(
      `${file}: added_tokens_decoder has "${other}": ${value(token, other)} for ${token.content}, ` +
        `tokenizer.json ${value(known, other)}; make them agree`,
    );
  }
}

/**
 * Makes sure that nothing in the folder changes what `tokenizer.json` says.
 * @param readOlder text of a file of older versions (`special_tokens_map.json`, `added_tokens.json`), undefined where
 *   there is none.
 * @throws UserError that names the file and the token or key.
 */
export function checkSettings(
  json: TokenizerJson,
  config: TokenizerConfig,
  folder: string,
  readOlder: (name: string) => string | undefined,
): void {
  const file = `${folder}/tokenizer_config.json`;
  const settings = parseJson(JSON.stringify(config), file, settingsSchema);
  const added = new Map(json.added_tokens.map((token) => [token.content, token]));
  checkAdded(json, `${folder}/tokenizer.json`);
  if (settings.split_special_tokens === true)
    throw new UserError(
      `${file}: "split_special_tokens" is true, so that chats would have no markers; remove the key`,
    );
  const { added_tokens_decoder: decoder } = settings;
  if (decoder !== undefined) checkDecoder(decoder, added, rolesOf(settings), file);
  const known = (tokens: readonly string[], where: string) => {
    const unknown = tokens.find((token) => !added.has(token));
    if (unknown !== undefined)
      throw new UserError(`${where}: ${unknown} is not in added_tokens of tokenizer.json; add it there`);
  };
  known(furtherOf(settings), file);
  // Newer folders have the decoder, and then the older files are not read.
  if (decoder !== undefined) return;
  const older = <T>(name: string, schema: z.ZodType<T>) => {
    const text = readOlder(name);
    return text === undefined ? undefined : parseJson(text, `${folder}/${name}`, schema);
  };
  known(Object.keys(older('added_tokens.json', idsSchema) ?? {}), `${folder}/added_tokens.json`);
  const map = older('special_tokens_map.json', namesSchema);
  if (map === undefined) return;
  known(furtherOf(map), `${folder}/special_tokens_map.json`);
  for (const role of ['bos_token', 'eos_token'] as const) {
    const [inMap, here] = [map[role], settings[role]].map((token) =>
      token == null ? token : contentOf(token),
    );
    if (inMap != null && inMap !== here)
      throw new UserError(
        `${folder}/special_tokens_map.json: "${role}" is ${inMap}, in tokenizer_config.json ${here ?? 'none'}; make them agree`,
      );
  }
}

/** Classes of transformers that take `tokenizer.json` as it stands. */
const plainClasses: readonly unknown[] = ['PreTrainedTokenizerFast', 'TokenizersBackend', undefined];
const classSchema = z.looseObject({
  tokenizer_class: z.string().optional(),
  legacy: z.boolean().nullish(),
  add_prefix_space: z.boolean().nullish(),
});
/** What GPT2Tokenizer makes of any file. */
const gpt2Parts = z.object({
  normalizer: z.null(),
  pre_tokenizer: z.object({
    type: z.literal('ByteLevel'),
    add_prefix_space: z.literal(false),
    use_regex: z.literal(true).default(true),
  }),
});

/**
 * A tokenizer as transformers 5 opens it, whose classes cut words in ways of their own, whatever the file says.
 * Described without such a class, so that what is written is read alike by every version.
 * @throws UserError on a class whose way is not known here.
 */
export function asClassOpens(
  json: TokenizerJson,
  config: TokenizerConfig,
  folder: string,
): { json: TokenizerJson; config: TokenizerConfig } {
  const file = `${folder}/tokenizer_config.json`;
  const { tokenizer_class: named, ...how } = parseJson(JSON.stringify(config), file, classSchema);
  if (plainClasses.includes(named)) return { json, config };
  const plainly = { ...config, tokenizer_class: plainClasses[0] };
  const kind = named?.replace(/Fast$/, '');
  const overBytes = JSON.stringify(json.pre_tokenizer).includes('"ByteLevel"');
  if (kind === 'LlamaTokenizer' && overBytes) return { json, config: plainly };
  if (kind === 'GPT2Tokenizer' && gpt2Parts.safeParse(json).success) return { json, config: plainly };
  if (kind === 'Qwen2Tokenizer' && overBytes && how.add_prefix_space !== true) {
    const cut = { type: 'Sequence', pretokenizers: [toWords(1), toByteLevel(false)] };
    return { json: { ...json, normalizer: { type: 'NFC' }, pre_tokenizer: cut }, config: plainly };
  }
  if (kind !== 'LlamaTokenizer')
    throw new UserError(
      `${file}: "tokenizer_class" is ${named}, by which transformers 5 cuts words otherwise than tokenizer.json says; ` +
        'to follow the file, as transformers 4 did, write "PreTrainedTokenizerFast" there',
    );
  const opens = how.add_prefix_space ?? true;
  const scheme = how.legacy === true ? 'always' : 'first';
  const mark = { type: 'Replace', pattern: { String: '▁' }, content: ' ' };
  const strip = { type: 'Strip', content: ' ', start: 1, stop: 0 };
  const decoders = [mark, { type: 'ByteFallback' }, { type: 'Fuse' }, ...(opens ? [strip] : [])];
  return {
    config: plainly,
    json: {
      ...json,
      normalizer: null,
      pre_tokenizer: {
        type: 'Metaspace',
        replacement: '▁',
        prepend_scheme: opens ? scheme : 'never',
        split: false,
      },
      decoder: { type: 'Sequence', decoders },
    },
  };
}
