/**
 * One PPO run from a policy on a reward, evaluated on held-out prompts as it goes (claims B4, B5). Gold and proxy are
 * counted in standard deviations above the policy that it starts from; the policy is kept as it was at its best
 * evaluated gold and as it ended.
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import { mean, standardDeviation } from '../eval/statistics';
import { parameterCount } from '../model/config';
import { withScalarHead } from '../model/weights';
import { Random } from '../random';
import { ppo } from '../train/ppo';
import { ppoDefaults, type PpoOptions } from '../train/ppo-options';
import { judge, prompts, type Family } from '../world';
import { evaluatePolicy, evaluationPoint, type PolicyEvaluation } from './evaluation';
import { chatTask, type Task } from './task';
import type { LanguageCheckpoint, Made, Recipe, Workbench } from '../study/workbench';
import { spent } from '../study/ledger';
import { chatTokenizer, followed, modelFiles, readPolicy, sharedPrompts } from './common';
import { goldsOf, type ReplyPair } from './pairs';
import type { Policy } from './policy';
import { policyReward, type RewardSpec } from './rewards';
import type { RewardModel } from './reward-model';

/** How a run is made. */
export interface PpoRunSettings {
  readonly reward: RewardSpec;
  /** Families of the prompts that it trains on; it is evaluated on held-out ones of the same. */
  readonly families: readonly Family[];
  readonly options: Omit<Partial<PpoOptions>, 'seed'>;
  readonly evaluation: { readonly interval: number; readonly prompts: number };
  readonly seed: number;
}

/** What it is made from. */
export type PpoRunInputs = {
  readonly policy: Made<Policy>;
  /** None where the reward is the judge or a verifier. */
  readonly rewardModels: readonly Made<RewardModel>[];
  /** The policy's replies that gold's scale is measured on. */
  readonly heldOut: Made<ReplyPair[]>;
};

const point = z.object({
  /** Updates of the policy so far. */
  iteration: z.int(),
  /** Sampled sequence KL from the start, by k1 and by k3, in nats. */
  kl: z.number(),
  klK3: z.number(),
  /** In standard deviations above the start. */
  gold: z.number(),
  proxy: z.number(),
  rightFormat: z.number(),
  repetition: z.number(),
  length: z.number(),
  /** Mean score of each of the judge's parts, in [0, 1]. */
  parts: z.record(z.string(), z.number()),
  /** Gold by prompt, in the same order at every point. `[prompts]` */
  golds: z.array(z.number()),
});

const round = z.object({
  iteration: z.int(),
  score: z.number(),
  kl: z.number(),
  entropy: z.number(),
  length: z.number(),
  clipFraction: z.number(),
  explainedVariance: z.number(),
  unfinished: z.number(),
});

const course = z.object({ points: z.array(point), rounds: z.array(round) });

type PpoPoint = z.infer<typeof point>;
export const ppoCourseSchema = course;
type PpoCourse = z.infer<typeof course>;

export interface PpoRun extends PpoCourse {
  /** The policy at its highest evaluated gold, and at the end. */
  readonly peak: LanguageCheckpoint;
  readonly end: LanguageCheckpoint;
}

