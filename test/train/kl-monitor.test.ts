import { describe, expect, it } from 'vitest';
import { exactKlPerToken, sequenceKl } from '../../src/eval/kl';
import { standardDeviation } from '../../src/eval/statistics';
import { referenceBackend } from '../../src/model/reference-backend';
import { Random } from '../../src/random';
import { exactKl } from '../../src/train/losses';
import { klProbe, probeOf, sampledKl } from '../../src/train/kl-monitor';
import { drawReplies } from '../../src/train/replies';
import * as tf from '../../src/tensors';
import { toyConfig, toyModel } from '../helpers/toy';

const prompts = [Int32Array.of(1, 3), Int32Array.of(1, 4, 5)];
const options = { klProbeReplies: 3, maxNewTokens: 4 };

/** A policy that differs from the toy of the same seed: its embedding is scaled. */
function moved(seed: number, by: number) {
  const weights = new Map(toyModel(referenceBackend, seed).weights());
  const table = weights.get('model.embed_tokens.weight');
  if (!table) throw new Error('no embedding');
  weights.set('model.embed_tokens.weight', { ...table, data: table.data.map((w) => by * w) });
  return referenceBackend.languageModel(toyConfig, weights);
}

describe('the exact KL per token', () => {
  it('is the loss of the same name in float64, and the sum over the vocabulary', () => {
    const random = new Random(7);
    const logits = () => Float32Array.from({ length: 4 * 9 }, () => 3 * random.normal());
    const [policy, reference] = [logits(), logits()];
    const tensors = exactKl(tf.tensor2d(policy, [4, 9]), tf.tensor2d(reference, [4, 9])).dataSync();
    const softmax = (row: Float32Array) => {
      const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
      return Array.from(row, (x) => Math.exp(x) / total);
    };
    exactKlPerToken(policy, reference, 9).forEach((kl, t) => {
      const [p, q] = [policy, reference].map((all) => softmax(all.subarray(9 * t, 9 * t + 9)));
      const slow = p.reduce((sum, share, v) => sum + share * Math.log(share / q[v]), 0);
      expect(kl).toBeCloseTo(slow, 6);
      expect(tensors[t]).toBeCloseTo(slow, 5);
    });
  });

  it('is 0 between equals and finite between certainties', () => {
    const sure = Float32Array.of(1e4, 0);
    expect([...exactKlPerToken(sure, sure, 2)]).toEqual([0]);
    expect(exactKlPerToken(sure, Float32Array.of(0, 1e4), 2)[0]).toBeCloseTo(1e4, 6);
    expect(() => exactKlPerToken(sure, new Float32Array(3), 2)).toThrow(RangeError);
    expect(() => exactKlPerToken(sure, sure, 3)).toThrow('2 and 2 logits; expected as many, a multiple of 3');
  });
});

describe('the KL monitor', () => {
  it('averages both estimates over replies', () => {
    const { kl, klK3 } = sampledKl([
      { logprobs: [-1, -2], referenceLogprobs: [-2, -4] },
      { logprobs: [-1], referenceLogprobs: [-0.5] },
    ]);
    expect(kl).toBeCloseTo((3 - 0.5) / 2, 12);
    const k3 = (x: number) => Math.exp(x) - 1 - x;
    expect(klK3).toBeCloseTo((k3(-1) + k3(-2) + k3(0.5)) / 2, 12);
  });

  it('probes 0 at the reference, more the further the policy goes, and always the same', () => {
    const reference = toyModel(referenceBackend, 1);
    const task = { reference, prompts, stopTokens: [2] };
    const probe = probeOf(task, options, new Random(3));
    if (!probe) throw new Error('no probe');
    expect(probe(toyModel(referenceBackend, 1))).toBe(0);
    const [near, far] = [probe(moved(1, 1.5)), probe(moved(1, 4))];
    expect(near).toBeGreaterThan(0.001);
    expect(far).toBeGreaterThan(2 * near);
    expect(probeOf(task, options, new Random(3))?.(moved(1, 4))).toBe(far);
    expect(probeOf(task, { ...options, klProbeReplies: 0 }, new Random(3))).toBeUndefined();
  });

  it('looks at the states in which the reply was drawn, and at no others', () => {
    const reference = toyModel(referenceBackend, 1);
    const policy = moved(1, 3);
    const replies = drawReplies(reference, prompts, [0, 1], {
      maxNewTokens: 3,
      stopTokens: [2],
      random: new Random(5),
    });
    const vocab = toyConfig.vocab_size;
    const byHand = replies.flatMap(({ prompt, tokens }) => {
      const row = Int32Array.from([...prompt, ...tokens]);
      const batch = { tokens: row, offsets: Int32Array.of(0, row.length) };
      const kls = exactKlPerToken(policy.logits(batch), reference.logits(batch), vocab);
      return [...kls.subarray(prompt.length - 1, row.length - 1)];
    });
    const mean = byHand.reduce((a, b) => a + b, 0) / byHand.length;
    expect(klProbe(reference, replies)(policy)).toBeCloseTo(mean, 6);
  });

  it("agrees with the sampled estimates where replies are the policy's own", () => {
    const [reference, policy] = [toyModel(referenceBackend, 1), moved(1, 3)];
    const indices = Array.from({ length: 300 }, (_, i) => i % 2);
    const sampling = { maxNewTokens: 1, stopTokens: [2], random: new Random(8) };
    const replies = drawReplies(policy, prompts, indices, sampling);
    const exact = klProbe(reference, replies)(policy);
    const scored = replies.map((reply) => {
      const row = Int32Array.from([...reply.prompt, ...reply.tokens]);
      const batch = { tokens: row, offsets: Int32Array.of(0, row.length) };
      const of = (model: typeof policy) => model.score(batch).logprobs.slice(reply.prompt.length);
      return { logprobs: of(policy), referenceLogprobs: of(reference) };
    });
    // Within four standard errors, each estimator by its own spread over the replies.
    const spread = (name: 'k1' | 'k3') =>
      standardDeviation(scored.map((reply) => sequenceKl(reply.logprobs, reply.referenceLogprobs, name))) /
      Math.sqrt(scored.length);
    const { kl, klK3 } = sampledKl(scored);
    expect(Math.abs(kl - exact)).toBeLessThan(4 * spread('k1'));
    expect(Math.abs(klK3 - exact)).toBeLessThan(4 * spread('k3'));
    expect(4 * spread('k3')).toBeLessThan(exact);
  });
});
