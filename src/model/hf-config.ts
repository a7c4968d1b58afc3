/**
 * `config.json` as Hugging Face's transformers reads and writes it for Llama models. What this library cannot
 * compute is refused, rather than computed as something else.
 */
import * as z from 'zod';
import { parseJson } from '../data/json';
import { UserError } from '../errors';
import { endsOfTurns } from './chat-template';
import { headsFault } from './checks';
import { layerSizes, type ModelConfig } from './config';
import type { Tokenizer } from './tokenizer';
import { endIdsSchema, tokenNameSchema } from './tokenizer-json';

/** `config.json` of a `LlamaForCausalLM`; keys that do not concern us pass through unread. */
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

/** Class names of transformers for the two kinds of model. */
const architectures = { lm: 'LlamaForCausalLM', scalar: 'LlamaForSequenceClassification' } as const;

/** RoPE as transformers 5 writes it; earlier versions have `rope_theta`, and `rope_scaling` with these keys. */
const ropeSchema = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().optional(),
});

/** The keys beside the shape that decide whether the model can be computed here. */
const llamaSchema = z.looseObject({
  architectures: z.tuple([z.enum(architectures)]),
  model_type: z.literal('llama'),
  hidden_act: z.literal('silu').default('silu'),
  attention_bias: z.literal(false).default(false),
  mlp_bias: z.literal(false).default(false),
  head_dim: z.int().nullish(),
  num_key_value_heads: z.int().nullish(),
  num_attention_heads: z.int(),
  rope_scaling: ropeSchema.nullish(),
  rope_theta: z.number().optional(),
  rope_parameters: ropeSchema.nullish(),
  num_labels: z.literal(1).optional(),
  id2label: z.record(z.string(), z.string()).optional(),
  posttrain: rewardHeadSchema.optional(),
});

/** What `config.json` of a `LlamaForSequenceClassification` means when it was not made here. */
const plainRewardHead: RewardHead = { pooling: 'last', rewardMean: 0, rewardScale: 1 };

function checkHeads(config: ModelConfig, headDim: number | null | undefined, file: string): void {
  const { head } = layerSizes(config);
  const fault =
    headsFault(config) ??
    (headDim != null && headDim !== head
      ? `head_dim is ${headDim}; expected hidden_size over num_attention_heads, ${head}`
      : undefined);
  if (fault !== undefined) throw new UserError(`${file}: ${fault}; this library cannot run the model`);
}

/**
 * Reads `config.json`.
 * @param file for messages only.
 * @throws UserError that names the key which is missing, wrong, or asks for what is not computed here.
 */
export function readConfig(text: string, file: string): ReadConfig {
  const raw = parseJson(text, file, llamaSchema);
  const rope = raw.rope_parameters;
  for (const key of ['rope_parameters', 'rope_scaling'] as const) {
    const type = raw[key]?.rope_type ?? raw[key]?.type ?? 'default';
    if (type === 'default') continue;
    throw new UserError(
      `${file}: key "${key}" scales rotary positions by "${type}"; only plain ones are computed here; ` +
        'take a model without, such as SmolLM2',
    );
  }
  const labels = raw.id2label === undefined ? 1 : Object.keys(raw.id2label).length;
  const kind = raw.architectures[0] === architectures.lm ? 'lm' : 'scalar';
  if (kind === 'scalar' && labels !== 1) {
    throw new UserError(`${file}: key "id2label" has ${labels} labels; expected 1, a single score`);
  }
  const config = parseJson(
    JSON.stringify({
      ...raw,
      // Defaults of transformers' LlamaConfig, which older files leave out.
      num_key_value_heads: raw.num_key_value_heads ?? raw.num_attention_heads,
      // Where it is there twice, transformers takes the newer key.
      rope_theta: rope?.rope_theta ?? raw.rope_theta ?? 10000,
      tie_word_embeddings: raw['tie_word_embeddings'] ?? false,
    }),
    file,
    modelConfigSchema,
  );
  checkHeads(config, raw.head_dim, file);
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
  return {
    architectures: [architectures[kind]],
    model_type: 'llama',
    ...config,
    head_dim: layerSizes(config).head,
    hidden_act: 'silu',
    attention_bias: false,
    attention_dropout: 0,
    mlp_bias: false,
    rope_scaling: null,
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
