/**
 * `config.json` as Hugging Face's transformers reads and writes it for Llama models and their relatives. What this library cannot
 * compute is refused, rather than computed as something else.
 */
import * as z from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { endsOfTurns } from './chat-template';
import { headsFault } from './checks';
import { families, layerSizes, type Family, type ModelConfig, type RopeScaling } from './config';
import type { Tokenizer } from './tokenizer';
import { endIdsSchema, tokenNameSchema } from './tokenizer-json';

const ropeScalingSchema: z.ZodType<RopeScaling> = z.discriminatedUnion('rope_type', [
  z.object({ rope_type: z.literal('linear'), factor: z.number().positive() }),
  z.object({
    rope_type: z.literal('llama3'),
    factor: z.number().positive(),
    low_freq_factor: z.number().positive(),
    high_freq_factor: z.number().positive(),
    original_max_position_embeddings: z.number().positive(),
  }),
]);

/** `config.json` of a language model as it is kept here; keys that do not concern us pass through unread. */
export const modelConfigSchema: z.ZodType<ModelConfig> = z.object({
  vocab_size: z.int().positive(),
  hidden_size: z.int().positive(),
  intermediate_size: z.int().positive(),
  num_hidden_layers: z.int().positive().max(1024),
  num_attention_heads: z.int().positive(),
  num_key_value_heads: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive(),
  tie_word_embeddings: z.boolean(),
  model_type: z.enum(families).optional(),
  head_dim: z.int().positive().optional(),
  attention_bias: z.boolean().optional(),
  mlp_bias: z.boolean().optional(),
  rope_scaling: ropeScalingSchema.optional(),
  sliding_window: z.int().positive().optional(),
});

/** How a reward model's scores per token become one number, and how that number is scaled. */
const rewardHeadSchema = z.object({
  /** The score of the last token, or the mean over the reply's tokens. */
  pooling: z.enum(['last', 'mean']),
  /** Reward = (pooled score - rewardMean) / rewardScale. */
  rewardMean: z.number(),
  rewardScale: z.number().positive(),
});
/**
 * What `config.json` says of a reward model's score: pooled over which tokens, and its mean and standard deviation on
 * the policy's replies, in raw units.
 */
export type RewardHead = Readonly<z.infer<typeof rewardHeadSchema>>;

/** A configuration as it is read: the network's shape and which of the two outputs it has. */
export type ReadConfig =
  | { readonly kind: 'lm'; readonly config: ModelConfig }
  | { readonly kind: 'scalar'; readonly config: ModelConfig; readonly reward: RewardHead };

/** Class names of transformers by family, for the two kinds of model. */
const classes = { llama: 'Llama', mistral: 'Mistral', qwen2: 'Qwen2', qwen3: 'Qwen3' } as const;
const heads = { lm: 'ForCausalLM', scalar: 'ForSequenceClassification' } as const;

const classSchema = z.looseObject({ architectures: z.tuple([z.string()]), model_type: z.string() });

/** RoPE as transformers 5 writes it; earlier versions have `rope_theta`, and `rope_scaling` with these keys. */
const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().optional(),
  partial_rotary_factor: z.literal(1).nullish(),
});

/** The keys beside the shape that decide whether and how the model is computed here. */
const rawSchema = z.looseObject({
  architectures: z.tuple([z.string()]),
  model_type: z.string(),
  hidden_act: z.literal('silu').default('silu'),
  attention_bias: z.boolean().optional(),
  mlp_bias: z.boolean().optional(),
  head_dim: z.int().positive().nullish(),
  hidden_size: z.int(),
  num_key_value_heads: z.int().nullish(),
  num_attention_heads: z.int(),
  max_position_embeddings: z.int(),
  rope_scaling: ropeSchema.nullish(),
  rope_theta: z.number().optional(),
  rope_parameters: ropeSchema.nullish(),
  sliding_window: z.int().positive().nullish(),
  use_sliding_window: z.literal(false).default(false),
  layer_types: z.array(z.literal('full_attention')).nullish(),
  num_labels: z.literal(1).optional(),
  id2label: z.record(z.string(), z.string()).optional(),
  posttrain: rewardHeadSchema.optional(),
});
type Raw = z.infer<typeof rawSchema>;

