/**
 * PPO on a reward: the last of the three steps (claims B4, B5). The policy samples replies, a reward scores them,
 * and clipped policy gradients raise the score, at a price per nat of KL from the SFT model.
 *
 * The details that matter, and where they come from: [Z] Ziegler et al. 2019, arXiv 1909.08593; [S] Stiennon et
 * al. 2020, 2009.01325; [O] Ouyang et al. 2022, 2203.02155; [H] Huang et al. 2024, "The N+ implementation details
 * of RLHF with PPO", 2403.17031; [P] Schulman et al. 2017, 1707.06347.
 *
 *  1. The reward comes at the reply's last token; each token pays β (log π − log π_ref), the k1 estimate [Z, O].
 *  2. β is fixed [O] or steered to a target KL [Z, section 2.2].
 *  3. Replies are sampled at temperature 1 with nothing cut off, so that what is trained is what was sampled.
 *  4. A reply without an end token earns less than any with one [Z, H].
 *  5. The value function is a network of its own, begun as the reward model [S], and learns alone for some rounds.
 *     It is read at the state before each token.
 *  6. Log-probabilities of the old policy come from the same forward pass as the new ones, so the first ratio is 1.
 *  7. γ = 1: a nat of KL or a point of reward counts the same wherever it falls [S, H].
 *  8. λ = 1 by default: with replies this short the value function's bias costs more than the variance.
 *  9. Advantages are whitened over the whole round's tokens; rewards only on request, and keeping their mean [Z, H].
 * 10. Ratio and value are clipped; several epochs of shuffled minibatches [P, H]. Losses are means over tokens.
 * 11. Adam's ε is 1e-5 [H]; no dropout anywhere [Z, H].
 *
 * A round costs: one generation, three forward passes (old policy, reference, value), and for each epoch one
 * forward and backward pass of policy and value.
 */
import { sequenceKl } from '../eval/kl';
import { explainedVariance, mean, standardDeviation } from '../eval/statistics';
import { UserError } from '../errors';
import { Random } from '../random';
import { requireCounts, requirePrompts } from './checks';
import { dealer } from './dealer';
import { adamWAt } from './optimizer';
import { ppoDefaults, type PpoMeasures, type PpoOptions, type PpoRecord } from './ppo-options';
import { collectRollouts, toExperience, type Experience, type PpoTask } from './ppo-rollouts';
import { minibatches, updatePolicy, updateValue, type ValueUpdate } from './ppo-update';
import { concatenate } from './ragged';

/**
 * Trains a policy against a reward.
 * @param task networks, reward and prompts; `policy` and `value` are trained in place.
 * @throws UserError on a task or options that cannot work, a reward that is not finite, or a loss that is not.
 */
export async function* ppo(
  task: PpoTask,
  options: Partial<PpoOptions> = {},
): AsyncGenerator<PpoRecord, void, undefined> {
  const settings = { ...ppoDefaults, ...options };
  checkTask(task, settings);
  const { iterations, valueWarmup, rowsPerIteration, epochs, valueLearningRate } = settings;
  const random = new Random(settings.seed).split('ppo');
  const nextPrompt = dealer((pass) => random.split('prompts', pass).shuffle([...task.prompts.keys()]));
  const steps = valueWarmup + iterations;
  const spent = { sampledTokens: 0, scoredTokens: 0, trainedTokens: 0 };
  const valueAdamW = { ...adamWAt({ ...settings, warmupSteps: 0 }, 0, 1), learningRate: valueLearningRate };
  let klCoefficient = settings.klCoefficient;

  for (let step = 1; step <= steps; step++) {
    const where = `ppo: round ${step} of ${steps}`;
    const draw = random.split('round', step);
    const promptIndices = Array.from({ length: rowsPerIteration }, nextPrompt);
    const rollouts = collectRollouts(task, promptIndices, settings, draw.split('replies'), where);
    const experience = toExperience(rollouts, klCoefficient, settings);
    const batches = minibatches(experience, settings, draw.split('minibatches'));

    const iteration = step - valueWarmup;
    const valueUpdate = updateValue(task.value, batches, settings, valueAdamW, where);
    const trainedNetworks = iteration < 1 ? 1 : 2;

    const rowTokens = rollouts.reduce((sum, { prompt, tokens }) => sum + prompt.length + tokens.length, 0);
    spent.sampledTokens += rollouts.reduce((sum, { tokens }) => sum + tokens.length, 0);
    spent.scoredTokens += 3 * rowTokens;
    spent.trainedTokens += trainedNetworks * epochs * rowTokens;
    const measures = { ...measure(experience), ...valueUpdate, ...spent, stage: 'ppo' as const, step, steps };

    if (iteration < 1) {
      yield { ...measures, type: 'value-warm-up', klCoefficient };
      continue;
    }
    const policyAdamW = adamWAt(settings, iteration - 1, iterations);
    const policyUpdate = updatePolicy(task.policy, batches, settings, policyAdamW, where);
    const { learningRate } = policyAdamW;
    yield { ...measures, ...policyUpdate, type: 'iteration', iteration, klCoefficient, learningRate };
    klCoefficient = adaptedKlCoefficient(klCoefficient, measures.kl, settings);
  }
}

/** What a round's replies show. */
function measure(
  experience: readonly Experience[],
): Omit<PpoMeasures, keyof ValueUpdate | 'stage' | 'step' | 'steps' | 'klCoefficient' | `${string}Tokens`> {
  const average = (of: (rollout: Experience) => number) => mean(experience.map(of));
  const all = (name: 'values' | 'returns' | 'entropies') => concatenate(experience.map((row) => row[name]));
  return {
    score: average(({ score }) => score),
    scoreSd: standardDeviation(experience.map(({ score }) => score)),
    reward: average(({ reward }) => reward),
    kl: average(({ logprobs, referenceLogprobs }) => sequenceKl(logprobs, referenceLogprobs)),
    klK3: average(({ logprobs, referenceLogprobs }) => sequenceKl(logprobs, referenceLogprobs, 'k3')),
    entropy: mean(all('entropies')),
    length: average(({ tokens }) => tokens.length),
    unfinished: average(({ stopped }) => (stopped ? 0 : 1)),
    explainedVariance: explainedVariance(all('values'), all('returns')),
    rollouts: experience,
  };
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
  requireCounts('ppo', options, {
    iterations: 1,
    valueWarmup: 0,
    rowsPerIteration: 2,
    minibatchRows: 1,
    epochs: 1,
    maxNewTokens: 1,
  });
  if (task.policy === task.reference) {
    throw new UserError('ppo: policy and reference are one network; expected a frozen copy as the reference');
  }
  if (options.klTarget !== null && !(options.klTarget > 0)) {
    throw new UserError(`ppo: klTarget is ${options.klTarget}; expected a number above 0, or null`);
  }
  requirePrompts('ppo', task.prompts, task.policy.config.max_position_embeddings);
}
