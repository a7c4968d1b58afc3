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
import type { Weights } from './weights';

/** AdamW (Loshchilov and Hutter 2019) with the gradient's global norm clipped first, as PyTorch does both. */
export interface AdamWOptions {
  /** Of this step; schedules are the trainers' matter (train/optimizer.ts, with the defaults). */
  learningRate: number;
  /** Decay rate of the mean of gradients. */
  beta1: number;
  /** Decay rate of the mean of squared gradients. */
  beta2: number;
  /** Added to the root of the mean of squares. */
  epsilon: number;
  /** Decoupled decay; applied to matrices, not to RMSNorm gains. */
  weightDecay: number;
  /** Gradients with a larger global L2 norm are scaled down to it. */
  maxGradNorm: number;
}

/** What both kinds of network share: named parameters, accumulated gradients, one optimiser. */
export interface Trainable {
  /** The network's shape. */
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
  /** Goes on from such a state. @throws Error that names a tensor that does not fit. */
  restoreOptimizer(state: OptimizerState): void;
}

/** AdamW's first and second moments by parameter name, and the number of steps taken. */
export interface OptimizerState {
  /** Steps taken. */
  readonly steps: number;
  /** Running means of gradients, in the parameters' shapes; empty before the first step. */
  readonly first: Weights;
  /** Running means of squared gradients, likewise. */
  readonly second: Weights;
}

/** Two numbers per token of a batch, or the gradients of a loss by them. */
export interface TokenScores {
  /** log p(token | earlier tokens of its row), in nats; 0 where not asked for. `[tokens]` */
  readonly logprobs: Float32Array;
  /** Entropy of the distribution that the token was drawn from, in nats; 0 where not asked for. `[tokens]` */
  readonly entropies: Float32Array;
}

/** A network with the vocabulary as its output. */
export interface LanguageModel extends Trainable {
  /** Tells it from a scalar model. */
  readonly kind: 'lm';
  /**
   * Scores the tokens where `mask` is 1; a row's first token has nothing before it and always gets 0.
   * @param mask `[tokens]`, 1 where the token's log-probability is wanted; all of them when left out.
   * @throws RangeError on a row longer than the context, or an id outside the vocabulary.
   */
  forward(batch: Batch, mask?: Uint8Array): TokenScores;
  /** Like `forward`, but keeps nothing for `backward`: less memory and time. */
  score(batch: Batch, mask?: Uint8Array): TokenScores;
  /**
   * Adds the gradient of the batch of the last `forward` to the accumulated one.
   * @param gradient of the loss by each score. `[tokens]` each
   * @throws Error when no `forward` of this network came right before.
   */
  backward(gradient: TokenScores): void;
  /** The whole next-token distribution at each position, as logits. For tests and analysis. `[tokens, vocab]` */
  logits(batch: Batch): Float32Array;
  /**
   * Continues each prompt. Row i draws from `options.random.split(i)`: batching never changes a reply.
   * @returns one continuation a prompt. `[prompts]`
   * @throws RangeError on an empty prompt, one that fills the context, or sampling options out of range.
   */
  generate(prompts: readonly ArrayLike<number>[], options: SamplingOptions): Generation[];
}

/** A network with one number per token as its output: a reward model or a value function. */
export interface ScalarModel extends Trainable {
  /** Tells it from a language model. */
  readonly kind: 'scalar';
  /** The scalar head on each token's last hidden state. `[tokens]` @throws RangeError as a language model's. */
  forward(batch: Batch): Float32Array;
  /** Like `forward`, but keeps nothing for `backward`. */
  score(batch: Batch): Float32Array;
  /** Adds the gradient of the batch of the last `forward` to the accumulated one. @param gradient `[tokens]` */
  backward(gradient: Float32Array): void;
}

/** How the next token is drawn. */
export interface SamplingOptions {
  /** Longest continuation, in tokens. */
  maxNewTokens: number;
  /** Divides the logits; 0 means greedy. */
  temperature: number;
  /** Only the k most likely tokens; 0 means all. */
  topK: number;
  /** Only the most likely tokens that together reach this probability; 1 means all. */
  topP: number;
  /** Ids that end a reply; the one drawn is kept as the reply's last token. */
  stopTokens: readonly number[];
  /** Row i draws from `random.split(i)`. */
  random: { split(row: number): Random };
}

/** One continuation. */
export interface Generation {
  /** New tokens only, with the stop token if one was drawn. `[new tokens]` */
  readonly tokens: Int32Array;
  /**
   * Log-probability of each new token under the model at temperature 1 with nothing cut off: to the last bit what
   * `score` gives. `[new tokens]`
   */
  readonly logprobs: Float32Array;
  /** Entropy of the whole distribution that each was drawn from, in nats: likewise. `[new tokens]` */
  readonly entropies: Float32Array;
  /** True when a stop token ended it; false when the length limit or the context did. */
  readonly stopped: boolean;
}

/** Makes networks of one implementation. */
export interface Backend {
  /** Its name on the command line. */
  readonly name: 'engine' | 'tfjs';
  /** The network with a copy of `weights`. @throws Error that names a tensor that is missing, unknown or misshapen. */
  languageModel(config: ModelConfig, weights: Weights): LanguageModel;
  /** The same with one number a token as the output. @throws Error likewise. */
  scalarModel(config: ModelConfig, weights: Weights): ScalarModel;
}