/** What `config.json` of a classifier with one label means when it was not made here. */
const plainRewardHead: RewardHead = { pooling: 'last', rewardMean: 0, rewardScale: 1 };

/** Keys that sound like arithmetic and are none, or are read elsewhere. */
const harmless = /^(max_window_layers|rms_norm_eps|_attn_implementation.*)$/;
/** What keys are called that change what a layer computes, in other branches of these families. */
const arithmetic =
  /scal|multipl|softcap|clip|norm|bias|rotary|rope|window|expert|moe|quant|alibi|parallel|prune|logit|attn|encoder/;
/** Values that leave the numbers as they are. */
const neutral: readonly unknown[] = ['null', 'false', '0', '1', '{}', '[]'];

/** Refuses what would change the numbers, rather than pass over it. */
function checkUnknown(raw: Raw, file: string): void {
  const changes = ([key, value]: [string, unknown]) =>
    !(key in rawSchema.shape) &&
    !harmless.test(key) &&
    arithmetic.test(key) &&
    !neutral.includes(JSON.stringify(value));
  const found = Object.entries(raw).find(changes);
  if (found === undefined) return;
  throw new UserError(
    `${file}: key "${found[0]}" is ${JSON.stringify(found[1])}, which changes what is computed in a way that is not ` +
      'known here; take a model without',
  );
}

/** Which network the file describes: its family and its output. */
function classOf({ architectures: [name], model_type: type }: z.infer<typeof classSchema>, file: string) {
  for (const family of families)
    for (const kind of ['lm', 'scalar'] as const)
      if (name === classes[family] + heads[kind] && type === family) return { family, kind };
  const known = families.map((family) => `${classes[family]}${heads.lm}`).join(', ');
  throw new UserError(
    `${file}: the architecture ${name} (model_type ${type}) is not computed here; expected one of ${known}; take a model of these, such as SmolLM2`,
  );
}

/** How rotary positions are scaled; undefined where they are not. */
function ropeScalingOf(raw: Raw, file: string): RopeScaling | undefined {
  // Where it is there twice, transformers takes the newer key.
  const key = raw.rope_parameters ? 'rope_parameters' : 'rope_scaling';
  const { rope_type, type = 'default', ...numbers } = raw[key] ?? {};
  const named = rope_type ?? type;
  if (named === 'default') return undefined;
  if (named !== 'linear' && named !== 'llama3')
    throw new UserError(
      `${file}: key "${key}" scales rotary positions by "${named}"; only "linear" and "llama3" are computed here; ` +
        'take a model without, such as SmolLM2',
    );
  return parseJson(
    JSON.stringify({ rope_type: named, ...numbers }),
    `${file}: key "${key}"`,
    ropeScalingSchema,
  );
}

/** How many tokens the attention sees, where that is limited: Mistral's, unless it says null. */
function windowOf({ sliding_window: window = 4096 }: Raw, family: Family): number | undefined {
  return family === 'mistral' ? (window ?? undefined) : undefined;
}

/**
 * Reads `config.json`.
 * @param file for messages only.
 * @throws UserError that names the key which is missing, wrong, or asks for what is not computed here.
 */
