/**
 * The loop of the policy gradients that need no value network (REINFORCE leave-one-out, GRPO): an iteration samples a group
 * of replies to each of some prompts, and a reply is measured against its group. The two differ in what they make
 * of an iteration, which is their own.
 *
 * A group whose replies all earn the same teaches nothing. So such a trainer can only raise what the policy gets right
 * sometimes: where it knows an answer by heart or not at all, as in a memorised table of sums, there is nothing to
 * learn from (`mixedGroups` stays near 0). Sampling it 8 times must find more right answers than sampling it once.
 */
import type { AdamWOptions } from '../model/model';
import { Random } from '../random';
import { keeper, type Checkpointing } from './checkpoint';
import { requirePrompts, requireTwoNetworks } from './checks';
import { collapseWarnings, duplicateShare } from './collapse';
import { dealer } from './dealer';
import { count, numberOrNull, settle, withDefault, type OptionsOf } from './declared';
import { cutWarnings } from './episodes';
import { eventLoopTurn } from './event-loop';
import { probeOf } from './kl-monitor';
import { adamWAt } from './optimizer';
import { policyOptions, trlBatch } from './policy-options';
import { chunks } from './ragged';
import {
  measureRollouts,
  rolloutTokens,
  sampledTokensOf,
  sampleRollouts,
  type PolicyRollout,
  type PolicyTask,
  type RolloutMeasures,
} from './rollouts';

/** What trainers with groups share; the starting values suit an SFT model of half a million parameters. */
export const groupOptions = {
  ...policyOptions,
  learningRate: withDefault(policyOptions.learningRate, 2e-4),
  promptsPerIteration: count(12, 'prompts in an iteration', { trl: trlBatch }),
  samplesPerPrompt: count(8, 'replies to each of them: the group that a reply is measured against', {
    min: 2,
    trl: 'num_generations',
  }),
  klLimit: numberOrNull(
    null,
    'stop early after an iteration whose sampled sequence KL is above this, in nats',
    { above: 0, none: 'never', trl: { lost: 'no early stop in TRL', unless: null } },
  ),
};

/** What trainers with groups share. The schedule moves once an iteration. */
export type GroupOptions = OptionsOf<typeof groupOptions>;

/** What they start from where nothing else is said. */
export const groupDefaults: Readonly<GroupOptions> = settle('groups', groupOptions);

/** What an iteration says, beside the trainer's own measures. */
export type GroupRecord<Stage extends string, Update> = RolloutMeasures &
  Update & {
    readonly stage: Stage;
    readonly type: 'iteration';
    /** Iterations done, from 1, and in the whole run. */
    readonly step: number;
    readonly steps: number;
    /** The exact KL a token on the probe, in nats (see `kl-monitor.ts`); undefined without one. */
    readonly klExact: number | undefined;
    /** Signs of a collapse against the first iteration, one line each (see `collapse.ts`). */
    readonly warnings: readonly string[];
    /** Share of prompts whose replies did not all earn the same: those that teach something. */
    readonly mixedGroups: number;
    readonly policyLoss: number;
    readonly learningRate: number;
    /** Global L2 norm of the gradient before clipping; a mean where an iteration has several steps. */
    readonly gradNorm: number;
    /** Tokens so far: sampled; sent forward only (old policy, reference); sent forward and back. */
    readonly sampledTokens: number;
    readonly scoredTokens: number;
    readonly trainedTokens: number;
    /** The replies themselves, prompt after prompt, so that anything else can be measured on them. */
    readonly rollouts: readonly PolicyRollout[];
  };

/** What an update of the policy reports. */
export interface GroupUpdate {
  /** What was minimised, a mean over the iteration's steps. */
  readonly policyLoss: number;
  /** Global L2 norm of the gradient before clipping. */
  readonly gradNorm: number;
}

