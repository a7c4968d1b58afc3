/**
 * The main job: the three steps from the shipped base model, then the question that the lecture ends with
 * (claims A1, B1, B3, B4, B5): how gold and proxy reward move along the distance from the SFT model, for best-of-n
 * and for PPO without a KL penalty, with one, and, as the control, on the gold score itself.
 *
 * A stream of events; nothing is written here. Same settings and seed, same events to the last bit.
 */
import { bestOfN } from '../../eval/best-of-n';
import { bootstrapMean } from '../../eval/bootstrap';
import { fitGold } from '../../eval/curve-fits';
import { klDistance } from '../../eval/kl';
import { mean } from '../../eval/statistics';
import { chatTokenizerConfig } from '../../model/chat-template';
import type { Checkpoint } from '../../model/checkpoint';
import type { Backend, LanguageModel, ScalarModel } from '../../model/model';
import { Tokenizer } from '../../model/tokenizer';
import { Random } from '../../random';
import type { Reward } from '../../train/reward';
import { samplePool } from '../../train/sample-pool';
import { centrepiece, drawPrompts, prompts } from '../../world';
import { curveSizes } from '../../steps/best-of-n';
import { slidePrompts } from '../../steps/slide-prompts';
import { assess, chatTask, type Task } from '../../steps/task';
import { runArm, type ArmOutcome } from './arm';
import type { LectureEvent } from './events';
import type { LectureResult, SeedResult } from './result';
import type { LectureSettings, PresetName } from './settings';
import { evaluateStages, sampleStages, type StageModel } from './stages';
import { runRewardModel, runSft, type RewardOutcome } from './steps';

/** What the main job is made from. */
export interface LectureInput {
  /** Where the networks run. */
  readonly backend: Backend;
  /** The base model to start from. */
  readonly base: Checkpoint & { readonly kind: 'lm' };
  /** The settings' name, for the result. */
  readonly preset: PresetName;
  /** Sizes of everything; `presets[preset]`, as a rule. */
  readonly settings: LectureSettings;
  /** The first seed; the others follow on it. */
  readonly seed: number;
}

/** Runs the main job. The last event carries the result. @throws UserError as the trainers do. */
export async function* lecture(input: LectureInput): AsyncGenerator<LectureEvent, void> {
  const seeds: SeedResult[] = [];
  for (let i = 0; i < input.settings.seeds; i++) seeds.push(yield* lectureOnce(input, input.seed + i));
  const result: LectureResult = { lab: 'lecture', preset: input.preset, seeds };
  yield { type: 'result', result };
}

/** The same held-out prompts for every seed, so that seeds differ by training alone. */
function heldOutPrompts(purpose: string, count: number, families?: typeof centrepiece) {
  return drawPrompts(new Random(1).split('lecture prompts', purpose), count, 'held-out', families);
}

/** What a seed draws everything random from. */
export const lectureRandom = (seed: number) => new Random(seed).split('lecture');

/** The prompts to train and to evaluate on. */
export function lectureTasks(tokenizer: Tokenizer, settings: Pick<LectureSettings, 'evaluationPrompts'>) {
  return {
    training: chatTask(tokenizer, prompts('train', centrepiece)),
    heldOut: chatTask(tokenizer, heldOutPrompts('evaluation', settings.evaluationPrompts, centrepiece)),
  };
}

