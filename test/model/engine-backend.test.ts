/**
 * The engine's networks: gradients against finite differences at odd sizes, the same bytes from every build
 * and number of threads, and replies that do not depend on what else is in the batch.
 */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { toBatch, type Batch } from '../../src/data/batch';
import type { ModelConfig } from '../../src/model/config';
import { initialWeights, type Tensor, type Weights } from '../../src/model/weights';
import { chainedRows } from '../../src/engine/operations';
import { engineBackend } from '../../src/model/engine-backend';
import type { Backend, SamplingOptions } from '../../src/model/model';
import { Random } from '../../src/random';
import { builds, testEngine } from '../helpers/engines';

const config: ModelConfig = {
  vocab_size: 37,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  max_position_embeddings: 64,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
};
const random = new Random(7);
/** Rows of 1, 2, 7, 17 and 33 tokens: none a multiple of a block. */
const batch = toBatch([1, 2, 7, 17, 33].map((n) => Array.from({ length: n }, () => random.int(37))));
const step = { learningRate: 1e-2, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, maxGradNorm: 1 };
const sampling: SamplingOptions = {
  maxNewTokens: 24,
  temperature: 1,
  topK: 0,
  topP: 1,
  stopTokens: [3],
  random: new Random(5),
};

/** Weights large enough for every part of the network to matter. */
function strongWeights(kind: 'lm' | 'scalar', shape = config): Weights {
  const weights = new Map<string, Tensor>();
  for (const [name, tensor] of initialWeights(shape, kind, new Random(11))) {
    const draw = new Random(12).split(name);
    const data = tensor.data.map((x) =>
      tensor.shape.length === 1 ? x + 0.1 * draw.normal() : 0.3 * draw.normal(),
    );
    weights.set(name, { shape: tensor.shape, data });
  }
  return weights;
}

function withChange(weights: Weights, name: string, index: number, change: number): Weights {
  const copy = new Map(weights);
  const tensor = weights.get(name);
  if (!tensor) throw new Error(`no tensor ${name}`);
  const data = tensor.data.slice();
  data[index] += change;
  return copy.set(name, { shape: tensor.shape, data });
}

/** Compares a gradient with central differences at a few places of every tensor. */
function checkGradients(weights: Weights, gradients: Weights, loss: (w: Weights) => number): void {
  for (const [name, tensor] of weights) {
    const gradient = gradients.get(name);
    if (!gradient) throw new Error(`no gradient for ${name}`);
    for (const index of [0, Math.floor(tensor.data.length / 2), tensor.data.length - 1]) {
      const change = 2e-2;
      const numeric =
        (loss(withChange(weights, name, index, change)) - loss(withChange(weights, name, index, -change))) /
        (2 * change);
      expect(Math.abs(gradient.data[index] - numeric), `${name}[${index}]`).toBeLessThan(
        2e-3 + 2e-2 * Math.abs(numeric),
      );
    }
  }
}

describe('gradients against finite differences', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = engineBackend(await testEngine());
  });
  const coefficients = { logprobs: draw(1), entropies: draw(2) };
  function draw(seed: number): Float32Array {
    const r = new Random(seed);
    return Float32Array.from(batch.tokens, () => r.normal() / batch.tokens.length);
  }
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

  it.each([true, false])('of log-probabilities and entropies, tied embeddings %s', (tied) => {
    const shape = { ...config, tie_word_embeddings: tied };
    const weights = strongWeights('lm', shape);
    const model = backend.languageModel(shape, weights);
    model.forward(batch);
    model.backward(coefficients);
    checkGradients(weights, model.gradients(), (w) => {
      const scores = backend.languageModel(shape, w).score(batch);
      return dot(scores.logprobs, coefficients.logprobs) + dot(scores.entropies, coefficients.entropies);
    });
  });

  it('of a scalar head', () => {
    const weights = strongWeights('scalar');
    const model = backend.scalarModel(config, weights);
    model.forward(batch);
    model.backward(coefficients.logprobs);
    checkGradients(weights, model.gradients(), (w) =>
      dot(backend.scalarModel(config, w).score(batch), coefficients.logprobs),
    );
  });

  it('refuses to go back through a pass that another network has overwritten', () => {
    const [first, second] = [1, 2].map(() => backend.languageModel(config, strongWeights('lm')));
    first.forward(batch);
    second.score(batch);
    expect(() => first.backward(coefficients)).toThrow('expected it right after the forward pass');
  });

  it('refuses tokens outside the vocabulary and rows longer than the context', () => {
    const model = backend.languageModel(config, strongWeights('lm'));
    expect(() => model.score(toBatch([[1, 37]]))).toThrow(
      'row 0, position 1: token 37; expected an id from 0 to 36',
    );
    expect(() => model.score(toBatch([new Int32Array(65)]))).toThrow(
      'row 0 has 65 tokens; expected at most 64',
    );
  });
});

