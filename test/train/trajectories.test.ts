/**
 * Ten steps of SFT, of a reward model and of PPO against PyTorch on Hugging Face's Llama: same weights, same rows, same
 * sampled replies (`make-trajectory-fixture.py`). Every number of every step must agree to 1e-4 of itself, or of 0.1
 * where it is smaller; the weights after the last step to 1e-4 of the largest of their tensor. PPO has on what can be
 * on: whitened rewards, an adaptive KL coefficient, the entropy bonus, the pre-training mix.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { toBatch } from '../../src/data/batch';
import { engineBackend } from '../../src/model/engine-backend';
import type { Backend } from '../../src/model/model';
import type { Weights } from '../../src/model/weights';
import { referenceBackend } from '../../src/model/reference-backend';
import { ppo } from '../../src/train/ppo';
import type { Reward } from '../../src/train/reward';
import { trainRewardModel } from '../../src/train/reward-model';
import { sft } from '../../src/train/sft';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';
import { difference, expectClose } from '../helpers/network-parity';
import { readTrajectories, scripted } from '../helpers/trajectory-fixture';

const fixture = readTrajectories();
const tolerance = 1e-4;
const end = 2;

function expectRecords(actual: readonly object[], expected: readonly Readonly<Record<string, number>>[]) {
  expect(actual.length).toBe(expected.length);
  expected.forEach((record, step) => {
    const ours = new Map<string, unknown>(Object.entries(actual[step]));
    for (const [name, value] of Object.entries(record)) {
      const found = ours.get(name);
      const allowed = tolerance * Math.max(Math.abs(value), 0.1);
      if (typeof found === 'number' && Math.abs(found - value) <= allowed) continue;
      throw new Error(
        `step ${step + 1}: ${name} is ${String(found)}, expected ${value} to within ${allowed}`,
      );
    }
  });
}

function expectWeights(actual: Weights, expected: Weights) {
  const differences = [...expected].map(([name, { data }]) =>
    difference(name, actual.get(name)?.data ?? [], data, tolerance),
  );
  expect(differences.length).toBe(actual.size);
  expectClose(differences, tolerance);
}

/** The fixture's planted reward: three times the share of the tokens 5 to 12, less one. */
const planted: Reward = (replies) =>
  replies.map(
    ({ tokens }) => (3 * tokens.filter((token) => token >= 5 && token <= 12).length) / tokens.length - 1,
  );

describe.each(['reference', 'engine'] as const)('ten steps against PyTorch on the %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = name === 'engine' ? engineBackend(await testEngine(undefined, 1)) : referenceBackend;
  });

  it('SFT', async () => {
    const { options, examples, records } = fixture.sft;
    const model = backend.languageModel(fixture.config, fixture.group('sft/initial'));
    const rows = examples.map(({ tokens, start }) => ({
      tokens: Int32Array.from(tokens),
      mask: Uint8Array.from(tokens, (_, t) => (t >= start ? 1 : 0)),
    }));
    expectRecords(await collect(sft(model, rows, [], options)), records);
    expectWeights(model.weights(), fixture.group('sft/trained'));
  });

  it('the reward model', async () => {
    const { options, pairs, records } = fixture.rewardModel;
    const model = backend.scalarModel(fixture.config, fixture.group('rewardModel/initial'));
    const input = (tokens: number[], replyStart: number) => ({ tokens: Int32Array.from(tokens), replyStart });
    const rows = pairs.map(({ chosen, rejected, replyStart }) => ({
      chosen: input(chosen, replyStart),
      rejected: input(rejected, replyStart),
    }));
    expectRecords(await collect(trainRewardModel(model, rows, [], options)), records);
    expectWeights(model.weights(), fixture.group('rewardModel/trained'));
  });

  it('PPO', async () => {
    const { options, prompts, pretraining, probe, rounds } = fixture.ppo;
    const languageModel = () => backend.languageModel(fixture.config, fixture.group('policy/initial'));
    const indexOf = (prompt: readonly number[]) => prompts.findIndex((p) => p.join() === prompt.join());
    const batch = toBatch(pretraining);
    const mask = new Uint8Array(batch.tokens.length).fill(1);
    batch.offsets.subarray(0, -1).forEach((start) => (mask[start] = 0));
    const policy = languageModel();
    const value = backend.scalarModel(fixture.config, fixture.group('value/initial'));
    const task = {
      policy: scripted(policy, (prompt, round) => rounds[round].replies[indexOf(prompt)], end),
      reference: scripted(languageModel(), (prompt) => probe[indexOf(prompt)], end),
      value,
      reward: planted,
      prompts: prompts.map((tokens) => Int32Array.from(tokens)),
      stopTokens: [end],
      pretraining: () => ({ batch, mask }),
    };
    const records = await collect(ppo(task, options));
    expectRecords(
      records,
      rounds.map(({ record }) => record),
    );
    expectWeights(policy.weights(), fixture.group('policy/trained'));
    expectWeights(value.weights(), fixture.group('value/trained'));
  });
});
