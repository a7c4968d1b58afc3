/**
 * posttrain: how a chat model is made, as a library. The layers, from the bottom up:
 *
 * - compute: `startEngine`, `openBackend`
 * - models: `ModelConfig`, `Tokenizer`, chat templates, folders in Hugging Face's layout
 * - data: JSONL rows, ragged batches
 * - training: `pretrain`, `sft`, `trainRewardModel`, `trainAttributeModel`, `dpo`, `ppo`, `reinforce`, `grpo`,
 *   `rejectionSampling`, `bestOfNPolicy` as streams of records that can be stopped and resumed; losses and rewards
 * - the world: corpus, prompts, demonstrations, judge, annotators
 * - evaluation: intervals, KL, best-of-n, curve fits
 * - labs and figures: `lecture`, Plotly figures and how to draw them
 * - notebooks: `openNotebook`, `show`, `table`, `watch`, `runLab`, `baseModel`, `sftModel`, `rewardModel`
 */
export { Random } from './random';
export { UserError } from './errors';

export { openBackend, backendNames, type BackendName } from './host/backends';
export { startEngine } from './host/engine-host';
export { readLanguageModel, readRewardModel, writeModel, shippedBase } from './host/models';
export * from './host/rows';
export { createProgress, tracked } from './host/progress';
export { renderPng, renderSvg } from './host/render';
export { renderReport } from './host/report';

export * from './data/batch';
export * from './data/jsonl';
export * from './data/records';
export * from './data/dataset';
export { formatNames, formats } from './data/formats';

export * from './model/config';
export * from './model/model';
export { engineBackend } from './model/engine-backend';
export { referenceBackend } from './model/reference-backend';
export { trainBpe, specialTokens } from './model/bpe-trainer';
export { Tokenizer } from './model/tokenizer';
export * from './model/chat-template';
export { loadModel, saveModel, type Checkpoint } from './model/checkpoint';
export { readSafetensors, writeSafetensors } from './model/safetensors';

export * from './train/losses';
export * from './train/advantages';
export { lossAndGradient } from './train/gradient';
export { optimizerDefaults, type OptimizerOptions } from './train/optimizer';
export { bitsPerByte, firstCharacters, packDocuments, type PackedDocuments } from './train/pretrain-data';
export { encodeDemonstration, encodeReply, type Imitated } from './train/rows';
export * from './train/options';
export * from './train/checkpoint';
export { type EvaluationRecord, type StepRecord } from './train/training-loop';
export { pretrain, pretrainDefaults, type PretrainOptions, type PretrainRecord } from './train/pretrain';
export { sft, sftDefaults, sftLoss, type SftExample, type SftOptions, type SftRecord } from './train/sft';
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
export * from './train/dpo';
export * from './train/reward-scores';
export * from './train/reward';
export * from './train/reward-mix';
export * from './train/replies';
export * from './train/kl-monitor';
export * from './train/collapse';
export * from './train/rollouts';
export { ppo } from './train/ppo';
export { ppoDefaults, type PpoOptions, type PpoRecord } from './train/ppo-options';
export { groupDefaults, type GroupOptions, type GroupRecord, type GroupUpdate } from './train/group-policy';
export * from './train/reinforce';
export * from './train/grpo';
export * from './train/rejection-sampling';
export * from './train/best-of-n';
export { samplePool, poolDefaults, type PoolOptions, type PoolRecord } from './train/sample-pool';

export * from './eval/best-of-n';
export * from './eval/bootstrap';
export * from './eval/calibration';
export * from './eval/curve-fits';
export * from './eval/kl';
export * from './eval/repetition';
export * from './eval/statistics';

export * as world from './world';

export * from './labs/task';
export * from './labs/evaluation';
export * from './labs/comparisons';
export * from './labs/best-of-n';
export * from './labs/scale';
export * from './labs/rewards';
export { lecture, type LectureInput } from './labs/lecture/lecture';
export { presets, presetNames, type PresetName } from './labs/lecture/settings';
export { lectureResultSchema, type LectureResult } from './labs/lecture/result';
export { lectureFigures, lectureReport } from './labs/lecture/report';
export { checksOf } from './labs/lecture/checks';
export { labs } from './labs/registry';
export type { Check, Lab, LabEvent, LabResult } from './labs/lab';
export { foundations } from './labs/foundation';
export { comparisonsBy, labelKinds, type LabelKind } from './labs/recipes/labels';
export { sideInput, type ReplyPair } from './labs/recipes/pairs';
export { b5Data, type B5Data } from './labs/b5/data';
export type { Figure } from './plots/figure';
export { linesFigure, type LinesOptions } from './plots/lines';

export * from './display';
