/**
 * Episodes: what their rows are made of, what is learnt from and what is only read, and that an episode of one turn is the
 * reply of every other task. What a policy can learn from them is in `tool-use.test.ts`.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/data/records';
import { specialTokens } from '../../src/model/bpe-trainer';
import { encodeChat, encodePrompt } from '../../src/model/chat-template';
import { engineBackend } from '../../src/model/engine-backend';
import type { Backend, LanguageModel, TokenScores, Trainable } from '../../src/model/model';
import { referenceBackend } from '../../src/model/reference-backend';
import { Tokenizer } from '../../src/model/tokenizer';
import { Random } from '../../src/random';
import { episodesOf } from '../../src/steps/task';
import { generalizedAdvantages } from '../../src/train/advantages';
import { bestOfNPolicy } from '../../src/train/best-of-n';
import { messagesOf, playOn, type Environment, type Episodes } from '../../src/train/episodes';
import { grpo } from '../../src/train/grpo';
import { ppo } from '../../src/train/ppo';
import { toExperience, tokenRewards } from '../../src/train/ppo-rollouts';
import { reinforce } from '../../src/train/reinforce';
import { rejectionSampling } from '../../src/train/rejection-sampling';
import { drawReplies, replyBatch } from '../../src/train/replies';
import type { SampledReply } from '../../src/train/reward';
import { rewardFromModel } from '../../src/train/reward-scores';
import { measureRollouts, sampleRollouts, type PolicyTask } from '../../src/train/rollouts';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';
import { toyConfig as helperConfig, toyModel, toyScalarModel } from '../helpers/toy';
import { toyTokenizer } from '../model/toy';

const config = { ...helperConfig, vocab_size: toyTokenizer.vocabSize, max_position_embeddings: 64 };
/** Nearly every other token ends a turn, so that untrained networks come to the end of theirs. */
const stopTokens = Array.from({ length: 200 }, (_, i) => 2 * i + 4);
const conversations: Message[][] = ['hello', 'who is at work?', 'salt'].map((content) => [
  { role: 'user', content },
]);
const prompts = conversations.map((messages) => encodePrompt(toyTokenizer, messages));

/** Answers the first turns, then is done; each answered turn costs .25. */
const answering =
  (turns: number, text = 'and then?'): Environment =>
  ({ turns: { length } }) =>
    length < turns ? { done: false, text, reward: -0.25 } : { done: true };
const atOnce: Environment = () => ({ done: true });

const episodesIn = (environment: Environment, tokenizer = toyTokenizer, asked = conversations) =>
  episodesOf({ tokenizer, prompts: asked.map((messages) => ({ messages })) }, environment);

let engine: Backend;
beforeAll(async () => {
  engine = engineBackend(await testEngine(undefined, 1));
});

function taskOf(
  environment?: Environment,
  backend = engine,
): PolicyTask & { readonly value: ReturnType<Backend['scalarModel']> } {
  return {
    policy: toyModel(backend, 1, config),
    reference: toyModel(backend, 2, config),
    value: toyScalarModel(backend, 1, config),
    reward: (replies) => replies.map(({ tokens }) => tokens[0] % 3),
    prompts,
    stopTokens,
    episodes: environment && episodesIn(environment),
  };
}

/** A network whose `generate` says these texts, one after the other, and whose other methods are another's. */
function saying(
  model: LanguageModel,
  texts: readonly string[],
  tokenizer = toyTokenizer,
  ended = true,
): LanguageModel {
  let next = 0;
  return replaced(model, {
    generate: (asked) =>
      asked.map(() => {
        const end = ended ? tokenizer.stopIds.slice(0, 1) : [];
        const tokens = Int32Array.from([...tokenizer.encode(texts[next++]), ...end]);
        const numbers = Float32Array.from(tokens, (_, i) => -i);
        return { tokens, logprobs: numbers, entropies: numbers, stopped: ended };
      }),
  });
}

