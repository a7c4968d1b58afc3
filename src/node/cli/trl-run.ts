/**
 * Reads the output of a training command as a run for `trl-export.ts`: its settings with the defaults that were in
 * force, where it started, what came out, and its data, parted as the command did.
 */
import { z } from 'zod';
import { comparisonSchema, demonstrationSchema, promptSchema } from '../../data/records';
import { UserError } from '../../errors';
import { readLanguageModel, readRewardModel } from '../models';
import { readRows } from '../rows';
import { readRunRecord, type RunRecord } from '../run-record';
import { toComparison, toPrompt, type TrlData, type TrlRun, type TrlStage } from '../../tools/trl/export';
import type { Checkpoint } from '../../model/checkpoint';
import { withScalarHead } from '../../model/weights';
import { Random } from '../../random';
import { dpoDefaults } from '../../train/dpo';
import { grpoDefaults } from '../../train/grpo';
import { ppoDefaults } from '../../train/ppo-options';
import { rewardModelDefaults } from '../../train/reward-model';
import { sftDefaults } from '../../train/sft';
import { holdOut } from './training';

/** How a stage begins whose reward model has no last-token score. */
const meanPooled =
  'The reward model takes the mean over the reply; TRL takes the score of the last token, for which it was not trained.';

/**
 * Reads a run.
 * @throws UserError on a folder that is no run, or one of a kind that TRL has nothing for.
 */
export function readTrlRun(folder: string): TrlRun {
  const record = readRunRecord(folder);
  switch (record.command) {
    case 'sft':
      return sftRun(folder, record);
    case 'reward':
      return rewardRun(folder, record);
    case 'dpo':
      return dpoRun(folder, record);
    case 'grpo':
    case 'ppo':
      return policyRun(folder, record, record.command);
    default:
      throw new UserError(
        `${folder}: a run of \`${record.command}\`; expected one of sft, reward, dpo, grpo, ppo`,
      );
  }
}

/** Options of a command under the trainers' names; those that were not given are the trainer's defaults. */
function settingsOf({ options }: RunRecord, defaults: object): Record<string, unknown> {
  return { ...defaults, ...options };
}

function inputOf({ inputs, command }: RunRecord, option: string): string {
  const path = inputs[option];
  if (path !== undefined) return path;
  throw new UserError(
    `run.json: the run of \`${command}\` has no --${option}; expected a file or folder; run it again with this version`,
  );
}

/** Rows parted as the command did. @param purpose the name of its stream of random numbers. */
function part(rows: readonly object[], { options }: RunRecord, purpose: string): TrlData {
  const { seed, heldOut } = z.object({ seed: z.number(), heldOut: z.number() }).parse(options);
  const parts = holdOut(rows, heldOut, new Random(seed).split(purpose));
  return { train: parts.training, test: parts.heldOut };
}

const loose = {
  demonstrations: demonstrationSchema,
  comparisons: comparisonSchema.extend({ margin: z.number().optional() }),
};

/** A language model's body with a fresh score, as reward models begin here. */
function rewardStart({ config, tokenizer, weights }: Checkpoint): Checkpoint {
  return {
    kind: 'scalar',
    config,
    tokenizer,
    weights: withScalarHead(config, weights),
    reward: { pooling: 'last', rewardMean: 0, rewardScale: 1 },
  };
}

function sftRun(folder: string, record: RunRecord): TrlRun {
  const trained = readLanguageModel(folder);
  const base = { ...readLanguageModel(inputOf(record, 'model')), tokenizer: trained.tokenizer };
  const rows = readRows(inputOf(record, 'data'), loose.demonstrations);
  return {
    title: 'Supervised fine-tuning',
    models: new Map([
      ['base', base],
      ['sft', trained],
    ]),
    data: new Map([['demonstrations', part(rows, record, 'sft')]]),
    stages: [
      {
        name: 'sft',
        trainer: 'sft',
        settings: settingsOf(record, sftDefaults),
        model: 'base',
        data: 'demonstrations',
        notes: ['Starts from models/base, as the run did; what came out here is models/sft.'],
      },
    ],
    leftOut: [],
  };
}

function rewardRun(folder: string, record: RunRecord): TrlRun {
  const sft = readLanguageModel(inputOf(record, 'model'));
  const rows = readRows(inputOf(record, 'data'), loose.comparisons).map(toComparison);
  return {
    title: 'Reward model',
    models: new Map<string, Checkpoint>([
      ['reward-start', rewardStart(sft)],
      ['reward', readRewardModel(folder)],
    ]),
    data: new Map([['comparisons', part(rows, record, 'reward')]]),
    stages: [rewardStage(settingsOf(record, rewardModelDefaults))],
    leftOut: [],
  };
}

function rewardStage(settings: Record<string, unknown>): TrlStage {
  return {
    name: 'reward',
    trainer: 'reward',
    settings,
    model: 'reward-start',
    data: 'comparisons',
    notes: [
      'Starts from the SFT model with a score of zero, as the run did; what came out here is models/reward.',
    ],
  };
}

function dpoRun(folder: string, record: RunRecord): TrlRun {
  const rows = readRows(inputOf(record, 'data'), loose.comparisons).map(toComparison);
  return {
    title: 'Direct preference optimisation',
    models: new Map([
      ['sft', readLanguageModel(inputOf(record, 'model'))],
      ['dpo', readLanguageModel(folder)],
    ]),
    data: new Map([['comparisons', part(rows, record, 'dpo')]]),
    stages: [
      {
        name: 'dpo',
        trainer: 'dpo',
        settings: settingsOf(record, dpoDefaults),
        model: 'sft',
        data: 'comparisons',
        notes: ['Starts from models/sft, which is the reference too; what came out here is models/dpo.'],
      },
    ],
    leftOut: [],
  };
}

function policyRun(folder: string, record: RunRecord, trainer: 'grpo' | 'ppo'): TrlRun {
  const models = new Map<string, Checkpoint>([
    ['sft', readLanguageModel(inputOf(record, 'model'))],
    [trainer, readLanguageModel(folder)],
  ]);
  const rows = readRows(inputOf(record, 'prompts'), promptSchema).map(toPrompt);
  const notes = [
    `Starts from models/sft, which is the reference too; what came out here is models/${trainer}.`,
  ];
  const path = record.inputs['reward'];
  const { reward: named, ...options } = record.options;
  if (path === undefined)
    notes.push(
      `The reward ${JSON.stringify(named)} is a program here; give TRL one of its own with --reward_funcs.`,
    );
  else {
    const reward = readRewardModel(path);
    models.set('reward', reward);
    notes.push('Rewards there are the plain scores; here they are scaled as models/reward says.');
    if (reward.reward.pooling === 'mean') notes.push(meanPooled);
    if (Array.isArray(named) && named.length > 1)
      notes.push(`Of the rewards ${JSON.stringify(named)} only the first model is taken.`);
  }
  const settings = settingsOf({ ...record, options }, trainer === 'ppo' ? ppoDefaults : grpoDefaults);
  const stage = { trainer, settings, model: 'sft', data: 'prompts', notes };
  return {
    title: 'Policy optimisation',
    models,
    data: new Map([['prompts', { train: rows, test: [] }]]),
    stages: [{ name: 'grpo', ...stage, rewardModel: path === undefined ? undefined : 'reward' }],
    leftOut: [],
  };
}