describe('generation', () => {
  let backend: Backend;
  const prompts = Array.from({ length: 120 }, (_, i) =>
    Array.from({ length: 1 + (i % 9) }, () => random.int(37)),
  );
  beforeAll(async () => {
    backend = engineBackend(await testEngine());
  });

  it('gives each row the log-probabilities that a forward pass gives, to the last bit', () => {
    const model = backend.languageModel(config, strongWeights('lm'));
    const replies = model.generate(prompts, sampling);
    const whole = toBatch(prompts.map((prompt, i) => [...prompt, ...replies[i].tokens]));
    const { logprobs, entropies } = model.score(whole);
    replies.forEach((reply, i) => {
      const from = whole.offsets[i] + prompts[i].length;
      expect(reply.logprobs).toEqual(logprobs.slice(from, from + reply.tokens.length));
      expect(reply.entropies).toEqual(entropies.slice(from, from + reply.tokens.length));
    });
  });

  it('does not depend on the other rows', () => {
    const model = backend.languageModel(config, strongWeights('lm'));
    const together = model.generate(prompts, sampling);
    const few = model.generate(prompts.slice(0, 3), sampling);
    expect(few).toEqual(together.slice(0, 3));
  });

  it('takes the most likely token at temperature 0 and with top-k 1, and stops at a stop token', () => {
    const model = backend.languageModel(config, strongWeights('lm'));
    const greedy = model.generate(prompts, { ...sampling, temperature: 0 });
    expect(model.generate(prompts, { ...sampling, topK: 1 })).toEqual(greedy);
    expect(model.generate(prompts, { ...sampling, topP: 1e-6 })).toEqual(greedy);
    const [prompt] = prompts;
    const logits = model.logits(toBatch([prompt])).slice(-37);
    expect(greedy[0].tokens[0]).toBe(logits.indexOf(Math.max(...logits)));
    for (const reply of model.generate(prompts, sampling)) {
      expect(reply.stopped).toBe(reply.tokens[reply.tokens.length - 1] === 3);
      expect(reply.tokens.slice(0, -1)).not.toContain(3);
      if (!reply.stopped) expect(reply.tokens.length).toBe(sampling.maxNewTokens);
    }
  });
});

/** A few training steps of both kinds of network and some replies, as one hash of all bytes. */
function fingerprint(backend: Backend, rows: Batch): string {
  const hash = createHash('sha256');
  const model = backend.languageModel(config, strongWeights('lm'));
  const scalar = backend.scalarModel(config, strongWeights('scalar'));
  const down = new Float32Array(rows.tokens.length).fill(-0.01);
  for (let i = 0; i < 5; i++) {
    hash.update(model.forward(rows).logprobs);
    model.backward({ logprobs: down, entropies: down });
    model.step(step);
    hash.update(scalar.forward(rows));
    scalar.backward(down);
    scalar.step(step);
  }
  for (const { data } of [...model.weights().values(), ...scalar.weights().values()]) hash.update(data);
  const prompts = Array.from({ length: 40 }, (_, i) => [i % 37, 5, 9]);
  for (const how of [sampling, { ...sampling, topK: 5, topP: 0.8, temperature: 0.7 }])
    for (const reply of model.generate(prompts, how)) hash.update(reply.tokens).update(reply.logprobs);
  return hash.digest('hex');
}

describe('determinism', () => {
  it('gives the same bytes from every build with 1, 2 and 4 threads', async () => {
    const prints = new Map<string, string>();
    for (const build of builds)
      for (const threads of [1, 2, 4])
        prints.set(
          `${build} ${threads}`,
          fingerprint(engineBackend(await testEngine(build, threads)), batch),
        );
    const [expected] = prints.values();
    for (const [name, print] of prints) expect(print, name).toBe(expected);
  });
});

describe('a batch that is long enough for chains', () => {
  const rows = Array.from({ length: 28 }, (_, r) =>
    Array.from({ length: 31 + r }, () => random.int(config.vocab_size)),
  );
  const [long, ...halves] = [rows, rows.slice(0, 14), rows.slice(14)].map((some) => toBatch(some));
  const down = long.tokens.map((_, t) => (t % 7) - 3);
  const gradients = [
    down,
    ...halves.map(({ tokens }, i) => (i === 0 ? down.slice(0, tokens.length) : down.slice(-tokens.length))),
  ].map((values) => Float32Array.from(values, (value) => value / 100));

  it('is one, and its halves are not', () => {
    expect(long.tokens.length).toBeGreaterThanOrEqual(chainedRows);
    for (const half of halves) expect(half.tokens.length).toBeLessThan(chainedRows);
  });

  it.each(builds.flatMap((build) => [1, 3].map((threads) => ({ build, threads }))))(
    'gives the values and gradients of its halves, to the last bit: $build, $threads threads',
    async ({ build, threads }) => {
      const backend = engineBackend(await testEngine(build, threads));
      const [whole, parts] = [1, 2].map(() => backend.scalarModel(config, strongWeights('scalar')));
      const values = whole.forward(long);
      whole.backward(gradients[0]);
      const found = halves.flatMap((half, i) => {
        const ofHalf = parts.forward(half);
        parts.backward(gradients[i + 1]);
        return [...ofHalf];
      });
      expect([...values]).toEqual(found);
      expect(whole.gradients()).toEqual(parts.gradients());
    },
  );
});

describe('widths that fill no whole panel', () => {
  // The head packs the output matrix with the vocabulary as its rows: its panels are far longer than they are wide.
  const shapes = [16, 48].map((hidden_size) => ({
    ...config,
    vocab_size: 2048,
    hidden_size,
    num_attention_heads: 1,
  }));

  it.each(shapes)('keep to their buffers: $hidden_size', async (shape) => {
    const trained = await Promise.all(
      builds.map(async (build) => {
        const backend = engineBackend(await testEngine(build, 1));
        const model = backend.languageModel(shape, initialWeights(shape, 'lm', new Random(1)));
        for (let i = 0; i < 3; i++) {
          const scores = model.forward(batch);
          const logprobs = scores.logprobs.map((value) => (value === 0 ? 0 : -1));
          model.backward({ logprobs, entropies: new Float32Array(logprobs.length) });
          expect(model.step(step).gradNorm).toBeGreaterThan(0);
        }
        return model.weights();
      }),
    );
    for (const weights of trained) expect(weights).toEqual(trained[0]);
  });
});
