/**
 * How a chat model is made, as a library: pre-training, supervised fine-tuning, a reward model, RL against it, and what
 * goes wrong when it is pushed too far, on a tiny world whose truth is known. Trainers are async generators of typed
 * records; networks are trained in place; every draw comes from a seed.
 *
 * Step 1, imitate demonstrations:
 * ```ts
 * import { encodeDemonstration, openBackend, Random, readLanguageModel, sft, shippedBase, withChatTemplate, world,
 *   writeModel } from 'posttrain';
 *
 * const backend = await openBackend();
 * const base = readLanguageModel(shippedBase);
 * const tokenizer = withChatTemplate(base.tokenizer);
 * const model = backend.languageModel(base.config, base.weights);
 * const rows = world.demonstrations(new Random(1), { count: 500 });
 * const examples = rows.map(({ messages }) => encodeDemonstration(tokenizer, messages));
 * for await (const record of sft(model, examples, [], { epochs: 1 })) console.log(record);
 * writeModel('my-sft', { ...base, tokenizer, weights: model.weights() });
 * ```
 *
 * Step 2, a reward model from comparisons (own rows: TRL's columns `prompt`, `chosen`, `rejected`):
 * ```ts
 * import { encodeReply, openBackend, readComparisons, readLanguageModel, trainRewardModel, withScalarHead } from 'posttrain';
 *
 * const backend = await openBackend();
 * const start = readLanguageModel('my-sft');
 * const network = backend.scalarModel(start.config, withScalarHead(start.config, start.weights));
 * const pairs = (await readComparisons('comparisons.jsonl')).map(({ prompt, chosen, rejected }) => ({
 *   chosen: encodeReply(start.tokenizer, prompt, chosen),
 *   rejected: encodeReply(start.tokenizer, prompt, rejected),
 * }));
 * for await (const record of trainRewardModel(network, pairs)) console.log(record);
 * ```
 *
 * Step 3, RL against a reward; here the world's judge, which a reward model would stand in for. `ppo` takes the same
 * task and a value network:
 * ```ts
 * import { chatTask, goldReward, grpo, openBackend, ppo, Random, readLanguageModel, withScalarHead, world } from 'posttrain';
 *
 * const backend = await openBackend();
 * const { config, weights, tokenizer } = readLanguageModel('my-sft');
 * const chat = chatTask(tokenizer, world.drawPrompts(new Random(1), 200, 'train'));
 * const task = {
 *   policy: backend.languageModel(config, weights),
 *   reference: backend.languageModel(config, weights),
 *   reward: goldReward(chat, { mean: 0, sd: 1 }),
 *   prompts: chat.tokens,
 *   stopTokens: chat.stopTokens,
 * };
 * for await (const record of grpo(task, { iterations: 10 })) console.log(record);
 * const value = backend.scalarModel(config, withScalarHead(config, weights));
 * for await (const record of ppo({ ...task, value }, { iterations: 10, klCoefficient: 0.15 })) console.log(record);
 * ```
 *
 * DPO learns from the comparisons without a reward model:
 * ```ts
 * import { dpo, type LanguageModel, type RewardPair } from 'posttrain';
 *
 * export async function prefer(policy: LanguageModel, reference: LanguageModel, pairs: RewardPair[]) {
 *   for await (const record of dpo(policy, reference, pairs, [], { beta: 0.1 })) console.log(record);
 * }
 * ```
 *
 * Best of n chooses instead of training; proxy and gold scores of one prompt's samples give the curve for every n:
 * ```ts
 * import { bestOfN, bestOfNKl } from 'posttrain';
 *
 * for (const { n, proxy, gold } of bestOfN([0.1, 0.9, 0.4], [1, 0, 2])) console.log(n, bestOfNKl(n), proxy, gold);
 * ```
 *
 * The judge and the chat template, alone:
 * ```ts
 * import { encodeChat, readLanguageModel, shippedBase, withChatTemplate, world } from 'posttrain';
 *
 * const messages = [{ role: 'user' as const, content: 'Name three fruits.' }];
 * console.log(world.judge(messages, 'Apples, pears and plums.'));
 * const tokenizer = withChatTemplate(readLanguageModel(shippedBase).tokenizer);
 * const { tokens, assistantMask } = encodeChat(tokenizer, messages, { generationPrompt: true });
 * console.log(tokens.length === assistantMask.length);
 * ```
 *
 * A lab tests one claim of the lecture, in a notebook or alone:
 * ```ts
 * import { openNotebook, runLab } from 'posttrain';
 *
 * const session = await openNotebook({ mode: 'replay' });
 * const { result, show } = await runLab('B5', session);
 * console.log(result?.checks);
 * await show();
 * ```
 */

// Randomness and errors: streams of draws split by name, and errors meant for the user.
export { Random, type Label } from './random';
export { UserError } from './errors';

// Compute and models: an implementation of the network, and folders in Hugging Face's layout.
export { openBackend, backendNames, type BackendName } from './node/backends';
export { startEngine } from './node/engine-host';
export type { Engine } from './engine/engine';
export { engineBackend } from './model/engine-backend';
export { referenceBackend } from './model/reference-backend';
export * from './model/config';
export type { ReadConfig, RewardHead } from './model/hf-config';
export * from './model/model';
export * from './model/weights';
export { readLanguageModel, readRewardModel, writeModel, shippedBase } from './node/models';
export { loadModel, saveModel, type Checkpoint, type ReadFile } from './model/checkpoint';
export { readSafetensors, writeSafetensors, type SafetensorsFile } from './model/safetensors';
export type { ByteSource } from './model/byte-source';