/** One iteration's update of the policy. */
export type UpdateRule<Update> = (
  rollouts: readonly PolicyRollout[],
  adamW: AdamWOptions,
  random: Random,
  where: string,
) => Update & GroupUpdate;

/**
 * Runs the loop.
 * @param passes times that an update sends each reply forward and back.
 * @throws UserError on a task or options that cannot work, a reward that is not finite, or a loss that is not.
 */
export async function* improveByGroups<Stage extends string, Update extends object>(
  stage: Stage,
  task: PolicyTask,
  settings: GroupOptions,
  passes: number,
  update: UpdateRule<Update>,
  checkpointing: Checkpointing,
): AsyncGenerator<GroupRecord<Stage, Update>, void, undefined> {
  requireTwoNetworks(stage, task);
  requirePrompts(stage, task.prompts, task.policy.config.max_position_embeddings);
  const { iterations: steps, promptsPerIteration, samplesPerPrompt, klLimit } = settings;
  const random = new Random(settings.seed).split(stage);
  const nextPrompt = dealer((pass) => random.split('prompts', pass).shuffle([...task.prompts.keys()]));
  const spentNothing = { sampledTokens: 0, scoredTokens: 0, trainedTokens: 0 };
  const start = { ...spentNothing, firstEntropy: 0, firstDuplicates: 0, firstLength: 0 };
  const run = keeper(stage, steps, { policy: task.policy }, start, checkpointing);
  for (let dealt = 0; dealt < run.step * promptsPerIteration; dealt++) nextPrompt();
  const probe = probeOf(task, settings, random);
  let { sampledTokens, scoredTokens, trainedTokens, firstEntropy, firstDuplicates, firstLength } =
    run.progress;

  for (let step = run.step + 1; step <= steps; step++) {
    await eventLoopTurn();
    const where = `${stage}: iteration ${step} of ${steps}`;
    const draw = random.split('round', step);
    const asked = Array.from({ length: promptsPerIteration }, nextPrompt);
    const indices = asked.flatMap((p) => Array.from({ length: samplesPerPrompt }, () => p));
    const rollouts = sampleRollouts(task, indices, settings, draw.split('replies'), where);
    // Good replies to one prompt may well be equal, so duplicates are looked for among one reply per prompt.
    const onePerPrompt = rollouts.filter((_, i) => i % samplesPerPrompt === 0);
    const measures = { ...measureRollouts(rollouts), duplicates: duplicateShare(onePerPrompt) };
    const klExact = probe?.(task.policy);
    if (step === 1) {
      ({ entropy: firstEntropy, duplicates: firstDuplicates, length: firstLength } = measures);
    }
    const first = { entropy: firstEntropy, duplicates: firstDuplicates, length: firstLength };
    const warnings = [...collapseWarnings(first, measures), ...cutWarnings(rollouts)];

    const adamW = adamWAt(settings, step - 1, steps);
    const updated = update(rollouts, adamW, draw.split('minibatches'), where);
    const tokens = rolloutTokens(rollouts);
    sampledTokens += sampledTokensOf(rollouts);
    scoredTokens += 2 * tokens;
    trainedTokens += passes * tokens;
    const spent = { sampledTokens, scoredTokens, trainedTokens };
    const mixedGroups = shareOfMixedGroups(rollouts, samplesPerPrompt);
    const { learningRate } = adamW;
    const about = { stage, type: 'iteration', step, steps, learningRate, rollouts } as const;
    yield { ...measures, klExact, mixedGroups, ...updated, ...spent, warnings, ...about };
    if (klLimit !== null && measures.kl > klLimit) return;
    run.keep(step, { ...spent, firstEntropy, firstDuplicates, firstLength });
  }
}

function shareOfMixedGroups(rollouts: readonly PolicyRollout[], samplesPerPrompt: number): number {
  const groups = chunks(rollouts, samplesPerPrompt);
  const mixed = groups.filter((group) => group.some(({ reward }) => reward !== group[0].reward));
  return mixed.length / groups.length;
}
