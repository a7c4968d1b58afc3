/**
 * Every trainer learns: on a task of copying three symbols (`helpers/skill.ts`), over three seeds, in the direction that
 * it should. The engine's networks, since the readable ones are held to them by parity tests and are much slower.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { engineBackend } from '../../src/model/engine-backend';
import { initialWeights, withScalarHead } from '../../src/model/weights';
import type { Backend, LanguageModel } from '../../src/model/model';
import { Random } from '../../src/random';
import {
  evaluateAttributeModel,
  trainAttributeModel,
  type RatedReply,
} from '../../src/train/attribute-model';
import { dpo, evaluateDpo } from '../../src/train/dpo';
import { grpo } from '../../src/train/grpo';
import { ppo } from '../../src/train/ppo';
import { reinforce } from '../../src/train/reinforce';
import { rejectionSampling } from '../../src/train/rejection-sampling';
import { evaluateRewardModel, trainRewardModel, type RewardPair } from '../../src/train/reward-model';
import type { PolicyTask } from '../../src/train/rollouts';
import { sft, sftLoss, type SftExample } from '../../src/train/sft';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';
import {
  drawPrompts,
  drawReply,
  entropyBound,
  isRight,
  noisyDemonstrations,
  partlySkilled,
  passRates,
  rightSymbols,
  stopTokens,
} from '../helpers/skill';
import { toyConfig } from '../helpers/toy';

const noise = 0.3;
const seeds = [1, 2, 3];

let backend: Backend;
const skilled = new Map<number, LanguageModel>();
beforeAll(async () => {
  backend = engineBackend(await testEngine(undefined, 1));
  for (const seed of seeds) skilled.set(seed, await partlySkilled(backend, seed, noise));
});

/** The SFT policy of a seed; never trained further. */
function reference(seed: number): LanguageModel {
  const model = skilled.get(seed);
  if (!model) throw new Error(`no policy for seed ${seed}`);
  return model;
}

const copyOf = (model: LanguageModel) => backend.languageModel(toyConfig, model.weights());

function policyTask(seed: number): PolicyTask {
  const prompts = drawPrompts(200, new Random(seed).split('training prompts'));
  const model = reference(seed);
  return { policy: copyOf(model), reference: model, reward: isRight, prompts, stopTokens };
}

const groups = {
  learningRate: 3e-3,
  iterations: 16,
  promptsPerIteration: 12,
  samplesPerPrompt: 8,
  maxNewTokens: 6,
  klCoefficient: 0.01,
};

const rewardOptions = { learningRate: 5e-3, warmupSteps: 50, epochs: 8 };

