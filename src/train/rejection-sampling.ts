/**
 * Rejection sampling: best-of-n put into the weights. An iteration samples a group of replies to each of some prompts,
 * keeps the best of each group, and fine-tunes the policy on what it kept, as if those were demonstrations; the next
 * iteration samples from the policy so far (Dong et al. 2023, RAFT, https://arxiv.org/abs/2304.06767; Touvron et al. 2023,
 * Llama 2, https://arxiv.org/abs/2307.09288, section 3.2.3).
 *
 * There is no price of KL: what holds the policy back is that it only imitates what it could already say. The matched
 * control is `keep: 'random'`, which does everything but choose.
 */
import { mean } from '../eval/statistics';
import { UserError } from '../errors';
import { Random } from '../random';
import { keeper, type Checkpointing } from './checkpoint';
import { requireCounts, requirePrompts } from './checks';
import { chooseBest } from './best-of-n';
import { dealer } from './dealer';
import { eventLoopTurn } from './event-loop';
import { probeOf } from './kl-monitor';
import { datasetDefaults, type DatasetOptions } from './options';
import { chunks } from './ragged';
import { rewardInput } from './reward-scores';
import {
  measureRollouts,
  sampleRollouts,
  type PolicyRollout,
  type PolicyTask,
  type RolloutMeasures,
  type RolloutOptions,
} from './rollouts';
import { sft, type SftExample } from './sft';

/** How the policy is trained. The optimiser's options, epochs and batches are those of each iteration's SFT. */
export interface RejectionOptions
  extends Omit<DatasetOptions, 'evaluationInterval' | 'patience'>, RolloutOptions {
  /** Rounds of sampling and fine-tuning. Default 4. */
  iterations: number;
  /** Prompts in an iteration. Default 96. */
  promptsPerIteration: number;
  /** Replies to each of them, of which one is kept; from 2. Default 8. */
  samplesPerPrompt: number;
  /** Keeps the best of each group (default), or, as a control, one by lot. */
  keep: 'best' | 'random';
  /** Replies of the reference on which the exact KL is measured each iteration; 0 measures none. Default 8. */
  klProbeReplies: number;
  /** A kept reply that earns less than this is dropped, so that hard prompts teach nothing wrong; null drops none. */
  leastReward: number | null;
}

/** Starting values for an SFT model of half a million parameters. */
export const rejectionDefaults: Readonly<RejectionOptions> = {
  ...datasetDefaults,
  learningRate: 2e-4,
  warmupSteps: 0,
  iterations: 4,
  promptsPerIteration: 96,
  samplesPerPrompt: 8,
  maxNewTokens: 96,
  missingEndPenalty: 1,
  keep: 'best',
  leastReward: null,
  klProbeReplies: 8,
};

/** What an iteration reports; the measures are of all its samples, before its fine-tuning. */
export interface RejectionRecord extends RolloutMeasures {
  /** The trainer. */
  readonly stage: 'rejection-sampling';
  /** One record an iteration. */
  readonly type: 'iteration';
  /** Rounds done, from 1. */
  readonly step: number;
  /** Rounds in the whole run. */
  readonly steps: number;
  /** Replies kept. Where all were dropped, 0 and nothing is trained in this iteration. */
  readonly kept: number;
  /** Mean reward of the kept replies. */
  readonly keptReward: number | undefined;
  /** Loss on them in the first batch, in nats per token. */
  readonly firstLoss: number | undefined;
  /** In the last batch. */
  readonly lastLoss: number | undefined;
  /** The exact KL a token on the probe, in nats (see `kl-monitor.ts`); undefined without one. */
  readonly klExact: number | undefined;
  /** Tokens sampled so far. */
  readonly sampledTokens: number;
  /** All replies, prompt after prompt. */
  readonly rollouts: readonly PolicyRollout[];
}

/**
 * Trains a policy on the best of its own replies.
 * @param task networks, reward and prompts; `policy` is trained in place.
 * @param checkpointing counts iterations.
 * @throws UserError on a task or options that cannot work, a reward that is not finite, or a loss that is not.
 */
export async function* rejectionSampling(
  task: PolicyTask,
  options: Partial<RejectionOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<RejectionRecord, void, undefined> {
  const settings = { ...rejectionDefaults, ...options };
  const { iterations: steps, promptsPerIteration, samplesPerPrompt, leastReward } = settings;
  const stage = 'rejection-sampling';
  requireCounts(stage, settings, {
    iterations: 1,
    promptsPerIteration: 1,
    samplesPerPrompt: 2,
    maxNewTokens: 1,
    klProbeReplies: 0,
  });
  requirePrompts(stage, task.prompts, task.policy.config.max_position_embeddings);
  if (task.policy === task.reference)
    throw new UserError(
      `${stage}: policy and reference are one network; expected a frozen copy as the reference`,
    );

  const random = new Random(settings.seed).split(stage);
  const nextPrompt = dealer((pass) => random.split('prompts', pass).shuffle([...task.prompts.keys()]));
  const run = keeper(stage, steps, { policy: task.policy }, { sampledTokens: 0 }, checkpointing);
  for (let dealt = 0; dealt < run.step * promptsPerIteration; dealt++) nextPrompt();
  let { sampledTokens } = run.progress;
  const probe = probeOf(task, settings, random);

  for (let step = run.step + 1; step <= steps; step++) {
    await eventLoopTurn();
    const draw = random.split('round', step);
    const asked = Array.from({ length: promptsPerIteration }, nextPrompt);
    const indices = asked.flatMap((p) => Array.from({ length: samplesPerPrompt }, () => p));
    const where = `${stage}: iteration ${step} of ${steps}`;
    const rollouts = sampleRollouts(task, indices, settings, draw.split('replies'), where);
    const klExact = probe?.(task.policy);
    const lot = draw.split('lot');
    const chosen = chunks(rollouts, samplesPerPrompt).map((group) =>
      settings.keep === 'random' ? lot.pick(group) : bestByReward(group),
    );
    const kept = chosen.filter(({ reward }) => leastReward === null || reward >= leastReward);

    const losses: number[] = [];
    if (kept.length > 0) {
      const seed = draw.split('order').int(2 ** 24);
      const tuning = { ...settings, seed, evaluationInterval: 0, patience: null };
      for await (const { loss } of sft(task.policy, kept.map(asExample), [], tuning)) losses.push(loss);
    }
    sampledTokens += rollouts.reduce((sum, { tokens }) => sum + tokens.length, 0);
    yield {
      ...measureRollouts(rollouts),
      klExact,
      stage,
      type: 'iteration',
      step,
      steps,
      kept: kept.length,
      keptReward: kept.length > 0 ? mean(kept.map(({ reward }) => reward)) : undefined,
      firstLoss: losses.at(0),
      lastLoss: losses.at(-1),
      sampledTokens,
      rollouts,
    };
    run.keep(step, { sampledTokens });
  }
}

/** By what it earns, which counts a missing end. */
function bestByReward(group: readonly PolicyRollout[]): PolicyRollout {
  return chooseBest(group.map((rollout) => ({ rollout, score: rollout.reward }))).rollout;
}

/** The reply, end token and all, as a demonstration. */
function asExample(rollout: PolicyRollout): SftExample {
  const { tokens, replyStart } = rewardInput(rollout);
  return { tokens, mask: Uint8Array.from(tokens, (_, t) => (t < replyStart ? 0 : 1)) };
}
