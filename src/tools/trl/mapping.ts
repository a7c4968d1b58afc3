/**
 * This library's options in TRL's words, one to one: what a trainer's settings are called in the config of TRL's
 * command line (`trl sft --config sft.yaml`; names of trl 1.16 and transformers 5.24). What has no counterpart there
 * is listed with the reason, never dropped silently.
 */

/** What TRL's command line trains. */
export type TrlMethod = 'sft' | 'reward' | 'dpo' | 'grpo';

type TrlValue = string | number | boolean;
export type TrlEntries = Readonly<Record<string, TrlValue>>;

/** A setting that TRL has no word for, or another meaning. */
interface Unmapped {
  readonly option: string;
  readonly value: unknown;
  readonly why: string;
}

/** A trainer's settings in TRL's words. */
export interface TrlSettings {
  readonly entries: TrlEntries;
  /** Which option of ours became which entries. */
  readonly mapped: readonly {
    readonly option: string;
    readonly value: unknown;
    readonly entries: readonly string[];
  }[];
  readonly unmapped: readonly Unmapped[];
}

/** Entries for the value of an option, or why there are none. All settings are at hand for those that go together. */
type Rule = (value: unknown, all: Readonly<Record<string, unknown>>) => [string, TrlValue][] | string;

/** The same under another name. */
const as =
  (...names: string[]): Rule =>
  (value) =>
    typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
      ? names.map((name) => [name, value])
      : 'it is not set';

/** Nothing, with the reason. */
const none =
  (why: string): Rule =>
  () =>
    why;

/** Nothing is lost where the option has the value that TRL takes anyway. */
const unless =
  (plain: unknown, why: string): Rule =>
  (value) =>
    value === plain ? [] : why;

const number = (value: unknown) => (typeof value === 'number' ? value : NaN);

const measurement = none('a measurement, which changes nothing');

/** AdamW and its schedule, in all trainers. */
const optimizer: Record<string, Rule> = {
  learningRate: as('learning_rate'),
  warmupSteps: as('warmup_steps'),
  decay: (value) => [['lr_scheduler_type', value === 'linear' ? 'linear' : 'constant_with_warmup']],
  beta1: as('adam_beta1'),
  beta2: as('adam_beta2'),
  epsilon: as('adam_epsilon'),
  weightDecay: as('weight_decay'),
  maxGradNorm: as('max_grad_norm'),
  seed: as('seed', 'data_seed'),
  backend: none('another library computes'),
};

/** Training on a file of examples. */
const dataset: Record<string, Rule> = {
  ...optimizer,
  epochs: as('num_train_epochs'),
  rowsPerBatch: as('per_device_train_batch_size'),
  tokensPerBatch: unless(null, 'TRL counts examples, not tokens'),
  evaluationInterval: (value) =>
    number(value) > 0
      ? [
          ['eval_strategy', 'steps'],
          ['eval_steps', number(value)],
        ]
      : [['eval_strategy', 'epoch']],
  heldOut: (value) => (value === 0 ? [['eval_strategy', 'no']] : []),
  patience: unless(null, "TRL's command line has no early stop"),
};

/** Policies that are sampled from. The schedule counts rounds here and optimiser steps there. */
const policy: Record<string, Rule> = {
  ...optimizer,
  epochs: as('num_iterations'),
  minibatchRows: as('per_device_train_batch_size'),
  klCoefficient: as('beta'),
  clipRatio: as('epsilon'),
  maxNewTokens: as('max_completion_length'),
  iterations: (value, all) => [
    [
      'max_steps',
      number(value) * Math.ceil(rowsInRound(all) / number(all.minibatchRows)) * number(all.epochs),
    ],
  ],
  ensemble: none('TRL’s command line takes one reward model'),
  ensemblePenalty: none('belongs to ensemble'),
  missingEndPenalty: none('TRL gives a reply without an end token what the reward model says'),
  klProbeReplies: measurement,
  klLimit: unless(null, 'no early stop in TRL'),
};

/** Replies in a round. */
function rowsInRound(all: Readonly<Record<string, unknown>>): number {
  const { rowsPerIteration, promptsPerIteration, samplesPerPrompt } = all;
  return typeof rowsPerIteration === 'number'
    ? rowsPerIteration
    : number(promptsPerIteration) * number(samplesPerPrompt);
}

const noValueNetwork = none('GRPO has no value network');

/** Our trainers with a counterpart there. */
export type MappedTrainer = 'sft' | 'reward' | 'dpo' | 'grpo' | 'ppo';

