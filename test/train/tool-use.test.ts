/**
 * A policy learns when a tool pays. A letter is asked for that some prompts show and others hide; a call, which has its
 * price, is answered with it. The SFT policy calls by the toss of a coin, whatever the prompt.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { trainBpe } from '../../src/model/bpe-trainer';
import { chatTokenizerConfig, encodePrompt } from '../../src/model/chat-template';
import { engineBackend } from '../../src/model/engine-backend';
import type { Backend, LanguageModel } from '../../src/model/model';
import { Tokenizer } from '../../src/model/tokenizer';
import { initialWeights, withScalarHead } from '../../src/model/weights';
import { Random } from '../../src/random';
import { episodesOf } from '../../src/steps/task';
import type { Environment } from '../../src/train/episodes';
import { grpo } from '../../src/train/grpo';
import { ppo } from '../../src/train/ppo';
import { reinforce } from '../../src/train/reinforce';
import { drawReplies } from '../../src/train/replies';
import { verifier } from '../../src/train/reward-mix';
import type { PolicyTask } from '../../src/train/rollouts';
import { encodeDemonstration } from '../../src/train/rows';
import { sft } from '../../src/train/sft';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';
import { toyConfig } from '../helpers/toy';

const tokenizer = new Tokenizer(trainBpe([''], 261), chatTokenizerConfig);
const config = { ...toyConfig, vocab_size: tokenizer.vocabSize, max_position_embeddings: 24 };
const letters = [...'abcdef'];
const [call, hiding] = ['!', '?'];

interface Question {
  readonly letter: string;
  readonly hidden: boolean;
}
const questions = letters.flatMap((letter): Question[] => [
  { letter, hidden: true },
  { letter, hidden: false },
]);
const askedBy = ({ letter, hidden }: Question) => [
  { role: 'user' as const, content: hidden ? hiding : letter },
];
const conversations = questions.map(askedBy);
const prompts = conversations.map((messages) => encodePrompt(tokenizer, messages));

const toolAt =
  (price: number): Environment =>
  ({ promptIndex, turns }, said) =>
    said === call && turns.length === 0
      ? { done: false, text: questions[promptIndex].letter, reward: -price }
      : { done: true };

/** Each question with a call as often as without one, and then with the letter, or any where it is not to be seen. */
const demonstrations = questions.flatMap((question) =>
  letters.flatMap((other) => {
    const say = (content: string) => ({ role: 'assistant' as const, content });
    const answer = { role: 'user' as const, content: question.letter };
    const withCall = [say(call), answer, say(question.letter)];
    const without = [say(question.hidden ? other : question.letter)];
    return [withCall, without].map((turns) =>
      encodeDemonstration(tokenizer, [...askedBy(question), ...turns]),
    );
  }),
);

/** Fresh weights, ten times as large but for the embeddings: with small ones copying takes long to be found. */
function freshWeights(seed: number) {
  const weights = [...initialWeights(config, 'lm', new Random(seed))];
  return new Map(
    weights.map(([name, { shape, data }]) => [
      name,
      { shape, data: name.includes('proj') ? data.map((x) => 10 * x) : data },
    ]),
  );
}

let backend: Backend;
const tossing = new Map<number, LanguageModel>();
const seeds = [1, 2];
beforeAll(async () => {
  backend = engineBackend(await testEngine(undefined, 1));
  for (const seed of seeds) {
    const model = backend.languageModel(config, freshWeights(seed));
    const options = { learningRate: 5e-3, epochs: 160, rowsPerBatch: demonstrations.length, seed };
    await collect(sft(model, demonstrations, [], options));
    tossing.set(seed, model);
  }
});

function taskOf(seed: number, price: number): PolicyTask {
  const reference = tossing.get(seed);
  if (reference === undefined) throw new Error(`no policy for seed ${seed}`);
  const policy = backend.languageModel(config, reference.weights());
  const reward = verifier(tokenizer, (text, promptIndex) => text === questions[promptIndex].letter);
  const asked = conversations.map((messages) => ({ messages }));
  const episodes = episodesOf({ tokenizer, prompts: asked }, toolAt(price));
  return { policy, reference, reward, prompts, stopTokens: tokenizer.stopIds, episodes };
}

/** Share of episodes with a call, and of right answers: where the letter is hidden and where it is shown. */
function habits(policy: LanguageModel, { reward, episodes, stopTokens }: PolicyTask) {
  const rates = (hidden: boolean) => {
    const indices = questions.flatMap((question, i) =>
      question.hidden === hidden ? Array<number>(16).fill(i) : [],
    );
    const how = { maxNewTokens: 3, stopTokens, random: new Random(9), episodes };
    const drawn = drawReplies(policy, prompts, indices, how);
    const share = (of: (reply: (typeof drawn)[number]) => boolean) => drawn.filter(of).length / drawn.length;
    const last = drawn.map(({ tokens, turns = [], ...reply }) => ({
      ...reply,
      tokens: tokens.slice(turns.at(-1)?.start),
    }));
    return {
      calls: share(({ turns }) => turns?.[0].said === call),
      right: Array.from(reward(last)).reduce((sum, right) => sum + right, 0) / drawn.length,
    };
  };
  return { hidden: rates(true), shown: rates(false) };
}

const groups = {
  learningRate: 3e-3,
  iterations: 14,
  promptsPerIteration: 12,
  samplesPerPrompt: 8,
  maxNewTokens: 3,
  klCoefficient: 0.01,
  klProbeReplies: 0,
};
const trainers = {
  reinforce: (task: PolicyTask, seed: number) => collect(reinforce(task, { ...groups, seed })),
  grpo: (task: PolicyTask, seed: number) => collect(grpo(task, { ...groups, seed })),
  ppo: (task: PolicyTask, seed: number) => {
    const value = backend.scalarModel(config, withScalarHead(config, task.policy.weights()));
    const rounds = { rowsPerIteration: 96, minibatchRows: 48, valueWarmup: 2, valueLearningRate: 3e-3 };
    return collect(ppo({ ...task, value }, { ...groups, ...rounds, seed }));
  },
};

describe.each(seeds)('seed %i', (seed) => {
  it.each(Object.entries(trainers))(
    '%s: calls become more where they pay, and fewer where not',
    async (_name, train) => {
      const task = taskOf(seed, 0.3);
      const before = habits(task.policy, task);
      const records = await train(task, seed);
      const after = habits(task.policy, task);
      for (const { calls } of [before.hidden, before.shown]) expect(Math.abs(calls - 0.5)).toBeLessThan(0.2);
      expect(after.hidden.calls).toBeGreaterThan(before.hidden.calls + 0.25);
      expect(after.hidden.right).toBeGreaterThan(before.hidden.right + 0.2);
      expect(after.shown.calls).toBeLessThan(before.shown.calls - 0.25);
      expect(after.shown.right).toBeGreaterThan(0.9);
      expect(records.at(-1)?.score).toBeGreaterThan(records[0].score + 0.15);
    },
  );

  it('where a call costs more than an answer is worth, they become fewer everywhere', async () => {
    const task = taskOf(seed, 1.5);
    const before = habits(task.policy, task);
    await trainers.grpo(task, seed);
    const after = habits(task.policy, task);
    expect(after.hidden.calls).toBeLessThan(before.hidden.calls - 0.25);
    expect(after.shown.calls).toBeLessThan(before.shown.calls - 0.25);
  });
});
