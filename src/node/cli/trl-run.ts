/**
 * Reads the output of a training command as a run for TRL: its settings with the defaults that were in force, where it
 * started, what came out, and its data, parted as the command did.
 */
import * as z from 'zod';
import { UserError } from '../../errors';
import { lecturePresets } from '../../labs/lecture';
import type { Checkpoint } from '../../model/checkpoint';
import type { Backend } from '../../model/model';
import { withScalarHead } from '../../model/weights';
import { foundation } from '../../steps/foundation';
import { labelled } from '../../steps/labels';
import { evaluationPrompts } from '../../steps/main-job';
import type { ReplyPair } from '../../steps/pairs';
import { labPresets } from '../../study/lab';
import { demonstrations, prompts, shippedRandom } from '../../world';
import { folderStore } from '../lab-store';
import { openWorkbench } from '../workbench';
import { toComparison, type TrlRun, type TrlStage } from '../../tools/trl/export';
import type { MappedTrainer } from '../../tools/trl/mapping';
import type { Settings } from '../../train/declared';
import { dpoDefaults } from '../../train/dpo';
import { grpoDefaults } from '../../train/grpo';
import { ppoDefaults } from '../../train/ppo-options';
import { rewardModelDefaults } from '../../train/reward-model';
import { sftDefaults } from '../../train/sft';
import { dpoCommandOptions } from './dpo';
import { grpoCommandOptions } from './grpo';
import { ppoCommandOptions } from './ppo';
import { rewardCommandOptions } from './reward';
import { RunFolder } from './run-folder';
import { sftCommandOptions } from './sft';

/** How a stage begins whose reward model has no last-token score. */
const meanPooled =
  'The reward model takes the mean over the reply; TRL takes the score of the last token, for which it was not trained.';
const plainScores = 'Rewards there are the plain scores; here they are scaled as models/reward says.';

/** What declares the settings of a trainer, and those that were in force where none was given. */
const trainers = {
  sft: { options: sftCommandOptions, defaults: sftDefaults },
  reward: { options: rewardCommandOptions, defaults: rewardModelDefaults },
  dpo: { options: dpoCommandOptions, defaults: dpoDefaults },
  grpo: { options: grpoCommandOptions, defaults: grpoDefaults },
  ppo: { options: ppoCommandOptions, defaults: ppoDefaults },
};

/** A stage. Where nothing else is said it is called as its trainer. */
function stageOf(
  trainer: MappedTrainer,
  given: Settings,
  rest: Pick<TrlStage, 'model' | 'data' | 'notes'> & Partial<TrlStage>,
): TrlStage {
  const { options, defaults } = trainers[trainer];
  return { name: trainer, trainer, options, settings: { ...defaults, ...given }, ...rest };
}

const sftStage = (given: Settings, notes: readonly string[] = []) =>
  stageOf('sft', given, {
    model: 'base',
    data: 'demonstrations',
    notes: ['Starts from models/base, as the run did; what came out here is models/sft.', ...notes],
  });

const rewardStage = (given: Settings) =>
  stageOf('reward', given, {
    model: 'reward-start',
    data: 'comparisons',
    notes: [
      'Starts from the SFT model with a score of zero, as the run did; what came out here is models/reward.',
    ],
  });

/**
 * Reads a run.
 * @param backend opens one where data have to be sampled again.
 * @throws UserError on a folder that is no run, or one of a kind that TRL has nothing for.
 */
export async function readTrlRun(folder: string, backend: () => Promise<Backend>): Promise<TrlRun> {
  const run = new RunFolder(folder);
  switch (run.command) {
    case 'lecture':
      return lectureRun(run, await backend());
    case 'sft':
      return sftRun(run);
    case 'reward':
      return rewardRun(run);
    case 'dpo':
      return dpoRun(run);
    case 'grpo':
    case 'ppo':
      return policyRun(run, run.command);
    default:
      throw new UserError(
        `${folder}: a run of \`${run.command}\`; expected one of lecture, sft, reward, dpo, grpo, ppo`,
      );
  }
}

/** The folder's own model. */
const itself = { out: '.' };

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

async function sftRun(run: RunFolder): Promise<TrlRun> {
  const trained = run.languageModel(itself);
  const { data, unlearnt } = await run.demonstrations();
  const weights = `${unlearnt} turns of weight 0 are learnt there: TRL knows no weights of turns.`;
  return {
    title: 'Supervised fine-tuning',
    models: new Map([
      ['base', { ...run.languageModel({ option: 'model' }), tokenizer: trained.tokenizer }],
      ['sft', trained],
    ]),
    data: new Map([['demonstrations', data]]),
    stages: [sftStage(run.options, unlearnt > 0 ? [weights] : [])],
    leftOut: [],
  };
}

async function rewardRun(run: RunFolder): Promise<TrlRun> {
  return {
    title: 'Reward model',
    models: new Map<string, Checkpoint>([
      ['reward-start', rewardStart(run.languageModel({ option: 'model' }))],
      ['reward', run.rewardModel(itself)],
    ]),
    data: new Map([['comparisons', await run.comparisons()]]),
    stages: [rewardStage(run.options)],
    leftOut: [],
  };
}