// Text to tokens: the tokenizer, its training, and the chat template.
export { Tokenizer } from './model/tokenizer';
export type { TokenizerConfig } from './model/tokenizer-json';
export { trainBpe, specialTokens } from './model/bpe-trainer';
export * from './model/chat-template';

// Data: rows from files in TRL's columns or another known format, and ragged batches of tokens.
export * from './node/rows';
export * from './data/batch';
export * from './data/jsonl';
export * from './data/records';
export * from './data/dataset';
export type { Rows } from './data/rows';
export { formatNames, formats } from './data/formats';
export type { Format, Row } from './data/formats/format';
export { encodeDemonstration, encodeReply, type Imitated } from './train/rows';

// The world: one truth, and from it corpus, prompts, demonstrations, judge and annotators.
export * as world from './world';

// Pre-training: the base model, from a stream of tokens.
export {
  pretrain,
  pretrainDefaults,
  type PretrainOptions,
  type PretrainRecord,
  type TokenStream,
} from './train/pretrain';
export { bitsPerByte, firstCharacters, packDocuments, type PackedDocuments } from './train/pretrain-data';

// What all trainers share: options, records, checkpoints, losses.
export {
  datasetDefaults,
  planBatches,
  type DatasetOptions,
  type EvaluationOptions,
  type PlannedBatch,
} from './train/options';
export { optimizerDefaults, type OptimizerOptions } from './train/optimizer';
export type { Option, OptionsOf, OptionTable } from './train/declared';
export { trainerOptions } from './train/trainers';
export type { RolloutOptions } from './train/policy-options';
export { type EvaluationRecord, type StepRecord } from './train/training-loop';
export * from './train/checkpoint';
export * from './train/losses';
export { lossAndGradient, type LossValues } from './train/gradient';
export type { MaskedBatch } from './train/imitation';

// Step 1: supervised fine-tuning on demonstrations.
export { sft, sftDefaults, sftLoss, type SftExample, type SftOptions, type SftRecord } from './train/sft';

// Step 2: a reward model from comparisons or ratings, and rewards made of it.
export {
  trainRewardModel,
  evaluateRewardModel,
  rewardModelDefaults,
  type RewardModelOptions,
  type RewardModelQuality,
  type RewardModelRecord,
  type RewardPair,
} from './train/reward-model';
export * from './train/attribute-model';
export * from './train/reward-scores';
export * from './train/reward';
export * from './train/reward-mix';

// Step 3: reinforcement learning, with what watches over it.
export { ppo } from './train/ppo';
export { ppoDefaults, type PpoOptions } from './train/ppo-options';
export type { PolicyUpdate, PpoMeasures, PpoRecord } from './train/ppo-records';
export type { PpoTask, Rollout } from './train/ppo-rollouts';
export { groupDefaults, type GroupOptions, type GroupRecord, type GroupUpdate } from './train/group-policy';
export * from './train/reinforce';
export * from './train/grpo';
export * from './train/advantages';
export * from './train/replies';
export * from './train/rollouts';
export * from './train/kl-monitor';
export * from './train/collapse';

// Without RL: direct preference optimisation, rejection sampling, best of n.
export * from './train/dpo';
export * from './train/rejection-sampling';
export * from './train/best-of-n';
export {
  samplePool,
  poolDefaults,
  type PoolOptions,
  type PoolRecord,
  type PoolSample,
} from './train/sample-pool';

// Evaluation: intervals, KL, calibration, repetition, best-of-n curves and their fits.
export * from './eval/best-of-n';
export * from './eval/bootstrap';
export * from './eval/calibration';
export * from './eval/curve-fits';
export * from './eval/kl';
export * from './eval/repetition';
export * from './eval/statistics';

// Tasks in the world: what the labs sample, reward and measure.
export * from './steps/task';
export * from './steps/assess';
export * from './steps/evaluation';
export * from './steps/comparisons';
export * from './steps/best-of-n';
export * from './steps/scale';
export * from './steps/sums-reward';

// The lecture and its labs: the main job, a lab a claim, and their checks.
export { lecture, lecturePresets, runLecture, type LectureSettings } from './labs/lecture';
export { labs } from './labs/registry';
export type { Changes } from './study/knobs';
export {
  defineLab,
  labPresets,
  labResultSchema,
  type Findings,
  type Lab,
  type LabDefinition,
  type LabPreset,
  type LabResult,
  type LabText,
  type TableView,
} from './study/lab';
export * from './study/checks';
export { estimate, type Bounds, type Estimate } from './study/estimate';
export { presets, type Patch } from './study/presets';
export * from './study/rows';
export type { AxisView, PanelView, Says, View } from './study/view';
export { checkLine, checkWords, type CheckWords } from './study/words';
export type { Inputs, LabEvent, Made, Recipe, Workbench } from './study/workbench';
export type { Files, ReadPiece, Store } from './study/store';
export { foundations, type FoundationSettings } from './steps/foundation';
export { comparisonsBy, labelKinds, type LabelKind } from './steps/labels';
export { sideInput, type ReplyPair } from './steps/pairs';

// Figures and reports: Plotly figures as data, drawn without a browser; progress on a terminal.
export type {
  Annotation,
  Axis,
  BarTrace,
  ErrorBars,
  Figure,
  Font,
  Layout,
  LineShape,
  ScatterTrace,
  Series,
  Trace,
} from './plots/figure';
export type { Stage } from './plots/theme';
export { linesFigure, type LinesOptions } from './plots/lines';
export type { ReportFigure } from './plots/page';
export { renderPng, renderSvg } from './node/pictures/render';
export { renderReport } from './node/pictures/report';
export {
  createProgress,
  tracked,
  type ProgressBars,
  type ProgressOptions,
  type StageProgress,
} from './node/progress';

// Notebooks: what their cells show, and the models that they start from.
export * from './node/display';
