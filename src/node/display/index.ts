/** What a notebook's cells show: `openNotebook`, `show`, `table`, `watch`, `runLab`, and the models to start from. */
export { show } from './chart';
export { readLab, runLab, type LabRun } from './labs';
export {
  baseModel,
  rewardModel,
  sftModel,
  type BaseModel,
  type ChatModel,
  type RewardedModel,
  type SftModel,
} from './models';
export {
  openNotebook,
  notebookMode,
  notebookModes,
  type NotebookMode,
  type NotebookSession,
  type SessionParts,
} from './notebook';
export { table, type Frame } from './table';
export { watch, type Stepped } from './watch';
