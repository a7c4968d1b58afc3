/**
 * PPO on a reward: the last of the three steps (claims B4, B5). The policy samples replies, a reward scores them,
 * and clipped policy gradients raise the score, at a price per nat of KL from the SFT model.
 *
 * The details that matter, and where they come from: [Z] Ziegler et al. 2019, arXiv 1909.08593; [S] Stiennon et
 * al. 2020, 2009.01325; [O] Ouyang et al. 2022, 2203.02155; [H] Huang et al. 2024, "The N+ implementation details
 * of RLHF with PPO", 2403.17031; [P] Schulman et al. 2017, 1707.06347.
 *
 *  1. The reward comes at the reply's last token; each token pays β (log π − log π_ref), the k1 estimate [Z, O].
 *  2. β is fixed [O] or steered to a target KL by a proportional controller [Z, section 2.2].
 *  3. Replies are sampled at temperature 1 with nothing cut off, so that what is trained is what was sampled.
 *  4. A reply without an end token earns less than any with one [Z, H].
 *  5. The value function is a network of its own, begun as the reward model [S, O], and learns alone for some iterations.
 *     It is read at the state before each token.
 *  6. The first ratio is exactly 1 [H]. Others recompute the old policy's log-probabilities by a forward pass for that;
 *     here sampling and forward pass give the same bits, so the sampler's are taken.
 *  7. The reference is the SFT model and stays frozen [Z, S, O].
 *  8. γ = 1: a nat of KL or a point of reward counts the same wherever it falls [S, H].
 *  9. λ = 1 by default: with replies this short the value function's bias costs more than the variance.
 * 10. Advantages are whitened over the whole iteration's tokens; rewards only on request, and keeping their mean [Z, H].
 * 11. Rewards are calibrated on the SFT model's replies, mean 0 and sd 1, so that β means the same for each [Z, S, H].
 * 12. Ratio and value are clipped; several epochs of shuffled minibatches [P, H]. Losses are means over tokens.
 * 13. Adam's ε is 1e-5 [H]; no dropout anywhere [Z, H].
 * 14. On request the cross-entropy on pre-training rows is added to every step of the policy, so that it does not
 *     forget what the reward does not ask for [O, "PPO-ptx"]. Their γ = 27.8 goes with other batch sizes than ours.
 * 15. The reward may mix several: a reward model's with a verifier's (`reward-mix.ts`).
 * 16. An episode of several turns (`episodes.ts`) is one sequence of the policy's own tokens: advantages step from a turn's
 *     last token to the next turn's first, over what the environment said, as in verl's `compute_gae_advantage_return`.
 *
 * An iteration costs: one generation, two forward passes (reference, value), and for each epoch one
 * forward and backward pass of policy and value; the KL probe adds one of the policy on a few replies.
 */
import { explainedVariance } from '../eval/statistics';
import { UserError } from '../errors';
import { Random } from '../random';
import { keeper, type Checkpointing } from './checkpoint';
import { requireFinite, requirePrompts, requireTwoNetworks } from './checks';
import { collapseWarnings } from './collapse';
import { dealer } from './dealer';
import { settle } from './declared';
import { cutWarnings } from './episodes';
import { eventLoopTurn } from './event-loop';
import { probeOf } from './kl-monitor';
import { adamWAt } from './optimizer';
import { ppoOptions, type PpoOptions } from './ppo-options';
import type { PpoRecord } from './ppo-records';
import { collectRollouts, toExperience, type Experience, type PpoTask } from './ppo-rollouts';
import { minibatches, updatePolicy, updateValue, type Guard } from './ppo-update';
import { concatenate } from './ragged';
import { measureRollouts, rolloutTokens, sampledTokensOf } from './rollouts';

/**
 * Trains a policy against a reward.
 * @param task networks, reward and prompts; `policy` and `value` are trained in place.
 * @param checkpointing keeps the networks `policy` and `value` between iterations.
 * @throws UserError on a task or options that cannot work, a reward that is not finite, or a loss that is not.
 */
