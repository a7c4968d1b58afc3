/**
 * The reference transformer behind the `Backend` interface: slow, readable, and what the engine is tested
 * against.
 *
 * The state (parameters, gradients, moments) is plain arrays; tensors live only inside `tf.tidy`, so there is
 * nothing to dispose. `backward` runs each row again: for given output gradients c, the network's gradient is
 * that of the scalar sum(c · output).
 */
import { rowOf, toBatch, type Batch } from '../data/batch';
import * as tf from '../tensors';
import { adamwStep, copyState, copyWeights, initialState, zerosLike } from './adamw';
import { checkBatch, checkRow, checkWeights } from './checks';
import type { ModelConfig } from './config';
import type {
  AdamWOptions,
  Backend,
  Generation,
  LanguageModel,
  OptimizerState,
  SamplingOptions,
  ScalarModel,
  TokenScores,
  Trainable,
} from './model';
import type { Weights } from './weights';
import { decode, logitsOf, scalarValues, tokenScores, type KeysValues, type Parameters } from './reference';
import { checkSampling, sampleToken } from './sampling';

/** Networks in plain TensorFlow.js ops. */
export const referenceBackend: Backend = {
  name: 'tfjs',
  languageModel: (config, weights) => new ReferenceLanguageModel(config, weights),
  scalarModel: (config, weights) => new ReferenceScalarModel(config, weights),
};

/** Named parameters, their gradients and the optimiser: what both kinds of network share. */
abstract class ReferenceNetwork<Forwarded> implements Trainable {
  readonly config: ModelConfig;
  readonly #kind: 'lm' | 'scalar';
  readonly #weights: Weights;
  #gradients: Weights;
  #optimizer: OptimizerState;
  #forwarded: Forwarded | undefined;

  constructor(config: ModelConfig, kind: 'lm' | 'scalar', weights: Weights) {
    checkWeights(config, kind, weights);
    this.config = config;
    this.#kind = kind;
    this.#weights = copyWeights(weights);
    this.#gradients = zerosLike(weights);
    this.#optimizer = initialState;
  }

