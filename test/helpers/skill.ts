/**
 * A verifiable task with headroom: copy three symbols. The demonstrations are noisy, each symbol wrong with some
 * probability, so an SFT policy that imitates them perfectly is right sometimes: its pass@8 lies well above its pass@1,
 * and its entropy is that of the noise. That is what RL on a verifiable reward needs. Sums learnt as a table are no such
 * task: each is known or not, and sampling one again finds nothing new.
 */
import { initialWeights } from '../../src/model/weights';
import type { Backend, LanguageModel } from '../../src/model/model';
import { Random } from '../../src/random';
import type { Reward } from '../../src/train/reward';
import type { RewardInput } from '../../src/train/reward-scores';
import { sft, type SftExample } from '../../src/train/sft';
import { collect } from './collect';
import { toyConfig } from './toy';

const symbols = 3;
const alphabet = Array.from({ length: 12 }, (_, i) => 8 + i);
const [begin, ask, end] = [1, 3, 2];
export const stopTokens = [end];

/** A prompt: begin, three symbols, ask. */
function drawPrompt(random: Random): Int32Array {
  return Int32Array.of(begin, ...Array.from({ length: symbols }, () => random.pick(alphabet)), ask);
}

export function drawPrompts(count: number, random: Random): Int32Array[] {
  return Array.from({ length: count }, (_, i) => drawPrompt(random.split(i)));
}

/** The right reply, then the end. */
function rightReply(prompt: Int32Array): number[] {
  return [...prompt.subarray(1, 1 + symbols), end];
}

/** 1 where the reply is right. */
export const isRight: Reward = (replies) =>
  replies.map(({ prompt, tokens }) => (tokens.join() === rightReply(prompt).join() ? 1 : 0));

/** Demonstrations in which each symbol is another one with probability `noise`. */
export function noisyDemonstrations(count: number, noise: number, random: Random): SftExample[] {
  return Array.from({ length: count }, (_, i) => {
    const draw = random.split(i);
    const prompt = drawPrompt(draw.split('prompt'));
    const reply = rightReply(prompt).map((token) => {
      if (token === end || !draw.chance(noise)) return token;
      return draw.pick(alphabet.filter((other) => other !== token));
    });
    const tokens = Int32Array.from([...prompt, ...reply]);
    return { tokens, mask: Uint8Array.from(tokens, (_token, t) => (t < prompt.length ? 0 : 1)) };
  });
}

/** The entropy of such a demonstration in nats per token: the loss of a model that knows all there is to know. */
export function entropyBound(noise: number): number {
  const wrong = noise === 0 ? 0 : -noise * Math.log(noise / (alphabet.length - 1));
  return (symbols * (wrong - (1 - noise) * Math.log(1 - noise))) / (symbols + 1);
}

/** A policy fine-tuned on noisy demonstrations, from fresh weights. */
export async function partlySkilled(backend: Backend, seed: number, noise: number): Promise<LanguageModel> {
  const model = backend.languageModel(toyConfig, initialWeights(toyConfig, 'lm', new Random(seed)));
  const examples = noisyDemonstrations(4000, noise, new Random(seed).split('demonstrations'));
  await collect(sft(model, examples, [], { learningRate: 5e-3, epochs: 6, rowsPerBatch: 32, seed }));
  return model;
}

/** Share of prompts that the policy gets right in one sample, and in at least one of eight. */
export function passRates(policy: LanguageModel, seed: number): { pass1: number; pass8: number } {
  const prompts = drawPrompts(64, new Random(seed).split('test prompts'));
  const random = new Random(seed).split('test replies');
  const rights = prompts.map((prompt, p) => {
    const sampling = {
      maxNewTokens: 6,
      temperature: 1,
      topK: 0,
      topP: 1,
      stopTokens,
      random: random.split(p),
    };
    const replies = policy.generate(
      Array.from({ length: 8 }, () => prompt),
      sampling,
    );
    return Array.from(isRight(replies.map((reply) => ({ ...reply, promptIndex: p, prompt }))));
  });
  const total = rights.flat().reduce((sum, right) => sum + right, 0);
  return {
    pass1: total / (8 * prompts.length),
    pass8: rights.filter((group) => group.includes(1)).length / prompts.length,
  };
}

/** A reply in which so many of the symbols are wrong. */
export function drawReply(prompt: Int32Array, wrong: number, random: Random): RewardInput {
  const places = random.split('places').shuffle([0, 1, 2]).slice(0, wrong);
  const reply = rightReply(prompt).map((token, i) =>
    places.includes(i) ? random.pick(alphabet.filter((other) => other !== token)) : token,
  );
  return { tokens: Int32Array.from([...prompt, ...reply]), replyStart: prompt.length };
}

/** How many of them are right. */
export function rightSymbols({ tokens, replyStart }: RewardInput): number {
  const right = rightReply(tokens.subarray(0, replyStart)).slice(0, symbols);
  return right.filter((token, i) => tokens[replyStart + i] === token).length;
}
