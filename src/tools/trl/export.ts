/**
 * A run as the files that TRL's command line takes: `models/` in Hugging Face's layout, `data/` as JSONL in TRL's
 * columns, one config a stage, and a README.md with the table of what became what. How options translate is in
 * trl-mapping.ts.
 */
import { formatJsonl } from '../../data/jsonl';
import type { Row } from '../../data/formats/format';
import { asMessages, asText, type ComparisonRow, type Message, type PromptRow } from '../../data/records';
import { saveModel, type Checkpoint } from '../../model/checkpoint';
import { differences, toTrl, toYaml, type MappedTrainer, type TrlEntries, type TrlMethod } from './mapping';

/** Rows to train on and to evaluate on. */
export interface TrlData {
  readonly train: readonly object[];
  readonly test: readonly object[];
}

/** One stage of a run: a trainer with its settings, model and data. */
export interface TrlStage {
  /** Name of its config, e.g. "grpo-free". */
  readonly name: string;
  readonly trainer: MappedTrainer;
  /** All settings of the trainer, by this library's names. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names among `models` and `data`: where training starts, and on what. */
  readonly model: string;
  readonly data: string;
  /** The model to be rewarded by; undefined where the reward is a program. */
  readonly rewardModel?: string;
  /** What else a reader has to know. */
  readonly notes: readonly string[];
}

/** A run, ready to be written. */
export interface TrlRun {
  readonly title: string;
  readonly stages: readonly TrlStage[];
  readonly models: ReadonlyMap<string, Checkpoint>;
  readonly data: ReadonlyMap<string, TrlData>;
  /** What of the run is not exported, and why. */
  readonly leftOut: readonly string[];
}

const methods: Readonly<Record<MappedTrainer, TrlMethod>> = {
  sft: 'sft',
  reward: 'reward',
  dpo: 'dpo',
  grpo: 'grpo',
  ppo: 'grpo',
};

/** What TRL needs to know beside the trainer's settings: no padding to other lengths, full precision as here. */
const surroundings: TrlEntries = {
  dtype: 'float32',
  bf16: false,
  gradient_checkpointing: false,
  logging_steps: 1,
  report_to: 'none',
  save_strategy: 'no',
};

/**
 * A demonstration as a conversation. A row of prompt and completion keeps its columns, since TRL trains on the
 * completion alone.
 * @param row as it lies in the file, where it has these columns.
 */
export function toDemonstration(messages: readonly Message[], row: Row | undefined): object {
  const plain = messages.map(({ role, content }) => ({ role, content }));
  if (row === undefined) return { messages: plain };
  const turns = Array.isArray(row['completion']) ? row['completion'].length : 1;
  return { prompt: plain.slice(0, -turns), completion: plain.slice(-turns) };
}

/** A comparison with prompt and replies as conversations, which TRL wants alike. */
export function toComparison({
  prompt,
  chosen,
  rejected,
  ...others
}: ComparisonRow & { margin?: number }): object {
  const reply = (value: ComparisonRow['chosen']) => [{ role: 'assistant', content: asText(value) }];
  return { prompt: asMessages(prompt), chosen: reply(chosen), rejected: reply(rejected), ...others };
}

/** A prompt as a conversation. */
export function toPrompt({ prompt }: PromptRow): object {
  return { prompt: asMessages(prompt) };
}

/** All files by name. */
export function trlFiles(run: TrlRun): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  for (const [name, model] of run.models)
    for (const [file, content] of saveModel(model)) files.set(`models/${name}/${file}`, content);
  for (const [name, { train, test }] of run.data) {
    files.set(`data/${name}/train.jsonl`, formatJsonl(train));
    if (test.length > 0) files.set(`data/${name}/test.jsonl`, formatJsonl(test));
  }
  for (const stage of run.stages) files.set(`${stage.name}.yaml`, configOf(stage, run));
  files.set('README.md', readme(run));
  return files;
}

