/**
 * Scoring with a reward model: which of its per-token numbers make the score of a reply, and on what scale the
 * policy sees it.
 */
import { toBatch, type Batch } from '../data/batch';
import { mean, standardDeviation } from '../eval/statistics';
import { UserError } from '../errors';
import type { ScalarModel } from '../model/model';
import { choice } from './declared';
import { chunks, rowMeans, spanMask } from './ragged';
import type { Reply, Reward } from './reward';
import { scaled } from './reward-mix';

/** A prompt and a reply as one row of tokens. */
export interface RewardInput {
  /** Prompt, then reply. `[tokens]` */
  readonly tokens: Int32Array;
  /** Index of the reply's first token. */
  readonly replyStart: number;
}

/** A reply as a reward model sees it. */
export function rewardInput({ prompt, tokens }: Pick<Reply, 'prompt' | 'tokens'>): RewardInput {
  const row = new Int32Array(prompt.length + tokens.length);
  row.set(prompt);
  row.set(tokens, prompt.length);
  return { tokens: row, replyStart: prompt.length };
}

/**
 * Which tokens make the score: the reply's last one alone, as Stiennon et al. 2020 and Ouyang et al. 2022 have
 * it, or the mean over the whole reply, which learns from more tokens and suits tiny networks.
 */
export type Pooling = 'last' | 'mean';

/** Which tokens make the score. */
export const poolingOption = choice<Pooling>(
  'mean',
  ['mean', 'last'],
  "the score: at the reply's last token, or the mean over the reply",
  {
    value: 'tokens',
    trl: { lost: "transformers takes the last token's score, so it is another model", unless: 'last' },
  },
);

/** Mean and standard deviation of a reward model's scores on some policy's replies. */
export interface Calibration {
  /** In the model's own units. */
  readonly mean: number;
  /** In the model's own units; above 0. */
  readonly sd: number;
}

/** Inputs as a batch, and the tokens whose mean is the score: 1 in the mask. `[tokens]` @throws RangeError on none. */
export function poolingBatch(
  inputs: readonly RewardInput[],
  pooling: Pooling,
): { batch: Batch; mask: Uint8Array } {
  const ends = inputs.map((input) => input.tokens.length);
  const starts = inputs.map((input, i) => (pooling === 'last' ? ends[i] - 1 : input.replyStart));
  const batch = toBatch(inputs.map((input) => input.tokens));
  return { batch, mask: spanMask(batch, starts, ends) };
}

/** Checks rows before a run. @throws UserError that names `what` and the row. */
export function checkRewardInputs(inputs: readonly RewardInput[], what: string, context: number): void {
  inputs.forEach(({ tokens, replyStart }, i) => {
    if (tokens.length > context) {
      throw new UserError(
        `${what} ${i} has ${tokens.length} tokens; expected at most ${context}, the model's context`,
      );
    }
    if (!(replyStart >= 0 && replyStart < tokens.length)) {
      throw new UserError(
        `${what} ${i} has no reply: it starts at ${replyStart} of ${tokens.length} tokens; expected one token or more`,
      );
    }
  });
}

/**
 * The reward model's raw scores.
 * @param rowsPerBatch rows in one forward pass; does not change the scores.
 * @returns one score per input, in the model's own units. `[inputs]`
 */
export function rewardScores(
  model: ScalarModel,
  inputs: readonly RewardInput[],
  pooling: Pooling,
  rowsPerBatch = 64,
): number[] {
  return chunks(inputs, rowsPerBatch).flatMap((rows) => {
    const { batch, mask } = poolingBatch(rows, pooling);
    return Array.from(rowMeans(model.score(batch), mask, batch));
  });
}

/**
 * The scale of a reward model, from its scores of the SFT policy's own replies. A reward model is free up to an
 * offset and its spread depends on its data, so scores are handed on as (score − mean) / sd: SFT stands at 0 and
 * one unit is one standard deviation of SFT's replies. Then a KL coefficient means the same for every reward
 * model, and 0 is the common start of over-optimisation curves (Ziegler et al. 2019 normalise so; Gao, Schulman
 * and Hilton 2022 recentre).
 * @throws UserError when all scores are equal: such a model rewards nothing.
 */
export function calibrateReward(scores: ArrayLike<number>): Calibration {
  const calibration = { mean: mean(scores), sd: standardDeviation(scores) };
  if (calibration.sd > 0) return calibration;
  throw new UserError(`reward model: all ${scores.length} replies score ${calibration.mean}; train it first`);
}

/** A reward model as a reward, in standard deviations (sd) above the policy that it was calibrated on. */
export function rewardFromModel(model: ScalarModel, pooling: Pooling, calibration: Calibration): Reward {
  return scaled((replies) => rewardScores(model, replies.map(rewardInput), pooling), calibration);
}
