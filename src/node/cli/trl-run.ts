/**
 * Reads the output of a training command as a run for `trl-export.ts`: its settings with the defaults that were in
 * force, where it started, what came out, and its data, parted as the command did.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { holdOut, openingOf, promptKey } from '../../data/hold-out';
import type { Message } from '../../data/records';
import { demonstrationsOf } from '../../data/dataset';
import { UserError } from '../../errors';
import { readLanguageModel, readRewardModel } from '../models';
import { readComparisons, readDataset, readPrompts } from '../rows';
import { readRunRecord, type RunRecord } from '../run-record';
import { lectureRandom, lectureTasks } from '../../labs/lecture/lecture';
import { presetNames, presets } from '../../labs/lecture/settings';
import { lectureComparisons, lectureDemonstrations } from '../../labs/lecture/steps';
import {
  toComparison,
  toDemonstration,
  toPrompt,
  type TrlData,
  type TrlRun,
  type TrlStage,
} from '../../tools/trl/export';
import type { Checkpoint } from '../../model/checkpoint';
import { withScalarHead } from '../../model/weights';
import type { Backend } from '../../model/model';
import { Random } from '../../random';
import { dpoDefaults } from '../../train/dpo';
import { grpoDefaults } from '../../train/grpo';
import { ppoDefaults } from '../../train/ppo-options';
import { rewardModelDefaults } from '../../train/reward-model';
import { sftDefaults } from '../../train/sft';
import { marginOf } from './training';

/** How a stage begins whose reward model has no last-token score. */
const meanPooled =
  'The reward model takes the mean over the reply; TRL takes the score of the last token, for which it was not trained.';

/**
 * Reads a run.
 * @param backend opens one where data have to be sampled again.
 * @throws UserError on a folder that is no run, or one of a kind that TRL has nothing for.
 */
export async function readTrlRun(folder: string, backend: () => Promise<Backend>): Promise<TrlRun> {
  const record = readRunRecord(folder);
  switch (record.command) {
    case 'lecture':
      return lectureRun(folder, record, await backend());
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
        `${folder}: a run of \`${record.command}\`; expected one of lecture, sft, reward, dpo, grpo, ppo`,
      );
  }
}

/** Options of a command under the trainers' names; those that were not given are the trainer's defaults. */
function settingsOf({ options }: RunRecord, defaults: object): Record<string, unknown> {
  // How the file was read is nobody's setting.
  const settings = Object.entries(options).filter(([name]) => name !== 'format');
  return { ...defaults, ...Object.fromEntries(settings) };
}

function inputOf({ inputs, command }: RunRecord, option: string): string {
  const path = inputs[option];
  if (path !== undefined) return path;
  throw new UserError(
    `run.json: the run of \`${command}\` has no --${option}; expected a file or folder; run it again with this version`,
  );
}

/** A row in TRL's columns, and its prompt, by which it is trained on or held out. */
interface PromptedRow {
  readonly row: object;
  readonly prompt: readonly Message[];
}

/** Rows parted as the command did. @param purpose the name of its stream of random numbers. */
function part(rows: readonly PromptedRow[], { options }: RunRecord, purpose: string): TrlData {
  const { seed, heldOut } = z.object({ seed: z.number(), heldOut: z.number() }).parse(options);
  const random = new Random(seed).split(purpose);
  const parts = holdOut(rows, heldOut, random, ({ prompt }) => promptKey(prompt));
  const bare = (some: readonly PromptedRow[]) => some.map(({ row }) => row);
  return { train: bare(parts.training), test: bare(parts.heldOut) };
}

/** The format that the run's data were read in, where it was named. */
function formatOf({ options }: RunRecord): string | undefined {
  return z.object({ format: z.string().optional() }).parse(options).format;
}

/** The comparisons of a run, in TRL's columns. */
async function comparisonsOfRun(record: RunRecord): Promise<PromptedRow[]> {
  if (record.options['attributes'] !== undefined)
    throw new UserError(
      "--from: a reward model from ratings (--attributes); TRL's reward trainer takes comparisons only",
    );
  const rows = await readComparisons(inputOf(record, 'data'), formatOf(record));
  return rows.map(({ prompt, chosen, rejected, row, where }) => {
    const margin = marginOf(row, where);
    const sides = { prompt: [...prompt], chosen, rejected };
    return { prompt, row: toComparison(margin === undefined ? sides : { ...sides, margin }) };
  });
}

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

async function sftRun(folder: string, record: RunRecord): Promise<TrlRun> {
  const trained = readLanguageModel(folder);
  const base = { ...readLanguageModel(inputOf(record, 'model')), tokenizer: trained.tokenizer };
  const data = await readDataset(inputOf(record, 'data'), 'demonstration', formatOf(record));
  const rows = demonstrationsOf(data);
  const unlearnt = rows.reduce(
    (sum, { messages }) => sum + messages.filter(({ weight }) => weight === 0).length,
    0,
  );
  return {
    title: 'Supervised fine-tuning',
    models: new Map([
      ['base', base],
      ['sft', trained],
    ]),
    data: new Map([
      [
        'demonstrations',
        part(
          rows.map(({ messages, row }) => ({
            prompt: openingOf(messages),
            row: toDemonstration(messages, data.format.name === 'prompt-completion' ? row : undefined),
          })),
          record,
          'sft',
        ),
      ],
    ]),
    stages: [
      {
        name: 'sft',
        trainer: 'sft',
        settings: settingsOf(record, sftDefaults),
        model: 'base',
        data: 'demonstrations',
        notes: [
          'Starts from models/base, as the run did; what came out here is models/sft.',
          ...(unlearnt > 0
            ? [`${unlearnt} turns of weight 0 are learnt there: TRL knows no weights of turns.`]
            : []),
        ],
      },
    ],
    leftOut: [],
  };
}

