/**
 * What the commands of reinforcement learning share: their options, the networks and the reward that these name, and
 * the table at the end.
 */
import type { Command } from 'commander';
import { z } from 'zod';
import { readLanguageModel } from '../models';
import type { Task } from '../../steps/task';
import type { Checkpoint } from '../../model/checkpoint';
import type { Backend } from '../../model/model';
import { Random } from '../../random';
import type { GroupOptions } from '../../train/group-policy';
import type { PolicyTask, RolloutMeasures } from '../../train/rollouts';
import { backendFor, decimal, formatOption, wholeNumber } from './options';
import { openRewards, judgeReward, withReward, type OpenReward, type RewardOptions } from './rewards';
import type { Session, SessionOptions } from './session';
import { printTable } from './table';
import { readTask, withOutput, writeTrained } from './training';
import { scheduleOf, withSchedule, type ScheduleOptions } from './training-options';

/** Options of every command that trains a policy against a reward. */
export interface PolicyOptions extends SessionOptions, RewardOptions {
  model: string;
  prompts: string;
  format?: string;
  maxNewTokens: number;
  json: boolean;
}

/** Adds them, but for `--max-new-tokens`, whose default is the trainer's. */
export function withPolicy(command: Command): Command {
  return withOutput(
    withReward(
      command.requiredOption(
        '--model <folder>',
        'the SFT model: where the policy starts, and the reference for KL',
      ),
    )
      .requiredOption('--prompts <file>', 'prompts, in any format')
      .addOption(formatOption()),
  );
}

/** The longest reply that is sampled. */
export function withMaxNewTokens(command: Command, preset: number): Command {
  return command.option('--max-new-tokens <n>', 'the longest reply', wholeNumber(1), preset);
}

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
export async function openPolicy(options: PolicyOptions, session: Session): Promise<OpenPolicy> {
  const sft = readLanguageModel(options.model);
  const { config, weights } = sft;
  const task = await readTask(options.prompts, sft, options.format);
  const backend = await backendFor(options);
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

/** Options of trainers that sample groups of replies. */
export type GroupCommandOptions = PolicyOptions &
  ScheduleOptions &
  Pick<
    GroupOptions,
    'iterations' | 'promptsPerIteration' | 'samplesPerPrompt' | 'klCoefficient' | 'klProbeReplies'
  > & { klLimit?: number };

/** Adds them. */
export function withGroups(command: Command, defaults: GroupOptions): Command {
  withPolicy(command)
    .option(
      '--iterations <n>',
      'iterations of sampling, each with an update',
      wholeNumber(1),
      defaults.iterations,
    )
    .option(
      '--prompts-per-iteration <n>',
      'prompts in an iteration',
      wholeNumber(1),
      defaults.promptsPerIteration,
    )
    .option(
      '--samples-per-prompt <n>',
      'replies to each of them: the group that a reply is measured against',
      wholeNumber(2),
      defaults.samplesPerPrompt,
    )
    .option(
      '--kl-coefficient <x>',
      'price of a nat of KL; 0 lets the policy go anywhere',
      decimal(0),
      defaults.klCoefficient,
    )
    .option(
      '--kl-probe-replies <n>',
      'replies of the reference on which the exact KL is measured each iteration; 0 measures none',
      wholeNumber(0),
      defaults.klProbeReplies,
    )
    .option('--kl-limit <x>', 'stop early once the KL is above this (default: never)', decimal(1e-6));
  return withSchedule(withMaxNewTokens(command, defaults.maxNewTokens), defaults, 'iterations');
}

/** The trainer's options. */
export function groupOptionsOf(options: GroupCommandOptions): Partial<GroupOptions> {
  const { iterations, promptsPerIteration, samplesPerPrompt, klCoefficient, klProbeReplies } = options;
  const { maxNewTokens, klLimit = null, seed } = options;
  const counts = { iterations, promptsPerIteration, samplesPerPrompt, klProbeReplies };
  return { ...scheduleOf(options), ...counts, klCoefficient, klLimit, maxNewTokens, seed };
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
  options: PolicyOptions,
  below: Readonly<Record<string, Checkpoint>> = {},
): void {
  const weights = policyTask.policy.weights();
  writeTrained(options.out, { kind: 'lm', config, tokenizer, weights }, session.records, below);
  session.end();
  const ends = [session.records[0], session.records[session.records.length - 1]];
  printTable(
    ends.map((record) => {
      const { step, score, kl, entropy, length, unfinished } = iterationSchema.parse(record);
      return { iteration: step, reward: score, KL: kl, entropy, tokens: length, unfinished };
    }),
    options,
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