/** The whole config of a stage. */
function entriesOf(stage: TrlStage, { models, data }: TrlRun): TrlEntries {
  const method = methods[stage.trainer];
  const context = models.get(stage.model)?.config.max_position_embeddings ?? 0;
  const { entries } = toTrl(stage.trainer, stage.settings);
  const own: Record<TrlMethod, TrlEntries> = {
    sft: { max_length: context, packing: false },
    reward: { max_length: context },
    dpo: { max_length: context },
    grpo: { temperature: 1, top_p: 1, top_k: 0, ...(stage.trainer === 'ppo' ? { num_generations: 8 } : {}) },
  };
  const evaluated = (data.get(stage.data)?.test.length ?? 0) > 0;
  return {
    model_name_or_path: `models/${stage.model}`,
    dataset_name: `data/${stage.data}`,
    ...(stage.rewardModel === undefined ? {} : { reward_model_name_or_path: `models/${stage.rewardModel}` }),
    output_dir: `output/${stage.name}`,
    ...surroundings,
    ...own[method],
    ...entries,
    ...(evaluated ? {} : { eval_strategy: 'no' }),
  };
}

function configOf(stage: TrlStage, run: TrlRun): string {
  const command = `trl ${methods[stage.trainer]} --config ${stage.name}.yaml`;
  const { unmapped } = toTrl(stage.trainer, stage.settings);
  return toYaml(entriesOf(stage, run), [
    command,
    ...stage.notes,
    ...unmapped.map(({ option, value, why }) => `Not mapped: ${option} = ${JSON.stringify(value)}: ${why}`),
  ]);
}

function readme(run: TrlRun): string {
  const lines = [
    `# ${run.title}`,
    '',
    'Written by `posttrain export trl` for TRL 1.16 (`pip install trl`). Paths are relative to this folder: run from here.',
    'With several GPUs, put `--accelerate_config zero2` (or another of TRL’s) behind a command.',
    '',
    '```',
    ...run.stages.map(({ name, trainer }) => `trl ${methods[trainer]} --config ${name}.yaml`),
    '```',
    '',
    '| model | what it is |',
    '|---|---|',
    ...[...run.models].map(([name, model]) => `| \`models/${name}\` | ${describeModel(model)} |`),
    '',
    '| data | rows to train on | to evaluate on |',
    '|---|---|---|',
    ...[...run.data].map(
      ([name, { train, test }]) => `| \`data/${name}\` | ${train.length} | ${test.length} |`,
    ),
    '',
  ];
  const stages = run.stages.flatMap((stage) => [...describeStage(stage), '']);
  const leftOut = run.leftOut.map((line) => `- ${line}`);
  const notExported = leftOut.length > 0 ? ['## Not exported', ...leftOut, ''] : [];
  return [...lines, ...stages, ...notExported].join('\n');
}

function describeModel(model: Checkpoint): string {
  if (model.kind === 'lm') return 'language model (`AutoModelForCausalLM`)';
  const { pooling, rewardMean, rewardScale } = model.reward;
  const scale = `; the reward here is (score − ${rewardMean}) / ${rewardScale}, and plain score there`;
  return pooling === 'last'
    ? `reward model (\`AutoModelForSequenceClassification\`, one label), score of the last token${scale}`
    : `reward model whose score is the mean over the reply's tokens; **transformers takes the last token's, which is ` +
        `not this model's reward**${scale}`;
}

function describeStage(stage: TrlStage): string[] {
  const { mapped, unmapped } = toTrl(stage.trainer, stage.settings);
  const row = (option: string, value: unknown, what: string) =>
    `| \`${option}\` | ${JSON.stringify(value)} | ${what} |`;
  return [
    `## ${stage.name}`,
    ...stage.notes.map((note) => `- ${note}`),
    ...differences[stage.trainer].map((note) => `- ${note}`),
    '',
    '| setting here | value | in TRL |',
    '|---|---|---|',
    ...mapped.map(({ option, value, entries }) =>
      row(
        option,
        value,
        entries.length > 0 ? entries.map((name) => `\`${name}\``).join(', ') : 'the same by default',
      ),
    ),
    ...unmapped.map(({ option, value, why }) => row(option, value, `**not mapped**: ${why}`)),
  ];
}
