/** All formats, and which one a row is in. */
import { alpaca } from './alpaca';
import type { Format, Row } from './format';
import { helpSteer2 } from './helpsteer2';
import { hhRlhf } from './hh-rlhf';
import { rewardBench } from './reward-bench';
import { shareGpt } from './sharegpt';
import { documents, messages, preference, promptCompletion, prompts, replies } from './trl';

/** The formats, the more telling ones first: a row of HelpSteer2 also has the column of a prompt. */
export const formats: readonly Format[] = [
  shareGpt,
  alpaca,
  helpSteer2,
  rewardBench,
  hhRlhf,
  preference,
  messages,
  promptCompletion,
  replies,
  prompts,
  documents,
];

/** The formats by name, for `--format`. */
export const formatNames = formats.map(({ name }) => name);

/** The formats that a row can be read in, the most telling first. Never throws. */
export function formatsOf(row: Row): Format[] {
  return formats.filter((format) => format.matches(row));
}