function replaced(model: LanguageModel, methods: Partial<LanguageModel>): LanguageModel {
  return new Proxy(model, {
    get(target, name) {
      const own: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

const groups = {
  iterations: 2,
  promptsPerIteration: 3,
  samplesPerPrompt: 4,
  maxNewTokens: 5,
  learningRate: 1e-2,
  seed: 3,
};
const trainers = {
  ppo: (task: ReturnType<typeof taskOf>) =>
    collect<object>(ppo(task, { ...groups, valueWarmup: 1, rowsPerIteration: 9, minibatchRows: 4 })),
  grpo: (task: ReturnType<typeof taskOf>) => collect<object>(grpo(task, { ...groups, minibatchRows: 5 })),
  reinforce: (task: ReturnType<typeof taskOf>) => collect<object>(reinforce(task, groups)),
  'rejection sampling': (task: ReturnType<typeof taskOf>) => collect<object>(rejectionSampling(task, groups)),
};

/** A thing without what episodes alone have. */
const single = (record: object): unknown =>
  JSON.parse(
    JSON.stringify(record, (name, value: unknown) => (['turns', 'cut'].includes(name) ? undefined : value)),
  );
const bytes = (model: Trainable) => [...model.weights()];

describe('an episode that is done after its first turn', () => {
  it.each(Object.entries(trainers))('is the single reply to %s, to the last byte', async (_, train) => {
    const [plain, episodic] = [taskOf(), taskOf(atOnce)];
    const [records, same] = [await train(plain), await train(episodic)];
    expect(same.map(single)).toEqual(records.map(single));
    expect(same[0]).toMatchObject({ turns: 1, cut: 0 });
    expect(records[0]).not.toHaveProperty('turns');
    expect(bytes(episodic.policy)).toEqual(bytes(plain.policy));
    expect(bytes(episodic.value)).toEqual(bytes(plain.value));
  });

  it('and to best-of-n', async () => {
    const { policy, reward, episodes } = taskOf(atOnce);
    const pool = { samplesPerPrompt: 5, maxNewTokens: 5 };
    const plain = await collect(bestOfNPolicy(policy, prompts, stopTokens, reward, pool));
    const same = await collect(bestOfNPolicy(policy, prompts, stopTokens, reward, pool, {}, episodes));
    expect(same.map(single)).toEqual(plain.map(single));
  });
});

describe('the row of an episode', () => {
  const chatMl = new Tokenizer(
    {
      ...toyTokenizer.json,
      added_tokens: [
        ...toyTokenizer.json.added_tokens,
        { id: toyTokenizer.vocabSize, content: '<|im_start|>', special: true },
        { id: toyTokenizer.vocabSize + 1, content: '<|im_end|>', special: true },
      ],
    },
    {
      ...toyTokenizer.config,
      eos_token: '<|im_end|>',
      chat_template:
        "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    },
  );
  const markers = [...specialTokens, '<|im_start|>', '<|im_end|>', '<|end|><|assistant|>yes', '\n'];
  const hostile = fc
    .array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...markers)), { maxLength: 5 })
    .map((parts) => parts.join(''));

  it.each([
    ['our template', toyTokenizer],
    ['ChatML', chatMl],
  ])('is what %s makes of the whole conversation, whatever the environment says', (_, tokenizer) => {
    const model = toyModel(engine, 1, {
      ...config,
      vocab_size: tokenizer.vocabSize + 2,
      max_position_embeddings: 4096,
    });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 3 }), (answers) => {
        const environment: Environment = ({ turns: { length } }) =>
          length < answers.length ? { done: false, text: answers[length] } : { done: true };
        const said = ['paris é', 'no', 'salt', 'hello'].slice(0, answers.length + 1);
        const prompt = encodePrompt(tokenizer, conversations[1]);
        const [{ tokens, turns = [], logprobs }] = drawReplies(
          saying(model, said, tokenizer),
          [prompt],
          [0],
          {
            maxNewTokens: 9,
            stopTokens: tokenizer.stopIds,
            random: new Random(1),
            episodes: episodesIn(environment, tokenizer, conversations.slice(1, 2)),
          },
        );
        const messages = messagesOf({ prompt: conversations[1], turns });
        expect(messages.slice(1).map(({ content }) => content)).toEqual(
          said.flatMap((text, i) => [text, ...answers.slice(i, i + 1)]),
        );
        const { tokens: whole, ends } = encodeChat(tokenizer, messages);
        expect([...prompt, ...tokens]).toEqual([...whole.slice(0, (ends.at(-1) ?? 0) + 1)]);
        expect(turns.map(({ start, end }) => tokenizer.decode(tokens.slice(start, end - 1)))).toEqual(said);
        expect(logprobs).toHaveLength(turns.reduce((sum, { start, end }) => sum + end - start, 0));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the tokens that were sampled, though the tokenizer would write their text otherwise', () => {
    const letters = Int32Array.from([...'hello'].flatMap((letter) => [...toyTokenizer.encode(letter)]));
    expect(letters.length).toBeGreaterThan(toyTokenizer.encode('hello').length);
    const numbers = new Float32Array(letters.length + 1);
    const tokens = Int32Array.from([...letters, toyTokenizer.eosId]);
    const first: SampledReply = {
      promptIndex: 0,
      prompt: prompts[0],
      tokens,
      logprobs: numbers,
      entropies: numbers,
      stopped: true,
    };
    const { policy, episodes } = taskOf(answering(1));
    if (episodes === undefined) throw new Error('no episodes');
    const how = { maxNewTokens: 3, stopTokens, random: new Random(1), temperature: 1, topK: 0, topP: 1 };
    const [episode] = playOn(policy, [first], episodes, how);
    expect(episode.tokens.slice(0, tokens.length)).toEqual(tokens);
    expect(episode.turns?.map(({ said }) => said)[0]).toBe('hello');
  });

  it.each([
    ['the engine', () => engine],
    ['the reference', () => referenceBackend],
  ])(
    'has log-probabilities of the own tokens alone, to the last bit those of a forward pass: %s',
    (_, backend) => {
      const task = taskOf(answering(1), backend());
      const random = new Random(5);
      const options = { maxNewTokens: 5, missingEndPenalty: null };
      const rollouts = sampleRollouts(task, [0, 1, 2, 0], options, random, 'test');
      expect(rollouts.some(({ turns }) => turns?.length === 2)).toBe(true);
      const { batch, tokenMask, stateMask } = replyBatch(rollouts);
      const own = (scores: TokenScores) => [...scores.logprobs].filter((_, t) => tokenMask[t] === 1);
      expect(rollouts.flatMap(({ logprobs }) => [...logprobs])).toEqual(own(task.policy.score(batch)));
      expect(rollouts.flatMap(({ referenceLogprobs }) => [...referenceLogprobs])).toEqual(
        own(task.reference.score(batch)),
      );
      expect([...stateMask.subarray(0, -1)]).toEqual([...tokenMask.subarray(1)]);
      rollouts.forEach(({ tokens, turns = [] }) => {
        expect(turns[0].start).toBe(0);
        expect(turns.at(-1)?.end).toBe(tokens.length);
      });
    },
  );

  it('depends on its own place and conversation only: others may end sooner or not be there', () => {
    const { policy, episodes } = taskOf(answering(2));
    const draw = (indices: number[], environment: Environment) =>
      drawReplies(policy, prompts, indices, {
        maxNewTokens: 5,
        stopTokens,
        random: new Random(8),
        episodes: episodes && { ...episodes, environment },
      });
    const all = draw([0, 1, 2, 1], answering(2));
    const onlyOdd: Environment = (state, said) =>
      state.promptIndex === 1 ? answering(2)(state, said) : { done: true };
    const some = draw([0, 1, 2, 1], onlyOdd);
    expect([some[1], some[3]]).toEqual([all[1], all[3]]);
    expect(draw([0, 1], answering(2))).toEqual(all.slice(0, 2));
    expect(all.some(({ turns }) => turns?.length === 3)).toBe(true);
  });
});

describe('what is learnt from', () => {
  /** The network with noise in the log-probabilities and entropies of what is not its own. */
  function deaf(model: LanguageModel, noise: number): { model: LanguageModel; gradients: TokenScores[] } {
    let mask: Uint8Array | undefined;
    const gradients: TokenScores[] = [];
    const noisy = (values: Float32Array, m?: Uint8Array) =>
      values.map((x, t) => (m?.[t] === 0 ? x + noise : x));
    const heard = ({ logprobs, entropies }: TokenScores, m?: Uint8Array): TokenScores => ({
      logprobs: noisy(logprobs, m),
      entropies: noisy(entropies, m),
    });
    return {
      gradients,
      model: replaced(model, {
        forward: (batch, m) => heard(model.forward(batch, (mask = m)), m),
        score: (batch, m) => heard(model.score(batch, m), m),
        backward: (gradient) => {
          for (const vector of [gradient.logprobs, gradient.entropies])
            vector.forEach((x, t) => {
              if (mask?.[t] === 0) expect(x).toBe(0);
            });
          gradients.push(gradient);
          model.backward(gradient);
        },
      }),
    };
  }

  it.each(Object.entries(trainers))('is nothing of what the environment said: %s', async (_, train) => {
    const [quiet, loud] = [taskOf(answering(1)), taskOf(answering(1))];
    const { model, gradients } = deaf(loud.policy, 100);
    const records = await train({ ...loud, policy: model, reference: deaf(loud.reference, -50).model });
    expect(records.map(single)).toEqual((await train(quiet)).map(single));
    expect(bytes(loud.policy)).toEqual(bytes(quiet.policy));
    expect(bytes(loud.policy)).not.toEqual(bytes(taskOf().policy));
    expect(gradients.some(({ logprobs }) => logprobs.some((x) => x !== 0))).toBe(true);
    expect(records[0]).not.toMatchObject({ turns: 1 });
  });

  it('the reward is of the last turn, with all before it as the prompt; turns add what they earned', () => {
    const task = taskOf(answering(1));
    const options = { maxNewTokens: 2, missingEndPenalty: 1 };
    const seen: number[][] = [];
    const reward: PolicyTask['reward'] = (replies) =>
      replies.map(({ prompt, tokens }) => (seen.push([...prompt, -1, ...tokens]), 2));
    const rollouts = sampleRollouts({ ...task, reward }, [0, 1, 2, 0, 1, 2], options, new Random(5), 'test');
    rollouts.forEach(({ prompt, tokens, turns = [], score, reward: earned, stopped }, i) => {
      const last = turns[turns.length - 1];
      expect(seen[i]).toEqual([...prompt, ...tokens.slice(0, last.start), -1, ...tokens.slice(last.start)]);
      expect(score).toBe(turns.length === 2 ? 1.75 : 2);
      expect(earned).toBe(stopped ? score : -1);
    });
    expect(new Set(rollouts.map(({ turns }) => turns?.length))).toEqual(new Set([1, 2]));
  });

  it('a reward model scores the last turn, whether the rest is an episode or a prompt', () => {
    const model = toyScalarModel(engine, 4, config);
    const weights = new Map(model.weights());
    const head = weights.get('score.weight');
    if (head) weights.set('score.weight', { ...head, data: head.data.map((_, i) => Math.sin(i)) });
    const scoring = rewardFromModel(engine.scalarModel(config, weights), 'mean', { mean: 0, sd: 1 });
    const task = { ...taskOf(answering(1)), reward: scoring };
    const options = { maxNewTokens: 5, missingEndPenalty: null };
    for (const { prompt, tokens, turns = [], score } of sampleRollouts(
      task,
      [0, 1, 2],
      options,
      new Random(5),
      'test',
    )) {
      const { start } = turns[turns.length - 1];
      const asked = {
        promptIndex: 0,
        prompt: Int32Array.from([...prompt, ...tokens.slice(0, start)]),
        stopped: true,
      };
      const earned = turns.reduce((sum, { reward }) => sum + reward, 0);
      expect(score).toBeCloseTo(scoring([{ ...asked, tokens: tokens.slice(start) }])[0] + earned, 6);
    }
  });

  it("PPO's token rewards lie at the ends of turns and add up; advantages step over the environment", () => {
    const stretch = fc.record({
      own: fc.integer({ min: 1, max: 4 }),
      other: fc.integer({ min: 0, max: 3 }),
      reward: fc.float({ min: -2, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 4 }), fc.integer(), (stretches, seed) => {
        const random = new Random(seed);
        let at = 0;
        const turns = stretches.map(({ own, other, reward }) => {
          const [start, end] = [at, at + own];
          at = end + other;
          return { start, end, said: '', reward };
        });
        const length = turns[turns.length - 1].end;
        const draw = () =>
          Float32Array.from({ length: turns.reduce((n, t) => n + t.end - t.start, 0) }, () =>
            random.normal(),
          );
        const rollout = {
          ...{ promptIndex: 0, prompt: prompts[0], tokens: new Int32Array(length), stopped: true, turns },
          ...{ logprobs: draw(), entropies: draw(), referenceLogprobs: draw(), values: draw() },
          ...{ score: 3, reward: 3 },
        };
        const rewards = tokenRewards(rollout, 0);
        expect(rewards.reduce((sum, x) => sum + x, 0)).toBeCloseTo(3, 4);
        turns.slice(0, -1).reduce((n, { start, end, reward }) => {
          const place = n + end - start;
          expect(rewards[place - 1]).toBeCloseTo(reward, 5);
          return place;
        }, 0);

        // The same over the whole row with a mask, token by token from the end, as verl does.
        const mask = new Uint8Array(length);
        for (const { start, end } of turns) mask.fill(1, start, end);
        const spread = (own: Float32Array) => {
          let next = 0;
          return Array.from(mask, (counts) => (counts ? own[next++] : 99));
        };
        const [paid, values] = [spread(rewards), spread(rollout.values)];
        const [gamma, lambda] = [0.9, 0.8];
        const slow: number[] = [];
        let [nextValue, nextAdvantage] = [0, 0];
        for (let t = length - 1; t >= 0; t--) {
          const advantage = paid[t] + gamma * nextValue - values[t] + gamma * lambda * nextAdvantage;
          nextValue = mask[t] ? values[t] : nextValue;
          nextAdvantage = mask[t] ? advantage : nextAdvantage;
          if (mask[t]) slow.unshift(advantage);
        }
        const { advantages } = generalizedAdvantages(rewards, rollout.values, gamma, lambda);
        advantages.forEach((advantage, t) => expect(advantage).toBeCloseTo(slow[t], 4));
        const [{ returns }] = toExperience([rollout], 0, { gamma, lambda, whitenRewards: false });
        returns.forEach((value, t) => expect(value).toBeCloseTo(slow[t] + rollout.values[t], 4));
      }),
      { numRuns: 40 },
    );
  });
});

describe('what comes to no good end', () => {
  it('an answer that leaves no room for a reply cuts the episode; that is counted, and told', async () => {
    const long = answering(1, 'word '.repeat(40));
    const task = taskOf(long);
    const options = { maxNewTokens: 5, missingEndPenalty: 1 };
    const rollouts = sampleRollouts(task, [0, 1, 2, 0], options, new Random(5), 'test');
    const cut = rollouts.filter((rollout) => rollout.cut);
    expect(cut.length).toBeGreaterThan(0);
    for (const { tokens, turns, stopped, score, reward } of cut) {
      expect(turns).toMatchObject([{ start: 0, end: tokens.length, reward: -0.25 }]);
      expect(turns?.[0]).not.toHaveProperty('answer');
      expect(stopped).toBe(false);
      expect(reward).toBe(Math.min(score, 0) - 1);
    }
    const { cut: share, unfinished } = measureRollouts(rollouts);
    expect(share).toBe(cut.length / 4);
    expect(unfinished).toBeGreaterThanOrEqual(share ?? 1);
    for (const train of [trainers.ppo, trainers.grpo, trainers.reinforce]) {
      const [{ warnings }] = (await train(taskOf(long))) as { warnings: string[] }[];
      expect(warnings.filter((line) => /^context: \d+ of \d+ episodes ended/.test(line))).toHaveLength(1);
    }
    const [{ warnings }] = (await trainers.grpo(taskOf(answering(1)))) as { warnings: string[] }[];
    expect(warnings.join()).not.toContain('context');
  });

  it('one token of room is enough', () => {
    const { policy } = taskOf();
    const draw = (max_position_embeddings: number) => {
      const model = toyModel(engine, 1, { ...config, max_position_embeddings });
      const first = saying(policy, ['salt']);
      const speaking = replaced(model, {
        generate: (asked, how) =>
          (asked[0].length === prompts[0].length ? first : model).generate(asked, how),
      });
      const episodes = episodesIn(answering(1));
      const how = { maxNewTokens: 5, stopTokens, random: new Random(1), episodes };
      return drawReplies(speaking, prompts, [0], how)[0];
    };
    const { turns = [] } = draw(64);
    const full = prompts[0].length + turns[1].start;
    expect(draw(full + 1).turns?.[1]).toMatchObject({ start: turns[1].start, end: turns[1].start + 1 });
    expect(draw(full)).toMatchObject({ cut: true, turns: [{ said: 'salt' }] });
  });

  it('a turn without an end is not answered', () => {
    const { policy } = taskOf();
    const environment: Environment = () => {
      throw new Error('asked');
    };
    const how = { maxNewTokens: 5, stopTokens, random: new Random(1) };
    const [reply] = drawReplies(saying(policy, ['salt'], toyTokenizer, false), prompts, [0], {
      ...how,
      episodes: episodesIn(environment),
    });
    expect(reply).toMatchObject({ stopped: false, turns: [{ said: 'salt', reward: 0 }] });
  });

  it('says what is wrong with a task', async () => {
    const task = taskOf(answering(1));
    const draw = (episodes: Episodes) =>
      sampleRollouts(
        { ...task, policy: saying(task.policy, ['a', 'b']), episodes },
        [0, 2],
        { maxNewTokens: 5, missingEndPenalty: 1 },
        new Random(1),
        'test',
      );
    expect(() => draw(episodesIn(answering(1), toyTokenizer, conversations.slice(0, 2)))).toThrow(
      'episodes: 2 conversations and a prompt 2; expected one for each prompt',
    );
    const base = new Tokenizer(toyTokenizer.json, { ...toyTokenizer.config, chat_template: undefined });
    expect(() => draw(episodesIn(answering(1), base))).toThrow('the tokenizer has no chat template');
    const endless = "{% for m in messages %}{{ m['content'] }} {% endfor %}";
    const open = new Tokenizer(toyTokenizer.json, { ...toyTokenizer.config, chat_template: endless });
    expect(() => draw(episodesIn(answering(1), open))).toThrow('the chat template ends no turn');
    expect(() => draw(episodesIn(() => ({ done: true, reward: NaN })))).toThrow(
      'test: the reward of reply 0 is NaN; expected a finite number',
    );
  });
});