export function readConfig(text: string, file: string): ReadConfig {
  const { family, kind } = classOf(parseJson(text, file, classSchema), file);
  const raw = parseJson(text, file, rawSchema);
  checkUnknown(raw, file);
  const labels = raw.id2label === undefined ? 1 : Object.keys(raw.id2label).length;
  if (kind === 'scalar' && labels !== 1) {
    throw new UserError(`${file}: key "id2label" has ${labels} labels; expected 1, a single score`);
  }
  const usualHead = raw.hidden_size / raw.num_attention_heads;
  const window = windowOf(raw, family);
  const head = raw.head_dim === undefined && family === 'qwen3' ? 128 : (raw.head_dim ?? usualHead);
  const config = parseJson(
    JSON.stringify({
      ...raw,
      // Defaults of transformers' configurations, which older files leave out.
      num_key_value_heads:
        raw.num_key_value_heads ?? (family === 'llama' ? raw.num_attention_heads : undefined),
      rope_theta: raw.rope_parameters?.rope_theta ?? raw.rope_theta ?? 10000,
      tie_word_embeddings: raw.tie_word_embeddings ?? false,
      max_position_embeddings: Math.min(raw.max_position_embeddings, window ?? Infinity),
      // Left out where they go without saying, so that a configuration has one form.
      model_type: family === 'llama' ? undefined : family,
      head_dim: head === usualHead ? undefined : head,
      attention_bias:
        (family === 'llama' || family === 'qwen3') && raw.attention_bias === true ? true : undefined,
      mlp_bias: family === 'llama' && raw.mlp_bias === true ? true : undefined,
      rope_scaling: ropeScalingOf(raw, file),
      sliding_window: window,
    }),
    file,
    modelConfigSchema,
  );
  const fault = headsFault(config);
  if (fault !== undefined) throw new UserError(`${file}: ${fault}; this library cannot run the model`);
  return kind === 'lm' ? { kind, config } : { kind, config, reward: raw.posttrain ?? plainRewardHead };
}

/** The ids that end a reply, as `config.json` or `generation_config.json` lists them. @throws UserError on others. */
export function readEnds(text: string, file: string) {
  return parseJson(text, file, z.looseObject({ eos_token_id: endIdsSchema })).eos_token_id;
}

/** Id of the token that begins a document; null where the tokenizer names none. */
export function namedBosId({ config, bosId }: Tokenizer): number | null {
  return config.bos_token == null ? null : bosId;
}

/**
 * What rows of unequal length are padded with. Transformers takes a score from the last token that is not this one, so
 * it must not end a chat; without it transformers scores row by row.
 */
function padId(tokenizer: Tokenizer): number | null {
  const { json, config, eosId } = tokenizer;
  const named = tokenNameSchema.safeParse(config['pad_token']);
  if (!named.success) return null;
  const name = typeof named.data === 'string' ? named.data : named.data.content;
  const id = json.added_tokens.find(({ content }) => content === name)?.id;
  return id === undefined || [eosId, ...endsOfTurns(tokenizer)].includes(id) ? null : id;
}

/** The object for `config.json`, with all that transformers needs to open the folder. */
export function toHuggingFace(model: ReadConfig, tokenizer: Tokenizer): Record<string, unknown> {
  const { config, kind } = model;
  const { model_type: family = 'llama' } = config;
  return {
    architectures: [`${classes[family]}${heads[kind]}`],
    model_type: family,
    ...config,
    head_dim: layerSizes(config).head,
    hidden_act: 'silu',
    attention_bias: config.attention_bias ?? false,
    attention_dropout: 0,
    mlp_bias: config.mlp_bias ?? false,
    rope_scaling: config.rope_scaling ?? null,
    ...(family === 'mistral' ? { sliding_window: config.sliding_window ?? null } : {}),
    initializer_range: 0.02,
    bos_token_id: namedBosId(tokenizer),
    eos_token_id: tokenizer.eosId,
    torch_dtype: 'float32',
    use_cache: true,
    ...(model.kind === 'scalar'
      ? {
          num_labels: 1,
          id2label: { 0: 'LABEL_0' },
          label2id: { LABEL_0: 0 },
          pad_token_id: padId(tokenizer),
          posttrain: model.reward,
        }
      : {}),
  };
}
