/**
 * The transformer as a specification: a Llama-style decoder (Touvron et al. 2023, arXiv:2302.13971) in plain
 * TensorFlow.js ops, to be read. The engine computes the same function faster; parity tests hold them together.
 *
 * Pure functions of (config, parameters, one row of tokens). A batch is ragged, so it is a loop over rows, and
 * the only mask is the causal one. No dropout. Names and layouts are Hugging Face's: a projection's weight is
 * `[out, in]`. Biases and norms of heads are there where the parameters are.
 */
import * as tf from '../tensors';
import { layerSizes, type ModelConfig } from './config';
import { scaledFrequency } from './rotary';

/** Parameters as tensors, by their Hugging Face names (see `parameterShapes`). */
export type Parameters = tf.NamedTensorMap;

/** A layer's keys and values of the tokens so far, `[kv heads, time, head dim]` each. */
export type KeysValues = { keys: tf.Tensor; values: tf.Tensor };

/** y = x Wᵀ + b: `[time, in]`, `[out, in]` and, where there is a bias, `[out]` to `[time, out]`. */
function linear(x: tf.Tensor, params: Parameters, name: string): tf.Tensor {
  const y = tf.matMul(x, params[`${name}.weight`], false, true);
  return `${name}.bias` in params ? y.add(params[`${name}.bias`]) : y;
}

/** RMSNorm (Zhang and Sennrich 2019, arXiv:1910.07467): x / sqrt(mean(x²) + ε) · gain. `[time, d]` */
function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  return x.mul(x.square().mean(-1, true).add(epsilon).rsqrt()).mul(gain);
}

/**
 * Rotary positions (Su et al. 2021, arXiv:2104.09864) in Hugging Face's layout: the dimensions i and
 * i + half of a head form a pair, which is turned by the angle position · theta^(-i / half).
 * @param x `[heads, time, head dim]`
 * @param start position of the first token
 */
function rotary(x: tf.Tensor, start: number, config: ModelConfig): tf.Tensor {
  const [, time, headDim] = x.shape;
  const half = headDim / 2;
  const frequencies = tf
    .range(0, half)
    .mul(-Math.log(config.rope_theta) / half)
    .exp()
    .dataSync<'float32'>()
    .map((frequency) => scaledFrequency(frequency, config.rope_scaling));
  const angles = tf.outerProduct(tf.range(start, start + time), tf.tensor1d(frequencies));
  const [first, second] = tf.split(x, 2, -1);
  const [cos, sin] = [angles.cos(), angles.sin()];
  return tf.concat([first.mul(cos).sub(second.mul(sin)), second.mul(cos).add(first.mul(sin))], -1);
}

/**
 * Causal attention with grouped heads (Ainslie et al. 2023, arXiv:2305.13245): query head h reads key and value
 * head floor(h / group). Full attention is the case of group size 1.
 * @param x normed input of the new tokens, `[time, d]`
 * @param past keys and values of the row's earlier tokens, when decoding step by step
 */
function attention(config: ModelConfig, params: Parameters, at: string, x: tf.Tensor, past?: KeysValues) {
  const { heads, kvHeads, head } = layerSizes(config);
  const [group, time] = [heads / kvHeads, x.shape[0]];
  const start = past ? (past.keys.shape[1] ?? 0) : 0;
  const project = (name: string, count: number) =>
    linear(x, params, `${at}.${name}`).reshape([time, count, head]).transpose([1, 0, 2]);
  const normed = (x: tf.Tensor, name: string) => {
    const gain = `${at}.${name}.weight`;
    return gain in params ? rmsNorm(x, params[gain], config.rms_norm_eps) : x;
  };
  const queries = rotary(normed(project('q_proj', heads), 'q_norm'), start, config);
  const newKeys = rotary(normed(project('k_proj', kvHeads), 'k_norm'), start, config);
  const newValues = project('v_proj', kvHeads);
  const keys = past ? tf.concat([past.keys, newKeys], 1) : newKeys;
  const values = past ? tf.concat([past.values, newValues], 1) : newValues;

  const span = start + time;
  const shared = (x: tf.Tensor) => x.expandDims(1).tile([1, group, 1, 1]).reshape([heads, span, head]);
  // Token t sees the keys 0 .. start + t: 0 there and a large negative number elsewhere, so exp gives 0.
  const causal = tf.sub(tf.linalg.bandPart(tf.ones([time, span]), -1, start), 1).mul(1e9);
  const scores = tf.matMul(queries, shared(keys), false, true).div(Math.sqrt(head)).add(causal);
  const mixed = tf
    .matMul(tf.softmax(scores), shared(values))
    .transpose([1, 0, 2])
    .reshape([time, heads * head]);
  return { out: linear(mixed, params, `${at}.o_proj`), keysValues: { keys, values } };
}

