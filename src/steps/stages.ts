/**
 * The stages of post-training side by side: what a model's replies to fresh held-out prompts are worth, and what it writes.
 * Fresh, because a peak that was chosen for its score on some prompts looks too good on them. The base model sees a prompt
 * as the beginning of a page, the others as a chat.
 */
import { families, promptText, type Family, type Prompt } from '../world';
import type { LabText } from '../study/lab';
import { promptRows, type Row } from '../study/rows';
import type { LabEvent, LanguageCheckpoint, Made, Workbench } from '../study/workbench';
import type { Assessment } from './assess';
import { assessed } from './assessed';
import { sharedPrompts } from './prompts';

/** A model with its place in the table. */
export interface Stage {
  readonly arm: string;
  readonly as: 'chats' | 'pages';
  readonly policy: Made<{ readonly checkpoint: LanguageCheckpoint }>;
}

/** The number and families of a table's prompts, and how replies to them are drawn. */
export interface TableSettings {
  readonly prompts: number;
  readonly families: readonly Family[];
  readonly maxNewTokens: number;
  readonly seed: number;
}

/**
 * A tiny model that draws every token at temperature 1 sooner or later draws one that nobody would say. Curves need
 * temperature 1, the policy as it is; who uses a model samples cooler (Stiennon et al. 2020 evaluate so too).
 */
export const temperatureInUse = 0.7;

/**
 * Rows of a stage by prompt: gold, right format, tokens and repetition of replies at temperature 1 to prompts of the given
 * families; gold and right format at `temperatureInUse` to as many prompts of all families.
 */
export async function* stageRows(
  bench: Workbench,
  { arm, as, policy }: Stage,
  { prompts: count, families: own, maxNewTokens, seed }: TableSettings,
): AsyncGenerator<LabEvent, Row[]> {
  const draw = { as, maxNewTokens, seed };
  const prompts = sharedPrompts('stages', count, 'familiar', own);
  const asIs = yield* assessed(bench, policy, prompts, { ...draw, purpose: ['stages', 'own families'] });
  const everywhere = sharedPrompts('stages, all families', count, 'familiar', families);
  const cooler = { ...draw, temperature: temperatureInUse, purpose: ['stages', 'all families'] };
  const inUse = yield* assessed(bench, policy, everywhere, cooler);
  const rowsOf = (measure: string, values: readonly number[]) => promptRows({ arm, seed, measure }, values);
  const formats = (found: readonly Assessment[]) => found.map(({ rightFormat }) => (rightFormat ? 1 : 0));
  return [
    ...rowsOf(
      'gold in [0, 1]',
      asIs.map(({ gold }) => gold),
    ),
    ...rowsOf('right format', formats(asIs)),
    ...rowsOf(
      'tokens',
      asIs.map(({ length }) => length),
    ),
    ...rowsOf(
      'repetition',
      asIs.map(({ repetition }) => repetition),
    ),
    ...rowsOf(
      'gold in use',
      inUse.map(({ gold }) => gold),
    ),
    ...rowsOf('right format in use', formats(inUse)),
  ];
}

/** Three replies of each stage to each of some prompts, at `temperatureInUse`, as they fall. */
export async function* stageTexts(
  bench: Workbench,
  stages: readonly Stage[],
  prompts: readonly Prompt[],
  maxNewTokens: number,
): AsyncGenerator<LabEvent, LabText[]> {
  const draw = {
    perPrompt: 3,
    temperature: temperatureInUse,
    maxNewTokens,
    purpose: ['stages', 'shown'],
    seed: 1,
  };
  const columns: { by: string; found: Assessment[] }[] = [];
  for (const { arm, as, policy } of stages)
    columns.push({ by: arm, found: yield* assessed(bench, policy, prompts, { ...draw, as }) });
  return prompts.map((prompt, p) => ({
    prompt: promptText(prompt),
    replies: columns.flatMap(({ by, found }) =>
      found.slice(3 * p, 3 * p + 3).map(({ text, gold }, i) => ({
        by: `${by}, reply ${i + 1}`,
        text,
        note: `gold ${gold.toFixed(2)}`,
      })),
    ),
  }));
}