export const ppoRunRecipe: Recipe<PpoRunSettings, PpoRunInputs, PpoRun> = {
  name: 'ppo-run',
  title: ({ reward, options, seed }) =>
    `PPO on ${reward.kind}, β ${options.klCoefficient ?? ppoDefaults.klCoefficient}, seed ${seed}`,
  async *make(bench, settings, { policy: start, rewardModels, heldOut }) {
    const { families, options, evaluation, seed } = settings;
    const { checkpoint } = start.piece;
    const tokenizer = chatTokenizer(checkpoint);
    const golds = goldsOf(heldOut.piece);
    const scale = { mean: mean(golds), sd: standardDeviation(golds) };
    const models = rewardModels.map(({ piece }) => piece);
    const training = chatTask(tokenizer, prompts('train', families));
    const test = chatTask(tokenizer, sharedPrompts('ppo', evaluation.prompts, 'held-out', families));
    const { config, weights } = checkpoint;
    const reference = bench.backend.languageModel(config, weights);
    const policy = bench.backend.languageModel(config, weights);
    const { maxNewTokens = ppoDefaults.maxNewTokens } = options;
    const random = new Random(seed).split('ppo run');
    const points: PpoPoint[] = [];
    const rounds: PpoCourse['rounds'] = [];
    let peak = policy.weights();
    let spentTokens = { trained: 0, forward: 0 };
    const proxy = policyReward(bench, settings.reward, models, test, scale);
    const measure = (iteration: number): void => {
      const found = evaluatePolicy(
        policy,
        reference,
        proxy,
        test,
        { perPrompt: 1, maxNewTokens },
        random.split('evaluation'),
      );
      const inSd = (score: number) => (score - scale.mean) / scale.sd;
      const { gold, ...rest } = evaluationPoint(found);
      const at = {
        ...rest,
        iteration,
        gold: inSd(gold),
        golds: found.assessments.map((one) => inSd(one.gold)),
        parts: partMeans(test, found),
      };
      if (points.every((before) => before.gold < at.gold)) peak = policy.weights();
      points.push(at);
    };
    measure(0);
    const task = {
      policy,
      reference,
      value: valueNetwork(bench, checkpoint, models),
      reward: policyReward(bench, settings.reward, models, training, scale),
      prompts: training.tokens,
      stopTokens: training.stopTokens,
    };
    const iterations = options.iterations ?? ppoDefaults.iterations;
    yield* followed(ppoRunRecipe.title(settings), ppo(task, { ...options, seed }), (record) => {
      spentTokens = { trained: record.trainedTokens, forward: record.sampledTokens + record.scoredTokens };
      if (record.type === 'iteration') {
        const { iteration } = record;
        rounds.push(round.parse(record));
        if (iteration % evaluation.interval === 0 || iteration === iterations) measure(iteration);
      }
      return { reward: record.score, KL: record.kl, gold: points[points.length - 1].gold };
    });
    const ended = { ...checkpoint, weights: policy.weights() };
    const ledger = [spent('PPO', parameterCount(config), spentTokens)];
    return { piece: { points, rounds, peak: { ...checkpoint, weights: peak }, end: ended }, ledger };
  },
  toFiles: ({ peak, end, ...rest }) =>
    new Map([...modelFiles(peak, 'peak'), ...modelFiles(end, 'end'), ['course.json', JSON.stringify(rest)]]),
  fromFiles: (read, name) => ({
    ...parseJson(new TextDecoder().decode(read('course.json')), `${name}/course.json`, course),
    peak: readPolicy(read, name, 'peak'),
    end: readPolicy(read, name, 'end'),
  }),
};

/** The value function begins as the reward model where that has the policy's shape (Stiennon et al. 2020). */
function valueNetwork(bench: Workbench, policy: LanguageCheckpoint, models: readonly RewardModel[]) {
  const { config, weights } = policy;
  const same = models.find(({ checkpoint }) => checkpoint.config.hidden_size === config.hidden_size);
  return bench.backend.scalarModel(config, same?.checkpoint.weights ?? withScalarHead(config, weights));
}

/** Mean score of each judge's part over the replies of prompts that have it. */
function partMeans(task: Task, { replies, assessments }: PolicyEvaluation): Record<string, number> {
  const scores = new Map<string, number[]>();
  replies.forEach(({ promptIndex }, i) => {
    for (const { name, score } of judge([...task.prompts[promptIndex].messages], assessments[i].text).parts)
      scores.set(name, [...(scores.get(name) ?? []), score]);
  });
  return Object.fromEntries([...scores].map(([name, values]) => [name, mean(values)]));
}
