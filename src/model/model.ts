/**
 * What trainers know of a network. Two implementations stand behind it: the engine's (`transformer.ts`) and
 * the readable one in TensorFlow.js (`reference.ts`); parity tests hold them together.
 *
 * The pass between network and loss is narrow: forward gives one number per token, a loss maps those to a
 * scalar, and `backward` takes the loss's gradient per token back through the network. So any loss that is
 * written on per-token vectors trains any network.
 */
import type { Batch } from '../data/batch';
import type { Random } from '../random';
import type { ModelConfig } from './config';

/** A named array, as in a safetensors file. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters or gradients by their Hugging Face names, e.g. `model.layers.0.self_attn.q_proj.weight`. */
export type Weights = ReadonlyMap<string, Tensor>;

/** AdamW (Loshchilov and Hutter 2019) with the gradient's global norm clipped first, as PyTorch does both. */
export interface AdamWOptions {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Decoupled decay; applied to matrices, not to RMSNorm gains. */
  weightDecay: number;
  /** Gradients with a larger global L2 norm are scaled down to it. */
  maxGradNorm: number;
}

/** What both kinds of network share: named parameters, accumulated gradients, one optimiser. */
export interface Trainable {
  readonly config: ModelConfig;
  /** A copy of the parameters. */
  weights(): Weights;
  /** A copy of the gradients accumulated since the last `step`. */
  gradients(): Weights;
  /**
   * One AdamW step on the accumulated gradients, which are zero afterwards. Where their norm is not finite nothing
   * changes, so that the weights stay good and the gradients show which of them is at fault.
   */
  step(options: AdamWOptions): { gradNorm: number };
  /** The optimiser's moments and step count, for checkpoints. Empty before the first step. */
  optimizerState(): OptimizerState;
  restoreOptimizer(state: OptimizerState): void;
}

/** AdamW's first and second moments by parameter name, and the number of steps taken. */
export interface OptimizerState {
  readonly steps: number;
  readonly first: Weights;
  readonly second: Weights;
}

/** One number per token of a batch, or its gradient. */
export interface TokenScores {
  /** log p(token | earlier tokens of its row), in nats; 0 where not asked for. `[tokens]` */
  readonly logprobs: Float32Array;
  /** Entropy of the distribution that the token was drawn from, in nats; 0 where not asked for. `[tokens]` */
  readonly entropies: Float32Array;
}

/** A network with the vocabulary as its output. */
export interface LanguageModel extends Trainable {
  readonly kind: 'lm';
  /**
   * Scores the tokens where `mask` is 1; a row's first token has nothing before it and always gets 0.
   * @param mask `[tokens]`, 1 where the token's log-probability is wanted; all of them when left out.
   */
  forward(batch: Batch, mask?: Uint8Array): TokenScores;
  /** Like `forward`, but keeps nothing for `backward`: less memory and time. */
  score(batch: Batch, mask?: Uint8Array): TokenScores;
  /** Adds the gradient of the batch of the last `forward` to the accumulated one. */
  backward(gradient: TokenScores): void;
  /** The whole next-token distribution at each position, as logits. For tests and analysis. `[tokens, vocab]` */
  logits(batch: Batch): Float32Array;
  /** Continues each prompt. Row i draws from `options.random.split(i)`: batching never changes a reply. */
  generate(prompts: readonly ArrayLike<number>[], options: SamplingOptions): Generation[];
}

/** A network with one number per token as its output: a reward model or a value function. */
export interface ScalarModel extends Trainable {
  readonly kind: 'scalar';
  /** The scalar head on each token's last hidden state. `[tokens]` */
  forward(batch: Batch): Float32Array;
  /** Like `forward`, but keeps nothing for `backward`. */
  score(batch: Batch): Float32Array;
  /** Adds the gradient of the batch of the last `forward` to the accumulated one. @param gradient `[tokens]` */
  backward(gradient: Float32Array): void;
}

/** How the next token is drawn. */
export interface SamplingOptions {
  maxNewTokens: number;
  /** Divides the logits; 0 means greedy. */
  temperature: number;
  /** Only the k most likely tokens; 0 means all. */
  topK: number;
  /** Only the most likely tokens that together reach this probability; 1 means all. */
  topP: number;
  /** Ids that end a reply; the one drawn is kept as the reply's last token. */
  stopTokens: readonly number[];
  random: Random;
}

/** One continuation. */
export interface Generation {
  /** New tokens only, with the stop token if one was drawn. `[new tokens]` */
  readonly tokens: Int32Array;
  /** Log-probability of each new token under the model at temperature 1 with nothing cut off. `[new tokens]` */
  readonly logprobs: Float32Array;
  /** True when a stop token ended it; false when the length limit or the context did. */
  readonly stopped: boolean;
}

/** Makes networks of one implementation. */
export interface Backend {
  readonly name: 'engine' | 'tfjs';
  /** The network with a copy of `weights`. Throws an Error that names a missing tensor or a wrong shape. */
  languageModel(config: ModelConfig, weights: Weights): LanguageModel;
  scalarModel(config: ModelConfig, weights: Weights): ScalarModel;
}