/** SwiGLU (Shazeer 2020, arXiv:2002.05202): down(silu(gate(x)) · up(x)). `[time, d]` */
function feedForward(params: Parameters, at: string, x: tf.Tensor): tf.Tensor {
  const gate = linear(x, params, `${at}.gate_proj`);
  const up = linear(x, params, `${at}.up_proj`);
  return linear(gate.mul(gate.sigmoid()).mul(up), params, `${at}.down_proj`);
}

/**
 * The decoder's last hidden states of one row, after the final norm.
 * @param tokens new token ids, `[time]`
 * @param past what an earlier call returned for the tokens before these; none when `tokens` begins the row
 * @returns hidden states `[time, d]`, and each layer's keys and values of the whole row so far
 */
export function decode(
  config: ModelConfig,
  params: Parameters,
  tokens: Int32Array,
  past: readonly KeysValues[] = [],
): { hidden: tf.Tensor; past: KeysValues[] } {
  const { rms_norm_eps: epsilon, vocab_size: vocab } = config;
  // A product with one-hot rows is a table look-up whose gradient is a product too (tf.gather's is very slow).
  let x: tf.Tensor = tf.matMul(
    tf.oneHot(tokens, vocab, 1, 0, 'float32'),
    params['model.embed_tokens.weight'],
  );
  const present: KeysValues[] = [];
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `model.layers.${layer}`;
    const normed = rmsNorm(x, params[`${at}.input_layernorm.weight`], epsilon);
    const { out, keysValues } = attention(config, params, `${at}.self_attn`, normed, past[layer]);
    x = x.add(out);
    x = x.add(
      feedForward(params, `${at}.mlp`, rmsNorm(x, params[`${at}.post_attention_layernorm.weight`], epsilon)),
    );
    present.push(keysValues);
  }
  return { hidden: rmsNorm(x, params['model.norm.weight'], epsilon), past: present };
}

/** Next-token logits from hidden states; the output matrix is the embedding when they are tied. `[time, vocab]` */
export function logitsOf(config: ModelConfig, params: Parameters, hidden: tf.Tensor): tf.Tensor {
  return linear(hidden, params, config.tie_word_embeddings ? 'model.embed_tokens' : 'lm_head');
}

/**
 * Log-probability, and entropy of the distribution it was drawn from, of the tokens at `positions` of a row.
 * @param positions each in 1 .. row length - 1; `[n]`
 * @returns `[n]` each, in nats
 */
export function tokenScores(config: ModelConfig, params: Parameters, row: Int32Array, positions: Int32Array) {
  const { hidden } = decode(config, params, row);
  const before = tf.gather(
    hidden,
    positions.map((t) => t - 1),
  );
  const logp = tf.logSoftmax(logitsOf(config, params, before)); // [n, vocab]
  const targets = tf.oneHot(
    positions.map((t) => row[t]),
    config.vocab_size,
    1,
    0,
    'float32',
  );
  return { logprobs: logp.mul(targets).sum(-1), entropies: logp.mul(logp.exp()).sum(-1).neg() };
}

/** The scalar head on each token of a row. `[time]` */
export function scalarValues(config: ModelConfig, params: Parameters, row: Int32Array): tf.Tensor {
  return linear(decode(config, params, row).hidden, params, 'score').as1D();
}
