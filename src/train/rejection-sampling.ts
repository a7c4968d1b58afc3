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
import { Random } from '../random';
import { keeper, type Checkpointing } from './checkpoint';
import { requirePrompts, requireTwoNetworks } from './checks';
import { chooseBest } from './best-of-n';
import { dealer } from './dealer';
import { choice, count, numberOrNull, settle, withDefault, type OptionsOf } from './declared';
import { eventLoopTurn } from './event-loop';
import { probeOf } from './kl-monitor';
import { batchOptions } from './options';
import { klProbeOption, rolloutOptions } from './policy-options';
import { chunks } from './ragged';
import { replyBatch } from './replies';
import {
  measureRollouts,
  sampledTokensOf,
  sampleRollouts,
  type PolicyRollout,
  type PolicyTask,
  type RolloutMeasures,
} from './rollouts';
import { sft, type SftExample } from './sft';

/**
 * How the policy is trained. The optimiser's options, epochs and batches are those of each iteration's SFT. The starting
 * values suit an SFT model of half a million parameters.
 */
export const rejectionOptions = {
  ...batchOptions,
  learningRate: withDefault(batchOptions.learningRate, 2e-4),
  warmupSteps: withDefault(batchOptions.warmupSteps, 0),
  epochs: { ...batchOptions.epochs, says: 'passes over what an iteration keeps' },
  rowsPerBatch: { ...batchOptions.rowsPerBatch, says: 'replies in an optimiser step' },
  ...rolloutOptions,
  iterations: count(4, 'iterations of sampling and fine-tuning'),
  promptsPerIteration: count(96, 'prompts in an iteration'),
  samplesPerPrompt: count(8, 'replies to each, of which one is kept', { min: 2 }),
  keep: choice<'best' | 'random'>(
    'best',
    ['best', 'random'],
    'the best of each group, or, as a control, one by lot',
    { value: 'which' },
  ),
  klProbeReplies: klProbeOption,
  leastReward: numberOrNull(
    null,
    'drop what is kept but earns less than this, so that hard prompts teach nothing wrong',
    { none: 'drop nothing' },
  ),
};

/** How the policy is trained. */
export type RejectionOptions = OptionsOf<typeof rejectionOptions>;

/** What rejection sampling starts from where nothing else is said. */
export const rejectionDefaults: Readonly<RejectionOptions> = settle('rejection-sampling', rejectionOptions);

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
  const stage = 'rejection-sampling';
  const settings = settle(stage, rejectionOptions, options);
  const { iterations: steps, promptsPerIteration, samplesPerPrompt, leastReward } = settings;
  requirePrompts(stage, task.prompts, task.policy.config.max_position_embeddings);
  requireTwoNetworks(stage, task);

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
      const tuning = { ...settings, seed };
      for await (const { loss } of sft(task.policy, kept.map(asExample), [], tuning)) losses.push(loss);
    }
    sampledTokens += sampledTokensOf(rollouts);
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

/** The reply, end token and all, as a demonstration; of an episode the policy's own turns. */
function asExample(rollout: PolicyRollout): SftExample {
  const { batch, tokenMask } = replyBatch([rollout]);
  return { tokens: batch.tokens, mask: tokenMask };
}
