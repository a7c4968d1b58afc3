/** The reference behind the Backend interface: scores, masks, decoding, optimiser state, errors, no leaks. */
import { describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import type { SamplingOptions } from '../../src/model/model';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import * as tf from '../../src/tensors';
import { toyConfig, toyModel, toyScalarModel } from '../helpers/toy';

const adamw = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  maxGradNorm: 1,
};
const sampling = (changes: Partial<SamplingOptions> = {}): SamplingOptions => ({
  maxNewTokens: 12,
  temperature: 1,
  topK: 0,
  topP: 1,
  stopTokens: [],
  random: new Random(5),
  ...changes,
});
const rows = [[4], [1, 2, 3], [7, 22, 0, 5, 5, 19, 11]];
const batch = toBatch(rows);

describe('forward', () => {
  it('gives a row the same scores alone as in a batch', () => {
    const model = toyModel(referenceBackend, 1);
    const { logprobs, entropies } = model.forward(batch);
    rows.forEach((row, r) => {
      const alone = model.forward(toBatch([row]));
      expect(logprobs.subarray(batch.offsets[r], batch.offsets[r + 1])).toEqual(alone.logprobs);
      expect(entropies.subarray(batch.offsets[r], batch.offsets[r + 1])).toEqual(alone.entropies);
    });
  });

  it('agrees with a softmax over the logits', () => {
    const model = toyModel(referenceBackend, 2);
    const logits = model.logits(batch);
    const { logprobs, entropies } = model.forward(batch);
    const vocab = toyConfig.vocab_size;
    rows.forEach((row, r) => {
      for (let t = 1; t < row.length; t++) {
        const at = batch.offsets[r] + t;
        const before = logits.subarray((at - 1) * vocab, at * vocab);
        const total = before.reduce((sum, logit) => sum + Math.exp(logit), 0);
        const p = Array.from(before, (logit) => Math.exp(logit) / total);
        expect(logprobs[at]).toBeCloseTo(Math.log(p[row[t]]), 5);
        expect(entropies[at]).toBeCloseTo(-p.reduce((sum, q) => sum + q * Math.log(q), 0), 5);
      }
    });
  });

  it('scores only what the mask selects, never the first token, and sends gradients only there', () => {
    const model = toyModel(referenceBackend, 3);
    const everything = model.forward(batch);
    const mask = Uint8Array.from(batch.tokens, (_, i) => i % 2);
    const some = model.forward(batch, mask);
    const firsts = new Set(batch.offsets);
    batch.tokens.forEach((_, i) => {
      const wanted = mask[i] === 1 && !firsts.has(i);
      expect(some.logprobs[i]).toBeCloseTo(wanted ? everything.logprobs[i] : 0, 6);
      expect(some.entropies[i]).toBeCloseTo(wanted ? everything.entropies[i] : 0, 6);
    });
    const onlyUnscored = Float32Array.from(mask, (wanted, i) => (wanted && !firsts.has(i) ? 0 : 1));
    model.backward({ logprobs: onlyUnscored, entropies: onlyUnscored });
    for (const { data } of model.gradients().values()) expect(data.every((g) => g === 0)).toBe(true);
  });
});

describe('backward and step', () => {
  it('adds up over calls and starts anew after a step', () => {
    const model = toyModel(referenceBackend, 4);
    const gradient = model.forward(batch);
    model.backward(gradient);
    const once = model.gradients();
    model.backward(gradient);
    for (const [name, { data }] of model.gradients())
      data.forEach((g, i) => expect(g).toBeCloseTo(2 * (once.get(name)?.data[i] ?? NaN), 4));
    expect(model.step(adamw).gradNorm).toBeGreaterThan(0);
    expect(() => model.backward(gradient)).toThrow('forward'); // the weights are no longer those of the forward
    for (const { data } of model.gradients().values()) expect(data.every((g) => g === 0)).toBe(true);
  });

  it('continues alike from restored weights and moments', () => {
    const model = toyModel(referenceBackend, 5);
    const train = (learner: typeof model) => {
      const { logprobs, entropies } = learner.forward(batch);
      learner.backward({ logprobs: logprobs.fill(-1), entropies: entropies.fill(0) });
      learner.step(adamw);
    };
    expect(model.optimizerState()).toEqual({ steps: 0, first: new Map(), second: new Map() });
    train(model);
    train(model);
    const twin = referenceBackend.languageModel(toyConfig, model.weights());
    twin.restoreOptimizer(model.optimizerState());
    train(model);
    train(twin);
    expect(twin.weights()).toEqual(model.weights());
    expect(twin.optimizerState()).toEqual(model.optimizerState());
    expect(twin.optimizerState().steps).toBe(3);
  });

  it('trains a scalar model towards its targets', () => {
    const model = toyScalarModel(referenceBackend, 6);
    const targets = Float32Array.from(batch.tokens, (token) => (token % 2 === 0 ? 1 : -1));
    const errors = () => model.forward(batch).map((value, i) => value - targets[i]);
    const loss = () => errors().reduce((sum, e) => sum + e * e, 0) / targets.length;
    expect(loss()).toBe(1); // the head starts at zero
    for (let i = 0; i < 20; i++) {
      model.backward(errors());
      model.step({ ...adamw, weightDecay: 0 });
    }
    expect(loss()).toBeLessThan(0.1);
  });
});