const rules: Readonly<Record<MappedTrainer, Readonly<Record<string, Rule>>>> = {
  sft: { ...dataset, loss: (value) => [['assistant_only_loss', value === 'assistant']] },
  reward: {
    ...dataset,
    centring: (value) => (value === 0 ? [] : [['center_rewards_coefficient', number(value)]]),
    pooling: unless('last', "transformers takes the last token's score, so it is another model"),
    scaleReplies: none(
      'only the scale that is stored with the model, in posttrain.rewardMean and rewardScale',
    ),
    maxNewTokens: none('only the replies that this scale is set on'),
  },
  dpo: {
    ...dataset,
    beta: as('beta'),
    labelSmoothing: as('label_smoothing'),
    klProbeReplies: measurement,
    lengthNormalised: (value) => [['loss_type', value === true ? 'sigmoid_norm' : 'sigmoid']],
  },
  grpo: {
    ...policy,
    samplesPerPrompt: as('num_generations'),
    promptsPerIteration: (_, all) => [['generation_batch_size', rowsInRound(all)]],
    divideBySd: (value) => [['scale_rewards', value === false ? 'none' : 'group']],
    divideByLength: (value) => [['loss_type', value === false ? 'dr_grpo' : 'grpo']],
  },
  ppo: {
    ...policy,
    rowsPerIteration: (_, all) => [['generation_batch_size', rowsInRound(all)]],
    entropyCoefficient: as('entropy_coef'),
    pretrainingCoefficient: unless(0, 'TRL mixes no pre-training rows in'),
    valueWarmup: noValueNetwork,
    valueLearningRate: noValueNetwork,
    clipValue: noValueNetwork,
    lambda: noValueNetwork,
    gamma: noValueNetwork,
    whitenRewards: unless(false, 'GRPO has its own scale, that of the group'),
    klTarget: unless(null, "TRL's coefficient stays as it is"),
    klHorizon: none('belongs to klTarget'),
  },
};

/** What differs between the two sides although the words are the same. */
export const differences: Readonly<Record<MappedTrainer, readonly string[]>> = (() => {
  const order = 'Examples come in another order: the generators differ.';
  const warmup =
    'In the warm-up, step s (from 0) has the rate s / warmup_steps of the highest there, and (s + 1) / warmup_steps here.';
  const kl =
    'beta is the price of a nat a token in the loss (k3) there. In GRPO here it is the same; in PPO here it is taken ' +
    'from the reward, which counts in standard deviations above the SFT model.';
  const rounds = 'Rates move with every optimiser step there, and with every round here.';
  return {
    sft: [order, warmup],
    reward: [order, warmup],
    dpo: [order, warmup],
    grpo: [order, warmup, rounds, kl],
    ppo: [
      'TRL’s command line has no PPO; this is GRPO with the same rates, sizes and clip range: the advantage of a reply ' +
        'is measured against its group, not by a value network. num_generations is new.',
      order,
      warmup,
      rounds,
      kl,
    ],
  };
})();

/**
 * A trainer's settings in TRL's words.
 * @param trainer whose settings they are; PPO's become GRPO's.
 * @param settings all of them, by this library's names.
 */
export function toTrl(trainer: keyof typeof rules, settings: Readonly<Record<string, unknown>>): TrlSettings {
  const entries: Record<string, TrlValue> = {};
  const mapped: { option: string; value: unknown; entries: string[] }[] = [];
  const unmapped: Unmapped[] = [];
  for (const [option, value] of Object.entries(settings)) {
    const found = Object.hasOwn(rules[trainer], option)
      ? rules[trainer][option](value, settings)
      : 'no counterpart is known';
    if (typeof found === 'string') unmapped.push({ option, value, why: found });
    else {
      for (const [name, entry] of found) entries[name] = entry;
      mapped.push({ option, value, entries: found.map(([name]) => name) });
    }
  }
  return { entries, mapped, unmapped };
}

/** YAML of plain values, which JSON's writing of them is too. */
export function toYaml(entries: TrlEntries, comments: readonly string[]): string {
  const head = comments.map((comment) => `# ${comment}\n`).join('');
  // YAML 1.1 takes 1e-4 for a text: numbers need a point.
  const write = (value: TrlValue) => (typeof value === 'number' ? yamlNumber(value) : JSON.stringify(value));
  return (
    head +
    Object.entries(entries)
      .map(([key, value]) => `${key}: ${write(value)}\n`)
      .join('')
  );
}

function yamlNumber(value: number): string {
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}
