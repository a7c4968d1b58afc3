/**
 * One treatment: PPO from the SFT model on a reward, evaluated on the same held-out prompts as it goes (claims
 * B4, B5). The policy is kept as it was at its best evaluated gold and as it ended.
 */
import { fitGold } from '../../eval/curve-fits';
import { klDistance } from '../../eval/kl';
import { mean } from '../../eval/statistics';
import type { Backend, LanguageModel, ScalarModel } from '../../model/model';
import type { Weights } from '../../model/weights';
import type { Random } from '../../random';
import { ppo } from '../../train/ppo';
import { ppoDefaults } from '../../train/ppo-options';
import type { PpoRecord } from '../../train/ppo-records';
import type { Reward } from '../../train/reward';
import { evaluatePolicy, evaluationPoint } from '../../steps/evaluation';
import { assess, goldReward, type Task } from '../../steps/task';
import type { LectureEvent } from './events';
import type { ArmResult } from './result';
import type { Arm, LectureSettings } from './settings';

/** What all arms of a seed share. */
export interface ArmInput {
  readonly backend: Backend;
  readonly seed: number;
  readonly settings: LectureSettings;
  readonly sft: LanguageModel;
  readonly rewardModel: ScalarModel;
  readonly reward: Reward;
  readonly goldScale: { readonly mean: number; readonly sd: number };
  /** Prompts that PPO trains on, and held-out ones. */
  readonly training: Task;
  readonly heldOut: Task;
  readonly random: Random;
}

/** The arm's curve and the policies worth keeping. */
export interface ArmOutcome {
  readonly result: ArmResult;
  readonly peakWeights: Weights;
  readonly policy: LanguageModel;
}

/** Steps that an arm reports: value warm-up rounds and iterations. */
function armSteps(arm: Arm): number {
  const { iterations, valueWarmup } = { ...ppoDefaults, ...arm.ppo };
  return iterations + valueWarmup;
}

/** Runs one arm. */
export async function* runArm(arm: Arm, input: ArmInput): AsyncGenerator<LectureEvent, ArmOutcome> {
  const { backend, seed, settings, sft, rewardModel, goldScale, training } = input;
  const policy = backend.languageModel(sft.config, sft.weights());
  const value = backend.scalarModel(sft.config, rewardModel.weights());
  const reward = arm.reward === 'model' ? input.reward : goldReward(training, goldScale);
  const options = { ...arm.ppo, maxNewTokens: settings.maxNewTokens, seed };
  const { iterations, klCoefficient } = { ...ppoDefaults, ...options };
  const points: ArmResult['points'] = [];
  const curve: ArmResult['iterations'] = [];
  let peakWeights = sft.weights();

  const evaluate = (iteration: number): LectureEvent => {
    const point = { iteration, ...evaluateHeldOut(policy, input) };
    if (points.every(({ gold }) => gold < point.gold)) peakWeights = policy.weights();
    points.push(point);
    const record = { ...point, stage: 'evaluation' as const, arm: arm.name };
    const live = { gold: point.gold, proxy: point.proxy, KL: point.kl };
    return { type: 'step', seed, done: curve.length, live, record };
  };

  yield { type: 'stage', seed, title: arm.title, steps: armSteps(arm) };
  yield evaluate(0);
  const task = {
    policy,
    reference: sft,
    value,
    reward,
    prompts: training.tokens,
    stopTokens: training.stopTokens,
  };
  for await (const record of ppo(task, options)) {
    const gold = relativeGold(training, record, goldScale);
    const live = { reward: record.score, gold, KL: record.kl, entropy: record.entropy };
    yield {
      type: 'step',
      seed,
      done: record.step,
      live,
      record: { ...record, rollouts: undefined, arm: arm.name },
    };
    if (record.type !== 'iteration') continue;
    const { iteration, score, kl, entropy, length, clipFraction, explainedVariance, unfinished } = record;
    curve.push({ iteration, score, gold, kl, entropy, length, clipFraction, explainedVariance, unfinished });
    if (iteration % settings.evaluationInterval === 0 || iteration === iterations) yield evaluate(iteration);
  }
  const moved = points.map(({ kl, gold }) => ({ distance: klDistance(kl), gold: gold - points[0].gold }));
  const best = points.reduce((a, b) => (b.gold > a.gold ? b : a));
  const fit = fitGold('rl', moved) ?? null;
  const { name, title } = arm;
  const result = { name, title, klCoefficient, points, iterations: curve, peak: best.iteration, fit };
  return { result, peakWeights, policy };
}

function evaluateHeldOut(policy: LanguageModel, input: ArmInput) {
  const { sft, reward, heldOut, settings, goldScale, random } = input;
  const sampling = { perPrompt: 1, maxNewTokens: settings.maxNewTokens };
  const evaluation = evaluatePolicy(policy, sft, reward, heldOut, sampling, random.split('evaluation'));
  const point = evaluationPoint(evaluation);
  return { ...point, gold: (point.gold - goldScale.mean) / goldScale.sd };
}

/** Mean gold of an iteration's own replies, in sd above SFT. */
function relativeGold(task: Task, record: PpoRecord, scale: { mean: number; sd: number }): number {
  return (mean(assess(task, record.rollouts).map(({ gold }) => gold)) - scale.mean) / scale.sd;
}
