/**
 * What the commands of reinforcement learning share: their options, the networks and the reward that these name, and
 * the table at the end.
 */
import { z } from 'zod';
import { readLanguageModel } from '../models';
import type { Task } from '../../steps/task';
import type { Checkpoint } from '../../model/checkpoint';
import type { Backend } from '../../model/model';
import { Random } from '../../random';
import type { OptionsOf } from '../../train/declared';
import type { PpoOptions } from '../../train/ppo-options';
import type { PolicyTask, RolloutMeasures } from '../../train/rollouts';
import { requiredText } from './command';
import { formatOption } from './options';
import { judgeReward, openRewards, rewardOptions, type OpenReward } from './rewards';
import { sessionOptions, summaryOption, type Session } from './session';
import { readTask } from './training';

/** Options of every command that trains a policy against a reward. @param every iterations between checkpoints. */
export const rewardedOptions = (every: number) => ({
  model: requiredText('folder', 'the SFT model: where the policy starts, and the reference for KL'),
  ...rewardOptions,
  prompts: requiredText('file', 'prompts, in any format'),
  ...formatOption,
  ...summaryOption,
  ...sessionOptions(every, 'iterations'),
});

type RewardedOptions = OptionsOf<ReturnType<typeof rewardedOptions>> &
  Pick<PpoOptions, 'maxNewTokens' | 'seed'>;

/** Who takes part. */
export interface OpenPolicy {
  readonly backend: Backend;
  /** The model that the policy starts from. */
  readonly sft: Checkpoint & { kind: 'lm' };
  readonly task: Task;
  readonly policyTask: PolicyTask;
  readonly rewardModels: readonly OpenReward[];
}

/** Opens networks, prompts and reward. @throws UserError as reading them does. */
export async function openPolicy(options: RewardedOptions, session: Session): Promise<OpenPolicy> {
  const sft = readLanguageModel(options.model);
  const { config, weights } = sft;
  const task = await readTask(options.prompts, sft, options.format);
  const backend = await session.backend();
  const languageModel = backend.languageModel.bind(backend);
  const reference = languageModel(config, weights);
  const random = new Random(options.seed);
  const { reward, models } = openRewards(options, backend, sft, task, () =>
    judgeReward(task, reference, options.maxNewTokens, random),
  );
  const policy = session.network('policy', languageModel, config, weights);
  const policyTask = { policy, reference, reward, prompts: task.tokens, stopTokens: task.stopTokens };
  return { backend, sft, task, policyTask, rewardModels: models };
}

/** An iteration as every RL trainer reports it. */
type Iteration = RolloutMeasures & {
  readonly step: number;
  readonly steps: number;
  readonly rollouts: unknown;
  readonly warnings?: readonly string[];
};

/** Follows a trainer to its end. The replies are too many to log; warnings are told when they first appear. */
export async function followIterations(
  session: Session,
  label: string,
  run: AsyncIterable<Iteration>,
): Promise<void> {
  const told = new Set<string>();
  await session.follow(
    label,
    run,
    ({ score, kl, entropy }) => ({ reward: score, KL: kl, entropy }),
    (record) => {
      for (const warning of record.warnings ?? []) {
        const [kind] = warning.split(':');
        if (!told.has(kind)) session.warn(`${label}: iteration ${record.step}: ${warning}`);
        told.add(kind);
      }
      return { ...record, rollouts: undefined };
    },
  );
}

/** The policy with its log; other networks into folders below. Then the first and the last iteration as a table. */
export function finishPolicy(
  session: Session,
  { sft: { config, tokenizer }, policyTask }: OpenPolicy,
  below: Readonly<Record<string, Checkpoint>> = {},
): void {
  session.write({ kind: 'lm', config, tokenizer, weights: policyTask.policy.weights() }, below);
  const ends = [session.records[0], session.records[session.records.length - 1]];
  session.end(
    ends.map((record) => {
      const { step, score, kl, entropy, length, unfinished } = iterationSchema.parse(record);
      return { iteration: step, reward: score, KL: kl, entropy, tokens: length, unfinished };
    }),
  );
}

const iterationSchema = z.object({
  step: z.int(),
  score: z.number(),
  kl: z.number(),
  entropy: z.number(),
  length: z.number(),
  unfinished: z.number(),
});
