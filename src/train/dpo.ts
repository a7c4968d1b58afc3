/**
 * Direct preference optimisation (Rafailov et al. 2023, https://arxiv.org/abs/2305.18290): the comparisons that train a
 * reward model train the policy itself, without a reward model and without sampling. What the second and third of the
 * three steps do, in one; what it gives up is that the policy is never judged on its own replies.
 *
 * The reference's log-probabilities are taken batch by batch, beside the policy's: one forward pass more a step and
 * nothing to keep.
 */
import { UserError } from '../errors';
import type { LanguageModel } from '../model/model';
import { Random } from '../random';
import * as tf from '../tensors';
import type { Checkpointing } from './checkpoint';
import { requireTwoNetworks } from './checks';
import { number, onOff, settle, withDefault, type OptionsOf } from './declared';
import { accumulateTokenLoss, lossAndGradient, type LossValues } from './gradient';
import { dpoLoss, rowOffsets, type DpoLossOptions, type Losses, type Vector } from './losses';
import { klProbe, type KlProbe } from './kl-monitor';
import { datasetOptions, planBatches } from './options';
import { klProbeOption } from './policy-options';
import { chunks, select } from './ragged';
import { checkPairs, pairTokens, type RewardPair } from './reward-model';
import { poolingBatch } from './reward-scores';
import { descend, type EvaluationRecord, type StepRecord } from './training-loop';

/** How a policy is trained on comparisons. The starting values suit an SFT model of half a million parameters. */
export const dpoOptions = {
  ...datasetOptions,
  learningRate: withDefault(datasetOptions.learningRate, 1e-4),
  beta: number(0.1, 'worth of a nat away from the reference; larger stays nearer', { above: 0, trl: 'beta' }),
  labelSmoothing: number(0, 'of the labels taken to be wrong', {
    min: 0,
    below: 0.5,
    value: 'share',
    trl: 'label_smoothing',
  }),
  lengthNormalised: onOff(false, 'log-probabilities per token, not per reply; wants a larger beta', {
    trl: (value) => ({ loss_type: value === true ? 'sigmoid_norm' : 'sigmoid' }),
  }),
  klProbeReplies: {
    ...klProbeOption,
    says: 'held-out preferred replies on which the exact KL is measured at each evaluation; 0 measures none',
  },
};

/** How a policy is trained on comparisons. */
export type DpoOptions = OptionsOf<typeof dpoOptions>;

/** What DPO starts from where nothing else is said. */
export const dpoDefaults: Readonly<DpoOptions> = settle('dpo', dpoOptions);

/** How the policy's implicit rewards, β (log π − log π_ref), stand to the preferences. */
export interface DpoQuality {
  /** Nats; log 2 at the reference. */
  readonly loss: number;
  /** Share of pairs whose preferred reply has the higher implicit reward. */
  readonly accuracy: number;
  /** Mean implicit reward of chosen replies less that of rejected ones, in nats times β. */
  readonly margin: number;
  /** Mean implicit reward of chosen replies, in nats times β. It can fall while the margin rises. */
  readonly chosenReward: number;
  /** That of rejected replies. */
  readonly rejectedReward: number;
}

/** What DPO reports: each step (on its batch, before the step), and each evaluation. */
export type DpoRecord =
  | StepRecord<'dpo', DpoQuality & { /** Pass over the data, from 1. */ readonly epoch: number }>
  | EvaluationRecord<
      'dpo',
      DpoQuality & {
        /** The exact KL a token on the probe, in nats (see `kl-monitor.ts`); undefined without one. */
        readonly klExact: number | undefined;
      }
    >;

/** Pairs in one pass of an evaluation. */
const evaluationPairs = 32;

/**
 * Trains a policy on comparisons.
 * @param policy trained in place; the SFT model at first.
 * @param reference the SFT model, frozen: a network of its own.
 * @param heldOut pairs for evaluation; empty, nothing is evaluated.
 * @throws UserError on networks or options that cannot work, a pair without a reply or too long, or a loss that is
 *   not finite.
 */
