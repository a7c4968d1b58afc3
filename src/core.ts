/**
 * The library without Node: what runs in a page as it does here. Models, trainers, the world, evaluation, the labs and
 * their figures; files, threads and pictures are the host's (`posttrain` on Node, `posttrain/web` in a page). Each of
 * the package's entries gives these names.
 */

// Randomness and errors: streams of draws split by name, and errors meant for the user.
export { Random, type Label } from './random';
export { UserError } from './errors';

// Compute and models: an implementation of the network, and models as files in Hugging Face's layout.
export { createEngine, type Engine, type EngineHost, type Kernels, type ThreadStart } from './engine/engine';
export { engineBackend } from './model/engine-backend';
export { referenceBackend } from './model/reference-backend';
export * from './model/config';
export type { ReadConfig, RewardHead } from './model/hf-config';
export * from './model/model';
export * from './model/weights';
export { loadModel, saveModel, type Checkpoint, type ReadFile } from './model/checkpoint';
export { readSafetensors, writeSafetensors, type SafetensorsFile } from './model/safetensors';
export type { ByteSource } from './model/byte-source';

// Text to tokens: the tokenizer, its training, and the chat template.
export { Tokenizer } from './model/tokenizer';
export type { GenerationSettings, TokenizerConfig } from './model/tokenizer-json';
export { trainBpe, specialTokens } from './model/bpe-trainer';
export * from './model/chat-template';

// Data: rows in TRL's columns or another known format, and ragged batches of tokens.
export * from './data/batch';
export * from './data/jsonl';
export * from './data/records';
export * from './data/dataset';
export type { Rows } from './data/rows';
export { formatNames, formats } from './data/formats';
export type { Format, Row as FormatRow } from './data/formats/format';
export {
  encodeDemonstration,
  encodeReply,
  type EncodedDemonstration,
  type EncodedReply,
  type Imitated,
} from './train/rows';

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
export type {
  ChoiceOption,
  Declared,
  NumberOption,
  NumberOrNullOption,
  Option,
  OptionsOf,
  OptionTable,
  SwitchOption,
  TrlRule,
} from './train/declared';
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
export * from './train/episodes';
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
export * from './steps/tools';

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
export { features, timeline, type HistoryEvent } from './history/events';
export { timelineFigure } from './history/figure';
export { readings, type Reading } from './history/reading';
export type { AxisView, PanelView, Says, TextsView, View } from './study/view';
export { checkLine, checkWords, type CheckWords } from './study/words';
export type { Inputs, LabEvent, Made, Recipe, Workbench } from './study/workbench';
export type { Files, ReadPiece, Store } from './study/store';
export { foundations, type FoundationSettings } from './steps/foundation';
export { comparisonsBy, labelKinds, type LabelKind } from './steps/labels';
export { sideInput, type ReplyPair } from './steps/pairs';

// Figures and reports: Plotly figures as data.
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
export type { Ink, Stage } from './plots/theme';
export { linesFigure, type LinesOptions } from './plots/lines';
export type { ReportFigure } from './plots/page';