describe('generate', () => {
  it('reports the log-probability that forward gives, and greedy takes the largest logit', () => {
    const model = toyModel(referenceBackend, 7);
    const prompts = [[1], [2, 3, 4]];
    for (const options of [
      sampling(),
      sampling({ temperature: 0 }),
      sampling({ temperature: 0.5, topK: 3 }),
    ]) {
      model.generate(prompts, options).forEach(({ tokens, logprobs, stopped }, i) => {
        expect(stopped).toBe(false);
        expect(tokens).toHaveLength(12);
        const whole = toBatch([[...prompts[i], ...tokens]]);
        const scored = model.forward(whole).logprobs.subarray(prompts[i].length);
        logprobs.forEach((logprob, t) => expect(logprob).toBeCloseTo(scored[t], 5));
        if (options.temperature > 0) return;
        const logits = model.logits(whole);
        tokens.forEach((token, t) => {
          const at = (prompts[i].length + t - 1) * toyConfig.vocab_size;
          const best = Math.max(...logits.subarray(at, at + toyConfig.vocab_size));
          expect(logits[at + token]).toBeCloseTo(best, 5);
        });
      });
    }
  });

  it('stops at a stop token, at the length limit and at the end of the context', () => {
    const model = toyModel(referenceBackend, 8);
    const everyToken = Array.from({ length: toyConfig.vocab_size }, (_, id) => id);
    const [immediate] = model.generate([[1, 2]], sampling({ stopTokens: everyToken }));
    expect(immediate).toMatchObject({ stopped: true, tokens: { length: 1 }, logprobs: { length: 1 } });
    expect(model.generate([[1, 2]], sampling({ maxNewTokens: 0 }))[0].tokens).toHaveLength(0);
    const context = toyConfig.max_position_embeddings;
    const long = Array.from({ length: context - 3 }, () => 1);
    const [cut] = model.generate([long], sampling());
    expect(cut).toMatchObject({ stopped: false, tokens: { length: 3 } });
  });

  it('draws row i from split(i), whatever its neighbours', () => {
    const model = toyModel(referenceBackend, 9);
    const together = model.generate([[1], [2, 3], [1]], sampling());
    expect(model.generate([[1], [5, 5, 5], [1]], sampling())[2]).toEqual(together[2]);
    expect(together[2].tokens).not.toEqual(together[0].tokens);
  });
});

describe('housekeeping', () => {
  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const model = toyModel(referenceBackend, 10);
    model.backward(model.forward(batch));
    model.step(adamw);
    model.logits(batch);
    model.generate([[1, 2]], sampling());
    const scalar = toyScalarModel(referenceBackend, 10);
    scalar.backward(scalar.forward(batch));
    scalar.step(adamw);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names what is wrong', () => {
    const model = toyModel(referenceBackend, 11);
    const weights = new Map(model.weights());
    weights.delete('model.norm.weight');
    expect(() => referenceBackend.languageModel(toyConfig, weights)).toThrow('model.norm.weight');
    weights.set('model.norm.weight', { shape: [3], data: new Float32Array(3) });
    expect(() => referenceBackend.languageModel(toyConfig, weights)).toThrow('has the shape [3]');
    expect(() => referenceBackend.languageModel({ ...toyConfig, num_attention_heads: 3 }, weights)).toThrow(
      'num_attention_heads, 3',
    );
    expect(() => model.forward(toBatch([[1], [2, 23]]))).toThrow('row 1, position 1: token 23');
    expect(() => model.forward(toBatch([new Int32Array(49)]))).toThrow('expected at most 48');
    expect(() => model.generate([[]], sampling())).toThrow('row 0 is empty');
    expect(() => model.generate([[1]], sampling({ topP: 0 }))).toThrow('topP');
    expect(() => toyModel(referenceBackend, 12).backward(model.forward(batch))).toThrow('forward');
    const { first, second } = { first: weights, second: weights };
    expect(() => model.restoreOptimizer({ steps: 1, first, second })).toThrow('first moments');
  });
});