describe.each(seeds)('seed %i', (seed) => {
  it('SFT comes within 0.03 nats a token of the entropy of its demonstrations', () => {
    const heldOut = noisyDemonstrations(2000, noise, new Random(seed).split('held out'));
    const excess = sftLoss(reference(seed), heldOut) - entropyBound(noise);
    expect(excess).toBeLessThan(0.03);
    // The loss on a finite sample scatters about the bound by its standard error.
    expect(excess).toBeGreaterThan(-0.03);
  });

  it('leaves RL headroom: pass@8 lies far above pass@1', () => {
    const { pass1, pass8 } = passRates(reference(seed), seed);
    expect(pass1).toBeGreaterThan(0.2);
    expect(pass1).toBeLessThan(0.5);
    expect(pass8).toBeGreaterThan(pass1 + 0.4);
  });

  const trainers = {
    reinforce: (task: PolicyTask) => collect(reinforce(task, { ...groups, seed })),
    grpo: (task: PolicyTask) => collect(grpo(task, { ...groups, seed })),
    'grpo without its standard deviation and length terms': (task: PolicyTask) =>
      collect(grpo(task, { ...groups, divideBySd: false, divideByLength: false, seed })),
    ppo: (task: PolicyTask) => {
      const value = backend.scalarModel(toyConfig, withScalarHead(toyConfig, task.policy.weights()));
      const rounds = { iterations: 16, valueWarmup: 4, rowsPerIteration: 96, minibatchRows: 48, epochs: 2 };
      const rates = { learningRate: 3e-3, valueLearningRate: 3e-3, klCoefficient: 0.01 };
      return collect(ppo({ ...task, value }, { ...rounds, ...rates, maxNewTokens: 6, seed }));
    },
  };
  it.each(Object.entries(trainers))('%s raises a verifiable reward', async (_, train) => {
    const task = policyTask(seed);
    const before = passRates(task.policy, seed).pass1;
    const records = await train(task);
    expect(passRates(task.policy, seed).pass1).toBeGreaterThan(before + 0.2);
    expect(records.at(-1)?.klK3).toBeGreaterThan(0.1);
    expect(records.at(-1)?.klExact).toBeGreaterThan(0.01);
  });

  it('rejection sampling raises it too, and keeping a reply by lot does not', async () => {
    const options = {
      learningRate: 3e-3,
      iterations: 3,
      promptsPerIteration: 64,
      samplesPerPrompt: 4,
      maxNewTokens: 6,
      seed,
    };
    const [chosen, drawn] = [policyTask(seed), policyTask(seed)];
    const before = passRates(chosen.policy, seed).pass1;
    const records = await collect(rejectionSampling(chosen, { ...options, leastReward: 1 }));
    await collect(rejectionSampling(drawn, { ...options, keep: 'random' }));
    expect(records[0].keptReward).toBe(1);
    expect(records[0].kept).toBeLessThan(64);
    expect(records[0].klExact).toBe(0);
    expect(records.at(-1)?.klExact).toBeGreaterThan(0.005);
    const gain = passRates(chosen.policy, seed).pass1 - before;
    expect(gain).toBeGreaterThan(0.15);
    expect(passRates(drawn.policy, seed).pass1 - before).toBeLessThan(gain / 2);
  });

  it('DPO raises the margin of preferred replies, on held-out pairs, and what is preferred', async () => {
    const policy = copyOf(reference(seed));
    const before = passRates(policy, seed).pass1;
    const pairs = drawPairs(600, new Random(seed).split('pairs'));
    const heldOut = drawPairs(100, new Random(seed).split('held-out pairs'));
    const options = { learningRate: 2e-3, warmupSteps: 3, beta: 0.1, seed };
    const records = await collect(dpo(policy, reference(seed), pairs, [], options));
    expect(records[0]).toMatchObject({ margin: 0, accuracy: 0 });
    expect(records[0].loss).toBeCloseTo(Math.log(2), 6);
    const { margin, accuracy } = evaluateDpo(policy, reference(seed), heldOut, options);
    expect(margin).toBeGreaterThan(0.2);
    expect(accuracy).toBeGreaterThan(0.9);
    expect(passRates(policy, seed).pass1).toBeGreaterThan(before + 0.05);
  });

  it('a reward model from comparisons beats chance by 35 points', async () => {
    const model = rewardModel(seed);
    const pairs = drawPairs(4000, new Random(seed).split('pairs'));
    const heldOut = drawPairs(200, new Random(seed).split('held-out pairs'));
    await collect(trainRewardModel(model, pairs, [], { ...rewardOptions, seed }));
    expect(evaluateRewardModel(model, heldOut, 'mean').accuracy).toBeGreaterThan(0.85);
  });

  it('a reward model from ratings agrees with them on held-out replies', async () => {
    const model = rewardModel(seed);
    const draw = (count: number, use: string) => drawRated(count, new Random(seed).split('ratings', use));
    await collect(trainAttributeModel(model, draw(4000, 'training'), [], { ...rewardOptions, seed }));
    const { correlation } = evaluateAttributeModel(model, draw(200, 'held out'), 'mean');
    expect(correlation).toBeGreaterThan(0.4);
  });
});

describe('a memorised table', () => {
  it('teaches GRPO nothing: answers are known or not, so replies to one prompt all earn the same', async () => {
    const random = new Random(1).split('table');
    const prompts = drawPrompts(40, random.split('prompts'));
    // No rule: the answer to a prompt is another prompt's, and half of them are never shown.
    const answers = new Map(
      prompts.map((prompt, i) => [prompt.join(), [...prompts[(i + 7) % 40].subarray(1, 4), 2]]),
    );
    const known = prompts.slice(0, 20).map((prompt): SftExample => {
      const tokens = Int32Array.from([...prompt, ...(answers.get(prompt.join()) ?? [])]);
      return { tokens, mask: Uint8Array.from(tokens, (_, t) => (t < prompt.length ? 0 : 1)) };
    });
    const model = backend.languageModel(toyConfig, initialWeights(toyConfig, 'lm', new Random(1)));
    await collect(sft(model, known, [], { learningRate: 5e-3, epochs: 240, rowsPerBatch: 5 }));
    const reward: PolicyTask['reward'] = (replies) =>
      replies.map(({ prompt, tokens }) => (tokens.join() === answers.get(prompt.join())?.join() ? 1 : 0));
    const task = { policy: copyOf(model), reference: model, reward, prompts, stopTokens };
    const records = await collect(grpo(task, { ...groups, promptsPerIteration: 40, seed: 1 }));
    expect(records[0].score).toBeGreaterThan(0.4);
    expect(records[0].mixedGroups).toBeLessThan(0.25);
    expect(records.at(-1)?.score).toBeLessThan(records[0].score + 0.05);
  });
});

/** A right reply against one with one to three wrong symbols. */
function drawPairs(count: number, random: Random): RewardPair[] {
  return drawPrompts(count, random.split('prompts')).map((prompt, i) => {
    const draw = random.split('replies', i);
    return { chosen: drawReply(prompt, 0, draw), rejected: drawReply(prompt, 1 + draw.int(3), draw) };
  });
}

/** Replies rated by their right symbols. */
function drawRated(count: number, random: Random): RatedReply[] {
  return drawPrompts(count, random.split('prompts')).map((prompt, i) => {
    const draw = random.split('replies', i);
    const reply = drawReply(prompt, draw.int(4), draw);
    return { ...reply, rating: rightSymbols(reply) };
  });
}

/** A reward model from the SFT model's body, as in the real pipeline. */
function rewardModel(seed: number) {
  return backend.scalarModel(toyConfig, withScalarHead(toyConfig, reference(seed).weights()));
}
