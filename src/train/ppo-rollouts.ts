/**
 * The first half of a PPO iteration: rollouts (`rollouts.ts`), the value network's view of them, and what all that says of
 * each token: its reward, its advantage, its return.
 */
import type { ScalarModel } from '../model/model';
import type { Random } from '../random';
import { k1 } from '../eval/kl';
import { generalizedAdvantages, whiten, type Advantages } from './advantages';
import type { MaskedBatch } from './imitation';
import type { RolloutOptions } from './policy-options';
import type { PpoOptions } from './ppo-options';
import { chunks, concatenate, cut, select } from './ragged';
import { replyBatch } from './replies';
import { turnRewards } from './reward';
import { sampleRollouts, type PolicyRollout, type PolicyTask } from './rollouts';

/** Who takes part in PPO. */
export interface PpoTask extends PolicyTask {
  /** Trained in place; begins as a copy of the reward model (Stiennon et al. 2020). */
  readonly value: ScalarModel;
  /** Pre-training rows for the policy's step of that number, from 0; used when their coefficient is above 0. */
  readonly pretraining?: (step: number) => MaskedBatch;
}

/** A sampled reply and what the networks said of it before the update. */
export interface Rollout extends PolicyRollout {
  /** Predicted return before each token. `[own tokens]` */
  readonly values: Float32Array;
}

/** A rollout with what it teaches. */
export type Experience = Rollout & Advantages;

/**
 * Samples one reply or episode per prompt index and fills in its record.
 * @param random the iteration's stream: a rollout depends on it, its row and its prompt only.
 * @param where names the iteration in errors.
 */
export function collectRollouts(
  task: PpoTask,
  promptIndices: readonly number[],
  options: RolloutOptions & Pick<PpoOptions, 'minibatchRows'>,
  random: Random,
  where: string,
): Rollout[] {
  const rollouts = sampleRollouts(task, promptIndices, options, random, where);
  return chunks(rollouts, options.minibatchRows).flatMap((group) => {
    const { batch, stateMask } = replyBatch(group);
    const lengths = group.map(({ logprobs }) => logprobs.length);
    const values = cut(select(task.value.score(batch), stateMask), lengths);
    return group.map((rollout, i) => ({ ...rollout, values: values[i] }));
  });
}

/**
 * Each token's reward: the price of leaving the reference, −β k1, and at the last token the reply's reward as well
 * (Ziegler et al. 2019, equation 2, spread over tokens). Of an episode each turn's reward is at that turn's last token,
 * and what the reward adds to them at the episode's. `[own tokens]`
 */
export function tokenRewards(rollout: Rollout, klCoefficient: number): Float32Array {
  const { logprobs, referenceLogprobs, reward, turns = [] } = rollout;
  const earned = new Float64Array(logprobs.length);
  earned[earned.length - 1] = reward - turnRewards(rollout);
  let said = 0;
  for (const { start, end, reward: ofTurn } of turns) earned[(said += end - start) - 1] += ofTurn;
  return logprobs.map((logprob, t) => earned[t] - klCoefficient * k1(logprob, referenceLogprobs[t]));
}

/** Advantages and returns of all rollouts; advantages are whitened over all tokens of the iteration together. */
export function toExperience(
  rollouts: readonly Rollout[],
  klCoefficient: number,
  options: Pick<PpoOptions, 'gamma' | 'lambda' | 'whitenRewards'>,
): Experience[] {
  const lengths = rollouts.map(({ logprobs }) => logprobs.length);
  let rewards = rollouts.map((rollout) => tokenRewards(rollout, klCoefficient));
  if (options.whitenRewards) rewards = cut(whiten(concatenate(rewards), false), lengths);
  const estimates = rollouts.map(({ values }, i) =>
    generalizedAdvantages(rewards[i], values, options.gamma, options.lambda),
  );
  const whitened = cut(whiten(concatenate(estimates.map(({ advantages }) => advantages))), lengths);
  return rollouts.map((rollout, i) => ({ ...rollout, ...estimates[i], advantages: whitened[i] }));
}