export async function* dpo(
  policy: LanguageModel,
  reference: LanguageModel,
  pairs: readonly RewardPair[],
  heldOut: readonly RewardPair[] = [],
  options: Partial<DpoOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<DpoRecord, void, undefined> {
  const stage = 'dpo';
  const settings = settle(stage, dpoOptions, options);
  requireTwoNetworks(stage, { policy, reference });
  if (pairs.length === 0) throw new UserError('dpo: no pairs; expected at least one comparison');
  const context = policy.config.max_position_embeddings;
  checkPairs(stage, 'pair', pairs, context);
  checkPairs(stage, 'held-out pair', heldOut, context);

  const probe = probeOfPairs(reference, heldOut.slice(0, settings.klProbeReplies));
  const plan = planBatches(pairs, pairTokens, settings, new Random(settings.seed).split(stage));
  const task = {
    stage,
    steps: plan.length,
    model: policy,
    accumulate(step: number) {
      const { epoch, examples } = plan[step - 1];
      const { batch, mask, loss } = pairLoss(reference, examples, settings);
      const values = accumulateTokenLoss(policy, batch, mask, loss);
      return { epoch, ...quality(values), tokens: batch.tokens.length };
    },
    evaluate:
      heldOut.length > 0
        ? () => ({ ...evaluateDpo(policy, reference, heldOut, settings), klExact: probe?.(policy) })
        : undefined,
  } as const;
  yield* descend(task, settings, checkpointing);
}

/** A probe on the preferred replies of some pairs: DPO samples nothing, so there are no replies of its own. */
function probeOfPairs(reference: LanguageModel, pairs: readonly RewardPair[]): KlProbe | undefined {
  const replies = pairs
    .map(({ chosen: { tokens, replyStart } }) => ({
      prompt: tokens.subarray(0, replyStart),
      tokens: tokens.subarray(replyStart),
    }))
    .filter(({ prompt }) => prompt.length > 0);
  return replies.length > 0 ? klProbe(reference, replies) : undefined;
}

/** The policy's quality on pairs that it was not trained on. */
export function evaluateDpo(
  policy: LanguageModel,
  reference: LanguageModel,
  pairs: readonly RewardPair[],
  options: DpoLossOptions,
): DpoQuality {
  const sum = { loss: 0, accuracy: 0, margin: 0, chosenReward: 0, rejectedReward: 0 };
  const names = ['loss', 'accuracy', 'margin', 'chosenReward', 'rejectedReward'] as const;
  for (const group of chunks(pairs, evaluationPairs)) {
    const { batch, mask, loss } = pairLoss(reference, group, options);
    const { values } = lossAndGradient([select(policy.score(batch, mask).logprobs, mask)], loss);
    for (const name of names) sum[name] += (values[name] * group.length) / pairs.length;
  }
  return sum;
}

/** Some pairs as one batch, all chosen rows before all rejected ones, and the loss on the replies' tokens. */
function pairLoss(reference: LanguageModel, pairs: readonly RewardPair[], options: DpoLossOptions) {
  const rows = [...pairs.map(({ chosen }) => chosen), ...pairs.map(({ rejected }) => rejected)];
  const { batch, mask } = poolingBatch(rows, 'mean');
  const offsets = rowOffsets(rows.map(({ tokens, replyStart }) => tokens.length - replyStart));
  const referenceLogprobs = select(reference.score(batch, mask).logprobs, mask);
  const loss = (logprobs: Vector): Losses =>
    dpoLoss(logprobs, tf.tensor1d(referenceLogprobs), offsets, options);
  return { batch, mask, loss };
}

function quality({ loss, accuracy, margin, chosenReward, rejectedReward }: LossValues): DpoQuality {
  return { loss, accuracy, margin, chosenReward, rejectedReward };
}
