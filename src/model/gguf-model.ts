/**
 * A language model from a GGUF file, as a folder in Hugging Face's layout would give it: the settings as `config.json`
 * and a tokenizer, the tensors under their other names. What is not known here is refused.
 */
import { UserError } from '../errors';
import type { ByteSource } from './byte-source';
import { openCheckpoint, type Checkpoint } from './checkpoint';
import { layerSizes, type ModelConfig } from './config';
import { readGguf, type GgufFile } from './gguf';
import { ggufTokenizer } from './gguf-tokenizer';
import { readConfig } from './hf-config';
import { lazyTensor } from './safetensors';
import type { Tensor } from './weights';

const architectures: Readonly<Record<string, string>> = {
  llama: 'LlamaForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
};

/** Settings of an architecture by the keys of `config.json` that mean the same. */
const keys = {
  hidden_size: 'embedding_length',
  intermediate_size: 'feed_forward_length',
  num_hidden_layers: 'block_count',
  num_attention_heads: 'attention.head_count',
  num_key_value_heads: 'attention.head_count_kv',
  head_dim: 'attention.key_length',
  max_position_embeddings: 'context_length',
  rms_norm_eps: 'attention.layer_norm_rms_epsilon',
  rope_theta: 'rope.freq_base',
} as const;
/** Those that are read otherwise, or change nothing. */
const others = [
  'vocab_size',
  'attention.value_length',
  'rope.dimension_count',
  'rope.scaling.type',
  'rope.scaling.factor',
  'rope.scaling.original_context_length',
  'rope.scaling.finetuned',
];

/** Parts of tensors' names. */
const names: Readonly<Record<string, string>> = {
  token_embd: 'model.embed_tokens',
  output_norm: 'model.norm',
  output: 'lm_head',
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
};

/** The settings as the text of a `config.json`. */
function configText({ settings, tensors }: GgufFile, file: string): string {
  const family = String(settings['general.architecture']);
  if (!Object.hasOwn(architectures, family))
    throw new UserError(
      `${file}: the architecture ${family} is not computed here; expected one of ${Object.keys(architectures).join(', ')}`,
    );
  const known = [...Object.values(keys), ...others].map((key) => `${family}.${key}`);
  const unread = Object.keys(settings).find(
    (key) => key.startsWith(`${family}.`) && !known.includes(key) && settings[key] !== 0,
  );
  if (unread !== undefined)
    throw new UserError(
      `${file}: setting ${unread} is ${JSON.stringify(settings[unread])}, which is not known here; take another file`,
    );
  const of = (key: string) => {
    const value = settings[`${family}.${key}`];
    return typeof value === 'number' ? Number(value.toPrecision(7)) : value; // a float32 with the digits that were meant
  };
  const config = Object.fromEntries(Object.entries(keys).map(([key, name]) => [key, of(name)]));
  const head = Number(
    of('attention.key_length') ?? Number(of('embedding_length')) / Number(of('attention.head_count')),
  );
  const scaling = of('rope.scaling.type') ?? 'none';
  const rope = scaling === 'none' ? {} : { rope_type: scaling, factor: of('rope.scaling.factor') };
  return JSON.stringify({
    ...config,
    head_dim: head,
    architectures: [architectures[family]],
    model_type: family,
    vocab_size: tensors.get('token_embd.weight')?.shape[0],
    rope_scaling: { ...rope, partial_rotary_factor: Number(of('rope.dimension_count') ?? head) / head },
    tie_word_embeddings: !tensors.has('output.weight'),
    attention_bias: tensors.has('blk.0.attn_output.bias'),
    mlp_bias: tensors.has('blk.0.ffn_gate.bias'),
  });
}

/** llama.cpp turns neighbours where Llama turns halves, and has the rows of queries and keys in that order. */
function inHalves({ shape, data }: Tensor, head: number): Float32Array {
  const columns = shape.length > 1 ? shape[1] : 1;
  const moved = new Float32Array(data.length);
  const half = head / 2;
  for (let row = 0; row < shape[0]; row++) {
    const [start, i] = [row - (row % head), row % head];
    const from = start + 2 * (i % half) + Math.floor(i / half);
    moved.set(data.subarray(from * columns, (from + 1) * columns), row * columns);
  }
  return moved;
}

/** The tensors by Hugging Face's names; one that has none keeps its own, and is refused with the others' shapes. */
function* renamed({ tensors }: GgufFile, config: ModelConfig): Generator<[string, Tensor]> {
  const { head } = layerSizes(config);
  for (const [name, tensor] of tensors) {
    const [, block, part, kind] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
    const own = part !== undefined && Object.hasOwn(names, part) ? names[part] : undefined;
    const other =
      own === undefined ? name : `${block === undefined ? '' : `model.layers.${block}.`}${own}.${kind}`;
    const neighbours = config.model_type === undefined && (part === 'attn_q' || part === 'attn_k');
    yield [other, neighbours ? lazyTensor(tensor.shape, () => inHalves(tensor, head)) : tensor];
  }
}

/**
 * Opens a GGUF file.
 * @param file its name, for messages.
 * @throws UserError as `readGguf` and `loadModel`, on settings and tensors that are not known here.
 */
export function loadGguf(source: Uint8Array | ByteSource, file: string): Checkpoint {
  const content = readGguf(source, file);
  const model = readConfig(configText(content, file), file);
  const tokenizer = ggufTokenizer(content.settings, file);
  return openCheckpoint(model, new Map(renamed(content, model.config)), tokenizer, file);
}