async function rewardRun(folder: string, record: RunRecord): Promise<TrlRun> {
  const sft = readLanguageModel(inputOf(record, 'model'));
  const rows = await comparisonsOfRun(record);
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

async function dpoRun(folder: string, record: RunRecord): Promise<TrlRun> {
  const rows = await comparisonsOfRun(record);
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

async function policyRun(folder: string, record: RunRecord, trainer: 'grpo' | 'ppo'): Promise<TrlRun> {
  const models = new Map<string, Checkpoint>([
    ['sft', readLanguageModel(inputOf(record, 'model'))],
    [trainer, readLanguageModel(folder)],
  ]);
  const asked = await readPrompts(inputOf(record, 'prompts'), formatOf(record));
  const rows = asked.map(({ prompt }) => toPrompt({ prompt: [...prompt] }));
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

/** The main job's first seed: its comparisons are drawn again, the same to the last letter. */
function lectureRun(folder: string, record: RunRecord, backend: Backend): TrlRun {
  const { preset, seed } = z.object({ preset: z.enum(presetNames), seed: z.number() }).parse(record.options);
  const settings = presets[preset];
  const own = (name: string) => join(folder, settings.seeds > 1 ? `seed-${seed}/${name}` : name);
  const sft = readLanguageModel(own('sft'));
  const { tokenizer } = sft;
  const reward = readRewardModel(own('reward-model'));
  const demonstrations = lectureDemonstrations(settings);
  const tasks = lectureTasks(tokenizer, settings);
  const policy = backend.languageModel(sft.config, sft.weights);
  const drawn = lectureComparisons(policy, tasks, settings, lectureRandom(seed));
  const comparison = ({ prompt, chosenText, rejectedText }: (typeof drawn.pairs)[number]) =>
    toComparison({ prompt, chosen: chosenText, rejected: rejectedText });

  const rewardNotes = ['Rewards there are the plain scores; here they are scaled as models/reward says.'];
  if (reward.reward.pooling === 'mean') rewardNotes.push(meanPooled);
  const arms = settings.arms.filter((arm) => arm.reward === 'model');
  const common = { seed, maxNewTokens: settings.maxNewTokens };
  const sftSettings = { ...sftDefaults, ...settings.sft, seed, loss: 'assistant' };
  const rewardSettings = { ...rewardModelDefaults, evaluationInterval: 20, ...settings.rewardModel, seed };
  return {
    title: `The main job, preset ${preset}, seed ${seed}`,
    models: new Map<string, Checkpoint>([
      ['base', { ...readLanguageModel(inputOf(record, 'base')), tokenizer }],
      ['sft', sft],
      ['reward-start', rewardStart(sft)],
      ['reward', reward],
    ]),
    data: new Map<string, TrlData>([
      [
        'demonstrations',
        { train: messagesOf(demonstrations.training), test: messagesOf(demonstrations.heldOut) },
      ],
      ['comparisons', { train: drawn.pairs.map(comparison), test: drawn.test.map(comparison) }],
      ['prompts', { train: tasks.training.prompts.map(promptOf), test: tasks.heldOut.prompts.map(promptOf) }],
    ]),
    stages: [
      {
        name: 'sft',
        trainer: 'sft',
        settings: sftSettings,
        model: 'base',
        data: 'demonstrations',
        notes: ['Starts from models/base, as the run did; what came out here is models/sft.'],
      },
      rewardStage(rewardSettings),
      {
        name: 'dpo',
        trainer: 'dpo',
        settings: { ...dpoDefaults, seed },
        model: 'sft',
        data: 'comparisons',
        notes: ["Not a part of the run: this library's defaults for DPO, on the reward model's comparisons."],
      },
      ...arms.map(({ name, title, ppo }): TrlStage => ({
        name: `grpo-${name}`,
        trainer: 'ppo',
        settings: { ...ppoDefaults, ...ppo, ...common },
        model: 'sft',
        data: 'prompts',
        rewardModel: 'reward',
        notes: [`The run's "${title}".`, ...rewardNotes],
      })),
    ],
    leftOut: [
      ...settings.arms
        .filter((arm) => arm.reward === 'gold')
        .map(({ title }) => `"${title}": its reward is this library's judge, a program.`),
      'Best-of-n and the evaluations.',
      ...(settings.seeds > 1 ? [`The other ${settings.seeds - 1} seeds.`] : []),
    ],
  };
}

const messagesOf = (shown: ReturnType<typeof lectureDemonstrations>['training']) =>
  shown.map(({ messages }) => ({ messages }));

const promptOf = ({ messages }: { readonly messages: readonly object[] }) => ({ prompt: messages });