async function* lectureOnce(input: LectureInput, seed: number): AsyncGenerator<LectureEvent, SeedResult> {
  const { backend, base, settings } = input;
  const { config } = base;
  const random = lectureRandom(seed);
  const tokenizer = new Tokenizer(base.tokenizer.json, chatTokenizerConfig);
  const step = { backend, seed, settings, random };
  const saved = (name: string, model: LanguageModel): LectureEvent => ({
    type: 'model',
    seed,
    name,
    checkpoint: { kind: 'lm', config, weights: model.weights(), tokenizer },
  });

  const sft = backend.languageModel(config, base.weights);
  const sftResult = yield* runSft(sft, tokenizer, step);
  yield saved('sft', sft);

  const tasks = lectureTasks(tokenizer, settings);
  const { training, heldOut } = tasks;
  const rewardModel = yield* runRewardModel(sft, tasks, step);
  yield savedRewardModel(rewardModel, seed, config, tokenizer, settings);

  const pool = await (yield* runBestOfN(sft, heldOut, rewardModel, step));
  const shared = {
    ...step,
    sft,
    rewardModel: rewardModel.model,
    reward: rewardModel.reward,
    goldScale: rewardModel.goldScale,
    training,
    heldOut,
  };
  const outcomes = new Map<string, ArmOutcome>();
  for (const arm of settings.arms) outcomes.set(arm.name, yield* runArm(arm, shared));

  const stages: StageModel[] = [
    { name: 'base', title: 'Base model', model: backend.languageModel(config, base.weights) },
    { name: 'sft', title: 'SFT', model: sft },
  ];
  const free = outcomes.get('free');
  if (free) {
    const peak = backend.languageModel(config, free.peakWeights);
    stages.push({ name: 'ppo-peak', title: 'PPO at its gold peak', model: peak });
    stages.push({ name: 'ppo-end', title: 'PPO at the end', model: free.policy });
  }
  const penalty = outcomes.get('penalty');
  if (penalty) stages.push({ name: 'ppo-penalty', title: 'PPO with a KL penalty', model: penalty.policy });
  for (const stage of stages) if (stage.name.startsWith('ppo')) yield saved(stage.name, stage.model);

  const table = {
    tokenizer,
    sft,
    reward: rewardModel.reward,
    prompts: heldOutPrompts('table', settings.tablePrompts, centrepiece),
    promptsEverywhere: heldOutPrompts('table of all families', settings.tablePrompts),
    maxNewTokens: settings.maxNewTokens,
    random: random.split('table'),
  };
  return {
    seed,
    sft: sftResult,
    rewardModel: rewardModel.result,
    goldScale: rewardModel.goldScale,
    bestOfN: pool,
    arms: [...outcomes.values()].map(({ result }) => result),
    stages: evaluateStages(stages, table),
    samples: sampleStages(stages, table, slidePrompts),
  };
}

function savedRewardModel(
  { model, calibration }: { model: ScalarModel; calibration: RewardOutcome['calibration'] },
  seed: number,
  config: Checkpoint['config'],
  tokenizer: Tokenizer,
  settings: LectureSettings,
): LectureEvent {
  const pooling = settings.rewardModel.pooling ?? 'mean';
  const reward = { pooling, rewardMean: calibration.mean, rewardScale: calibration.sd };
  const checkpoint: Checkpoint = { kind: 'scalar', config, reward, weights: model.weights(), tokenizer };
  return { type: 'model', seed, name: 'reward-model', checkpoint };
}

/** Best-of-n for all n up to the pool's size, gold and proxy in sd of SFT replies. */
async function* runBestOfN(
  sft: LanguageModel,
  heldOut: Task,
  { reward, goldScale }: { reward: Reward; goldScale: RewardOutcome['goldScale'] },
  { seed, settings, random }: { seed: number; settings: LectureSettings; random: Random },
): AsyncGenerator<LectureEvent, SeedResult['bestOfN']> {
  const { prompts: count, samples } = settings.bestOfN;
  const task: Task = {
    ...heldOut,
    prompts: heldOut.prompts.slice(0, count),
    tokens: heldOut.tokens.slice(0, count),
  };
  const options = { samplesPerPrompt: samples, maxNewTokens: settings.maxNewTokens, seed };
  const sizes = curveSizes(samples);
  const curves: ReturnType<typeof bestOfN>[] = [];
  yield { type: 'stage', seed, title: 'Best-of-n', steps: task.prompts.length };
  for await (const { step, samples: pool } of samplePool(
    sft,
    task.tokens,
    task.stopTokens,
    reward,
    options,
  )) {
    const proxies = pool.map(({ score }) => score);
    const golds = assess(task, pool).map(({ gold }) => (gold - goldScale.mean) / goldScale.sd);
    curves.push(bestOfN(proxies, golds, sizes));
    const record = {
      stage: 'best-of-n' as const,
      type: 'prompt' as const,
      step,
      meanProxy: mean(proxies),
      meanGold: mean(golds),
    };
    yield {
      type: 'step',
      seed,
      done: step,
      live: { proxy: record.meanProxy, gold: record.meanGold },
      record,
    };
  }
  const points = sizes.map((n, i) => ({
    n,
    kl: curves[0][i].kl,
    proxy: mean(curves.map((curve) => curve[i].proxy)),
    gold: bootstrapMean(
      curves.map((curve) => curve[i].gold),
      { random: random.split('best-of-n', n) },
    ),
  }));
  const moved = points.map(({ kl, gold }) => ({
    distance: klDistance(kl),
    gold: gold.value - points[0].gold.value,
  }));
  return { points, fit: fitGold('best-of-n', moved) ?? null };
}