async function dpoRun(run: RunFolder): Promise<TrlRun> {
  return {
    title: 'Direct preference optimisation',
    models: new Map([
      ['sft', run.languageModel({ option: 'model' })],
      ['dpo', run.languageModel(itself)],
    ]),
    data: new Map([['comparisons', await run.comparisons()]]),
    stages: [
      stageOf('dpo', run.options, {
        model: 'sft',
        data: 'comparisons',
        notes: ['Starts from models/sft, which is the reference too; what came out here is models/dpo.'],
      }),
    ],
    leftOut: [],
  };
}

async function policyRun(run: RunFolder, trainer: 'grpo' | 'ppo'): Promise<TrlRun> {
  const models = new Map<string, Checkpoint>([
    ['sft', run.languageModel({ option: 'model' })],
    [trainer, run.languageModel(itself)],
  ]);
  const rows = await run.prompts();
  const notes = [
    `Starts from models/sft, which is the reference too; what came out here is models/${trainer}.`,
  ];
  const { reward: named, ...given } = run.options;
  if (run.names('reward')) {
    const reward = run.rewardModel({ option: 'reward' });
    models.set('reward', reward);
    notes.push(plainScores);
    if (reward.reward.pooling === 'mean') notes.push(meanPooled);
    if (Array.isArray(named) && named.length > 1)
      notes.push(`Of the rewards ${JSON.stringify(named)} only the first model is taken.`);
  } else
    notes.push(
      `The reward ${JSON.stringify(named)} is a program here; give TRL one of its own with --reward_funcs.`,
    );
  const rewardModel = run.names('reward') ? 'reward' : undefined;
  return {
    title: 'Policy optimisation',
    models,
    data: new Map([['prompts', { train: rows, test: [] }]]),
    stages: [stageOf(trainer, given, { name: 'grpo', model: 'sft', data: 'prompts', rewardModel, notes })],
    leftOut: [],
  };
}

/** The main job's first seed. Its comparisons are those of the store, or drawn again, the same to the last letter. */
async function lectureRun(run: RunFolder, backend: Backend): Promise<TrlRun> {
  const { preset, seed } = z.object({ preset: z.enum(labPresets), seed: z.number() }).parse(run.options);
  const settings = lecturePresets[preset];
  const sft = run.languageModel({ out: 'sft' });
  const { tokenizer } = sft;
  const reward = run.rewardModel({ out: 'reward-model' });
  const bench = openWorkbench(backend, folderStore(run.input('store')), run.input('base'));
  const events = foundation(bench, settings.foundation, seed);
  let next = await events.next();
  while (!next.done) next = await events.next();
  const { pairs, heldOut } = next.value;
  const comparisonsOf = (some: readonly ReplyPair[]) => {
    const { piece } = labelled(some, { comparisons: settings.comparisons, annotator: {}, seed });
    const text = ({ tokens, replyStart }: { tokens: Int32Array; replyStart: number }) =>
      tokenizer.decode(tokens.subarray(replyStart), { skipSpecial: true }).trim();
    if (piece.kind !== 'comparisons') return [];
    return piece.rows.map(({ chosen, rejected }, i) =>
      toComparison({ prompt: some[i].messages, chosen: text(chosen), rejected: text(rejected) }),
    );
  };
  const { families } = settings.foundation;
  const shown = demonstrations(shippedRandom('demonstrations'), {
    count: settings.foundation.demonstrations,
  });
  const rewardNotes = reward.reward.pooling === 'mean' ? [plainScores, meanPooled] : [plainScores];
  const arm = (name: string, klCoefficient: number) =>
    stageOf(
      'ppo',
      { ...settings.ppo, klCoefficient, iterations: settings.iterations, seed },
      {
        name: `grpo-${name}`,
        model: 'sft',
        data: 'prompts',
        rewardModel: 'reward',
        notes: [`The run's arm "${name}".`, ...rewardNotes],
      },
    );
  return {
    title: `The main job, preset ${preset}, seed ${seed}`,
    models: new Map<string, Checkpoint>([
      ['base', { ...run.languageModel({ option: 'base' }), tokenizer }],
      ['sft', sft],
      ['reward-start', rewardStart(sft)],
      ['reward', reward],
    ]),
    data: new Map([
      [
        'demonstrations',
        // One in ten is held out, as in the step.
        {
          train: shown.filter((_, i) => i % 10 !== 0).map(messagesOf),
          test: shown.filter((_, i) => i % 10 === 0).map(messagesOf),
        },
      ],
      ['comparisons', { train: comparisonsOf(pairs.piece), test: comparisonsOf(heldOut.piece) }],
      [
        'prompts',
        {
          train: prompts('rewards', families).map(promptOf),
          test: evaluationPrompts(families, settings.evaluation.prompts).map(promptOf),
        },
      ],
    ]),
    stages: [
      sftStage({ ...settings.foundation.sft, seed, loss: 'assistant' }),
      rewardStage({ ...settings.rewardModel, seed }),
      stageOf(
        'dpo',
        { seed },
        {
          model: 'sft',
          data: 'comparisons',
          notes: [
            "Not a part of the run: this library's defaults for DPO, on the reward model's comparisons.",
          ],
        },
      ),
      arm('free', 0),
      arm('penalty', settings.klCoefficient),
    ],
    leftOut: [
      'The arm "control": its reward is this library\'s judge, a program.',
      'Best-of-n and the evaluations.',
      ...(settings.seeds.length > 1 ? ['All seeds but the first.'] : []),
    ],
  };
}

type Shown = { readonly messages: readonly object[] };
const messagesOf = ({ messages }: Shown) => ({ messages });
const promptOf = ({ messages }: Shown) => ({ prompt: messages });