export async function* ppo(
  task: PpoTask,
  options: Partial<PpoOptions> = {},
  checkpointing: Checkpointing = {},
): AsyncGenerator<PpoRecord, void, undefined> {
  const settings = settle('ppo', ppoOptions, options);
  checkTask(task, settings);
  const { policy, value } = task;
  const { iterations, valueWarmup, rowsPerIteration, epochs, valueLearningRate } = settings;
  const pretraining = settings.pretrainingCoefficient > 0 ? task.pretraining : undefined;
  const steps = valueWarmup + iterations;
  const random = new Random(settings.seed).split('ppo');
  const nextPrompt = dealer((pass) => random.split('prompts', pass).shuffle([...task.prompts.keys()]));
  const probe = probeOf(task, settings, random);
  const valueAdamW = { ...adamWAt({ ...settings, warmupSteps: 0 }, 0, 1), learningRate: valueLearningRate };

  const spentNothing = { sampledTokens: 0, scoredTokens: 0, trainedTokens: 0 };
  const atStart = { firstEntropy: 0, firstDuplicates: 0, firstLength: 0 };
  const start = { ...spentNothing, ...atStart, klCoefficient: settings.klCoefficient };
  const run = keeper('ppo', steps, { policy, value }, start, checkpointing);
  for (let dealt = 0; dealt < run.step * rowsPerIteration; dealt++) nextPrompt();
  let { sampledTokens, scoredTokens, trainedTokens, klCoefficient } = run.progress;
  let { firstEntropy, firstDuplicates, firstLength } = run.progress;

  for (let step = run.step + 1; step <= steps; step++) {
    await eventLoopTurn();
    const where = `ppo: iteration ${step} of ${steps}`;
    const guard: Guard = (quantities, model) => requireFinite(where, quantities, { model });
    const draw = random.split('round', step);
    const promptIndices = Array.from({ length: rowsPerIteration }, nextPrompt);
    const rollouts = collectRollouts(task, promptIndices, settings, draw.split('replies'), where);
    const seen = measureRollouts(rollouts);
    guard({ 'entropy of the policy': seen.entropy, 'KL of the policy': seen.kl }, policy);
    const experience = toExperience(rollouts, klCoefficient, settings);
    const batches = minibatches(experience, settings, draw.split('minibatches'));

    if (step === 1) ({ entropy: firstEntropy, duplicates: firstDuplicates, length: firstLength } = seen);
    const first = { entropy: firstEntropy, duplicates: firstDuplicates, length: firstLength };
    const klExact = probe?.(policy);
    const valueUpdate = updateValue(value, batches, settings, valueAdamW, guard);

    const iteration = step - valueWarmup;
    const trainedNetworks = iteration < 1 ? 1 : 2;
    const rowTokens = rolloutTokens(rollouts);
    sampledTokens += sampledTokensOf(rollouts);
    scoredTokens += 3 * rowTokens;
    trainedTokens += trainedNetworks * epochs * rowTokens;
    const spent = { sampledTokens, scoredTokens, trainedTokens };
    const measures = {
      ...seen,
      klExact,
      explainedVariance: explainedVarianceOf(experience),
      rollouts: experience,
      ...valueUpdate,
      ...spent,
      warnings: [...collapseWarnings(first, seen), ...cutWarnings(rollouts)],
      stage: 'ppo' as const,
      step,
      steps,
    };

    if (iteration < 1) {
      yield { ...measures, type: 'value-warm-up', klCoefficient };
    } else {
      const adamW = adamWAt(settings, iteration - 1, iterations);
      const rowsOf = (update: number) => pretraining?.((iteration - 1) * batches.length + update);
      const update = updatePolicy(policy, batches, settings, adamW, guard, rowsOf);
      const { learningRate } = adamW;
      yield { ...measures, ...update, type: 'iteration', iteration, klCoefficient, learningRate };
      klCoefficient = adaptedKlCoefficient(klCoefficient, seen.kl, settings);
    }
    run.keep(step, { ...spent, firstEntropy, firstDuplicates, firstLength, klCoefficient });
  }
}

/** How well the value network foresaw the returns, over all tokens. */
function explainedVarianceOf(experience: readonly Experience[]): number {
  const all = (name: 'values' | 'returns') => concatenate(experience.map((row) => row[name]));
  return explainedVariance(all('values'), all('returns'));
}

/**
 * The adaptive coefficient of Ziegler et al. 2019, section 2.2: proportional control of log β, with the relative
 * error clipped to 20 %. Without a target β stays.
 */
export function adaptedKlCoefficient(
  coefficient: number,
  kl: number,
  options: Pick<PpoOptions, 'klTarget' | 'klHorizon' | 'rowsPerIteration'>,
): number {
  if (options.klTarget === null) return coefficient;
  const error = Math.max(-0.2, Math.min(0.2, kl / options.klTarget - 1));
  return coefficient * (1 + (error * options.rowsPerIteration) / options.klHorizon);
}

function checkTask(task: PpoTask, options: PpoOptions): void {
  if (options.pretrainingCoefficient > 0 && task.pretraining === undefined) {
    throw new UserError(
      `ppo: pretrainingCoefficient is ${options.pretrainingCoefficient}; expected pre-training rows with it`,
    );
  }
  requireTwoNetworks('ppo', task);
  requirePrompts('ppo', task.prompts, task.policy.config.max_position_embeddings);
}