  weights(): Weights {
    return copyWeights(this.#weights);
  }

  gradients(): Weights {
    return copyWeights(this.#gradients);
  }

  step(options: AdamWOptions): { gradNorm: number } {
    const { gradNorm, state } = adamwStep(this.#weights, this.#gradients, this.#optimizer, options);
    if (!Number.isFinite(gradNorm)) return { gradNorm };
    this.#optimizer = state;
    this.#gradients = zerosLike(this.#weights);
    this.#forwarded = undefined;
    return { gradNorm };
  }

  optimizerState(): OptimizerState {
    return copyState(this.#optimizer);
  }

  restoreOptimizer(state: OptimizerState): void {
    if (state.steps > 0) {
      checkWeights(this.config, this.#kind, state.first, "optimiser's first moments");
      checkWeights(this.config, this.#kind, state.second, "optimiser's second moments");
    }
    this.#optimizer = copyState(state);
  }

  /** Keeps what `backward` has to know of the last forward, until a step changes the weights. */
  protected remember(forwarded: Forwarded): void {
    this.#forwarded = forwarded;
  }

  protected recall(): Forwarded {
    if (!this.#forwarded)
      throw new Error('backward: no forward pass before it; expected one, on the weights as they are now');
    return this.#forwarded;
  }

  /** The parameters as tensors; to be called inside `tf.tidy`. */
  protected parameters(): Parameters {
    const entries = [...this.#weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]);
    return Object.fromEntries(entries);
  }

  /** Adds the gradient of the scalar sum(c₁ · output₁) + sum(c₂ · output₂) + … to the accumulated one. */
  protected accumulate(outputs: (params: Parameters) => tf.Tensor[], gradients: Float32Array[]): void {
    const names = [...this.#weights.keys()];
    const sums = [...this.#gradients.values()];
    tf.tidy(() => {
      const scalar = (...tensors: tf.Tensor[]) =>
        tf.addN(
          outputs(Object.fromEntries(names.map((name, i) => [name, tensors[i]]))).map((output, i) =>
            output.mul(tf.tensor1d(gradients[i])).sum(),
          ),
        );
      tf.grads(scalar)(Object.values(this.parameters())).forEach((gradient, i) => {
        const values = gradient.dataSync<'float32'>();
        const sum = sums[i].data;
        for (let j = 0; j < sum.length; j++) sum[j] += values[j];
      });
    });
  }
}

/** A row of the last forward: its tokens, where it begins in the batch, the positions that were scored. */
interface ScoredRow {
  readonly row: Int32Array;
  readonly start: number;
  readonly positions: Int32Array;
}

class ReferenceLanguageModel extends ReferenceNetwork<ScoredRow[]> implements LanguageModel {
  readonly kind = 'lm';

  constructor(config: ModelConfig, weights: Weights) {
    super(config, 'lm', weights);
  }

  forward(batch: Batch, mask?: Uint8Array): TokenScores {
    checkBatch(this.config, batch);
    const rows = scoredRows(batch, mask);
    this.remember(rows);
    return this.#evaluate(batch, rows);
  }

  score(batch: Batch, mask?: Uint8Array): TokenScores {
    checkBatch(this.config, batch);
    return this.#evaluate(batch, scoredRows(batch, mask));
  }

  #evaluate(batch: Batch, rows: readonly ScoredRow[]): TokenScores {
    const logprobs = new Float32Array(batch.tokens.length);
    const entropies = new Float32Array(batch.tokens.length);
    for (const { row, start, positions } of rows) {
      tf.tidy(() => {
        const scores = tokenScores(this.config, this.parameters(), row, positions);
        scores.logprobs.dataSync().forEach((value, i) => (logprobs[start + positions[i]] = value));
        scores.entropies.dataSync().forEach((value, i) => (entropies[start + positions[i]] = value));
      });
    }
    return { logprobs, entropies };
  }

  backward(gradient: TokenScores): void {
    for (const { row, start, positions } of this.recall()) {
      const ofRow = (gradients: Float32Array) => Float32Array.from(positions, (t) => gradients[start + t]);
      this.accumulate(
        (params) => {
          const { logprobs, entropies } = tokenScores(this.config, params, row, positions);
          return [logprobs, entropies];
        },
        [ofRow(gradient.logprobs), ofRow(gradient.entropies)],
      );
    }
  }

  logits(batch: Batch): Float32Array {
    checkBatch(this.config, batch);
    const logits = new Float32Array(batch.tokens.length * this.config.vocab_size);
    rowsOf(batch).forEach((row, r) =>
      tf.tidy(() => {
        const params = this.parameters();
        const { hidden } = decode(this.config, params, row);
        const ofRow = logitsOf(this.config, params, hidden).dataSync<'float32'>();
        logits.set(ofRow, batch.offsets[r] * this.config.vocab_size);
      }),
    );
    return logits;
  }

  generate(prompts: readonly ArrayLike<number>[], options: SamplingOptions): Generation[] {
    checkSampling(options);
    prompts.forEach((prompt, i) => checkRow(this.config, prompt, i));
    return prompts.map((prompt, i) => this.#continue(Int32Array.from(prompt), i, options));
  }

  /** One reply, token by token, with the keys and values of earlier tokens kept. */
  #continue(prompt: Int32Array, index: number, options: SamplingOptions): Generation {
    const random = options.random.split(index);
    const room = Math.min(options.maxNewTokens, this.config.max_position_embeddings - prompt.length);
    const tokens: number[] = [];
    let stopped = false;
    let input = prompt;
    let past: KeysValues[] = [];
    while (tokens.length < room && !stopped) {
      const next = tf.tidy(() => {
        const params = this.parameters();
        const decoded = decode(this.config, params, input, past);
        const last = decoded.hidden.slice([input.length - 1], [1]);
        const logits = logitsOf(this.config, params, last);
        return { past: decoded.past, logits };
      });
      const token = sampleToken(next.logits.dataSync<'float32'>(), options, random.uniform());
      tokens.push(token);
      stopped = options.stopTokens.includes(token);
      tf.dispose([past, next.logits]);
      past = next.past;
      input = Int32Array.of(token);
    }
    tf.dispose(past);
    // By one pass over the whole row, for products against kept keys differ from it in their last bits.
    const scores = this.score(toBatch([[...prompt, ...tokens]]));
    const logprobs = scores.logprobs.slice(prompt.length);
    const entropies = scores.entropies.slice(prompt.length);
    return { tokens: Int32Array.from(tokens), logprobs, entropies, stopped };
  }
}

class ReferenceScalarModel extends ReferenceNetwork<Batch> implements ScalarModel {
  readonly kind = 'scalar';

  constructor(config: ModelConfig, weights: Weights) {
    super(config, 'scalar', weights);
  }

  forward(batch: Batch): Float32Array {
    const values = this.score(batch);
    this.remember(batch);
    return values;
  }

  score(batch: Batch): Float32Array {
    checkBatch(this.config, batch);
    const values = new Float32Array(batch.tokens.length);
    rowsOf(batch).forEach((row, r) =>
      tf.tidy(() => {
        values.set(scalarValues(this.config, this.parameters(), row).dataSync<'float32'>(), batch.offsets[r]);
      }),
    );
    return values;
  }

  backward(gradient: Float32Array): void {
    const batch = this.recall();
    rowsOf(batch).forEach((row, r) => {
      const ofRow = gradient.slice(batch.offsets[r], batch.offsets[r + 1]);
      this.accumulate((params) => [scalarValues(this.config, params, row)], [ofRow]);
    });
  }
}

/** The rows of a batch, as views. */
function rowsOf(batch: Batch): Int32Array[] {
  return Array.from({ length: batch.offsets.length - 1 }, (_, r) => rowOf(batch, r));
}

/** The rows with a token to score: one that the mask selects and that has a token before it. */
function scoredRows(batch: Batch, mask?: Uint8Array): ScoredRow[] {
  return rowsOf(batch)
    .map((row, r) => {
      const start = batch.offsets[r];
      const positions = Int32Array.from(row.keys()).filter((t) => t > 0 && (!mask || mask[start + t] === 1));
      return { row, start, positions };
    })
    .filter(({ positions }) => positions.length > 0);
}
