/**
 * Rewards by name: a reward model, several of them as an ensemble, the world's judge, the verifier of sums, or a
 * mixture of these with weights.
 */
import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UserError } from '../../errors';
import { readRewardModel } from '../models';
import { sumsReward } from '../../steps/sums-reward';
import { measureScale } from '../../steps/scale';
import { goldReward, type Task } from '../../steps/task';
import type { Checkpoint } from '../../model/checkpoint';
import type { Backend, LanguageModel, ScalarModel } from '../../model/model';
import type { Random } from '../../random';
import type { Reward } from '../../train/reward';
import { ensemble, mixture, type EnsembleRule, type MixturePart } from '../../train/reward-mix';
import { rewardFromModel } from '../../train/reward-scores';
import { decimal } from './options';

/** One word of `--reward`: `runs/reward`, `judge`, `sums`, each perhaps with `=weight`. */
interface RewardName {
  /** A folder, `judge` or `sums`. */
  readonly source: string;
  /** undefined where none was given. */
  readonly weight: number | undefined;
}

const ensembleRules = ['mean', 'worst', 'uncertainty'] as const satisfies EnsembleRule['rule'][];

export interface RewardOptions {
  reward: RewardName[];
  ensemble: EnsembleRule['rule'];
  ensemblePenalty: number;
}

/** Reads one word of `--reward` and adds it to those before it. */
function parseReward(text: string, before: RewardName[] | undefined): RewardName[] {
  const [, source, weight] = /^(.*?)(?:=(-?\d+(?:\.\d+)?))?$/s.exec(text) ?? [];
  if (!source) throw new InvalidArgumentError('expected a folder, judge or sums, perhaps with =weight');
  if (weight !== undefined && existsSync(text)) {
    if (existsSync(source))
      throw new InvalidArgumentError(
        `there are folders ${source} and ${text}; give the weight too (${text}=1), or rename one`,
      );
    return [...(before ?? []), { source: text, weight: undefined }];
  }
  return [...(before ?? []), { source, weight: weight === undefined ? undefined : Number(weight) }];
}

/** Adds `--reward` and how several of them are joined. */
export function withReward(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--reward <names...>',
        "a reward model's folder; `judge`, the world's own truth; `sums`, 1 for the right answer to a sum. Several " +
          'folders are an ensemble; anything with a weight, such as sums=2, is added to the rest',
      )
        .argParser(parseReward)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--ensemble <rule>',
        'what several reward models say together: their mean, the worst, or the mean less their variance',
      )
        .choices(ensembleRules)
        .default('mean'),
    )
    .option('--ensemble-penalty <x>', 'weight of the variance, for --ensemble uncertainty', decimal(0), 1);
}

/** A reward model that was opened for a policy. */
export interface OpenReward {
  readonly checkpoint: Checkpoint & { kind: 'scalar' };
  readonly model: ScalarModel;
  /** On the scale that is stored with the model. */
  readonly reward: Reward;
}

/** Opens a reward model. @throws UserError when it cannot read what the policy writes. */
function openRewardModel(folder: string, backend: Backend, policy: Checkpoint): OpenReward {
  const checkpoint = readRewardModel(folder);
  if (JSON.stringify(checkpoint.tokenizer.json.model) !== JSON.stringify(policy.tokenizer.json.model)) {
    throw new UserError(
      `${folder}: another tokenizer than the policy's; take a reward model made from the same model`,
    );
  }
  const [own, needed] = [checkpoint, policy].map(({ config }) => config.max_position_embeddings);
  if (own < needed)
    throw new UserError(
      `${folder}: reads ${own} tokens, but the policy writes up to ${needed}; take another`,
    );
  const model = backend.scalarModel(checkpoint.config, checkpoint.weights);
  const { pooling, rewardMean, rewardScale } = checkpoint.reward;
  const reward = rewardFromModel(model, pooling, { mean: rewardMean, sd: rewardScale });
  return { checkpoint, model, reward };
}

/** Replies of the policy that the judge's scale is set on. */
const scaleReplies = 256;

/** The judge on the scale of reward models: in standard deviations above the policy as it is. */
export function judgeReward(task: Task, policy: LanguageModel, maxNewTokens: number, random: Random): Reward {
  const raw = (asked: Task) => goldReward(asked, { mean: 0, sd: 1 });
  const replies = { replies: scaleReplies, maxNewTokens };
  return goldReward(task, measureScale(policy, task, raw, replies, random.split('scale of the judge')));
}

/** What `--reward` names. */
export interface OpenRewards {
  readonly reward: Reward;
  /** The reward models in it, in the order of their names. */
  readonly models: readonly OpenReward[];
}

/**
 * Opens the rewards. Folders without a weight are one ensemble.
 * @param judgeAs the judge as a reward.
 * @throws UserError on a folder that is no reward model or not for this policy, or prompts without a sum.
 */
export function openRewards(
  { reward: names, ensemble: rule, ensemblePenalty: penalty }: RewardOptions,
  backend: Backend,
  policy: Checkpoint,
  task: Task,
  judgeAs: () => Reward,
): OpenRewards {
  const models: OpenReward[] = [];
  const members: Reward[] = [];
  const parts: MixturePart[] = [];
  for (const { source, weight } of names) {
    if (source === 'judge') parts.push({ reward: judgeAs(), weight: weight ?? 1 });
    else if (source === 'sums') parts.push({ reward: sumsReward(task), weight: weight ?? 1 });
    else {
      const opened = openRewardModel(source, backend, policy);
      models.push(opened);
      if (weight === undefined) members.push(opened.reward);
      else parts.push({ reward: opened.reward, weight });
    }
  }
  if (members.length === 1) parts.unshift({ reward: members[0], weight: 1 });
  if (members.length > 1) parts.unshift({ reward: ensemble(members, { rule, penalty }), weight: 1 });
  const [first] = parts;
  return { reward: parts.length === 1 && first.weight === 1 ? first.reward : mixture(parts), models };
}
