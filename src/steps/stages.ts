/**
 * The stages of post-training side by side: what a model's replies to fresh held-out prompts are worth, and what it writes.
 * Fresh, because a peak that was chosen for its score on some prompts looks too good on them. The base model sees a prompt
 * as the beginning of a page, the others as a chat.
 */
import { contentScore, families, promptText, type Family, type Prompt } from '../world';
import { chunks } from '../train/ragged';
import type { LabText } from '../study/lab';
import { append, promptRows, type Row } from '../study/rows';
import type { LabEvent, LanguageCheckpoint, Made, Workbench } from '../study/workbench';
import type { Assessment } from './assess';
import { assessed } from './assessed';
import { sharedPrompts, slidePrompts, strataOf } from './prompts';

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
 * Rows of a stage by prompt. At temperature 1, to prompts of the given families: gold, right format, tokens and repetition
 * of replies on familiar prompts; gold on two more strata, half as many prompts each, which tell how far post-training
 * carries: the same families about entities that nothing was trained on, and the other families. Gold and right format
 * at `temperatureInUse` to familiar prompts of all families.
 */
export async function* stageRows(
  bench: Workbench,
  { arm, as, policy }: Stage,
  { prompts: count, families: own, maxNewTokens, seed }: TableSettings,
): AsyncGenerator<LabEvent, Row[]> {
  const draw = { as, maxNewTokens, seed };
  const rowsOf = (measure: string, values: readonly number[]) => promptRows({ arm, seed, measure }, values);
  const golds = (found: readonly Assessment[]) => found.map(({ gold }) => gold);
  const ask = (purpose: string, prompts: readonly Prompt[], temperature = 1) =>
    assessed(bench, policy, prompts, { ...draw, temperature, purpose: ['stages', purpose] });
  const [first, ...others] = strataOf(own);
  const familiar = yield* ask(first.purpose, sharedPrompts('stages', count, first.split, own));
  const further: Row[] = [];
  for (const { name, purpose, split, families: asked } of others) {
    const prompts = sharedPrompts(`stages, ${purpose}`, Math.ceil(count / 2), split, asked);
    append(further, rowsOf(`gold, ${name}`, golds(yield* ask(purpose, prompts))));
  }
  const everywhere = sharedPrompts('stages, all families', count, 'familiar', families);
  const inUse = yield* ask('all families', everywhere, temperatureInUse);
  const formats = (found: readonly Assessment[]) => found.map(({ rightFormat }) => (rightFormat ? 1 : 0));
  const lengths = familiar.map(({ length }) => length);
  const repeats = familiar.map(({ repetition }) => repetition);
  return [
    ...rowsOf('gold in [0, 1]', golds(familiar)),
    ...rowsOf('right format', formats(familiar)),
    ...rowsOf('tokens', lengths),
    ...rowsOf('repetition', repeats),
    ...further,
    ...rowsOf('gold in use', golds(inUse)),
    ...rowsOf('right format in use', formats(inUse)),
  ];
}

/** Replies of a stage to each of the slides' prompts, and how many of them are shown beside the other stages'. */
const [drawn, shown] = [20, 3];

/** Whether a stranger would call it right: in the format, most of the content, hardly anything said twice. */
function isRight({ messages }: Prompt, { text, rightFormat, repetition }: Assessment): boolean {
  return rightFormat && repetition <= 0.2 && contentScore([...messages], text) >= 0.7;
}

/**
 * Replies of each stage to the slides' prompts at `temperatureInUse`, as they fall: the share that is right, the first
 * ones of all stages side by side, and all of some stages.
 */
export async function* slideReplies(
  bench: Workbench,
  stages: readonly Stage[],
  settings: Pick<TableSettings, 'maxNewTokens' | 'seed'> & { readonly inFull: readonly string[] },
): AsyncGenerator<LabEvent, { rows: Row[]; few: LabText[]; all: LabText[] }> {
  const { maxNewTokens, seed, inFull } = settings;
  const purpose = ['stages', 'slides'];
  const draw = { perPrompt: drawn, temperature: temperatureInUse, maxNewTokens, purpose, seed };
  const found: { arm: string; replies: Assessment[][] }[] = [];
  for (const { arm, as, policy } of stages) {
    const replies = yield* assessed(bench, policy, slidePrompts, { ...draw, as });
    found.push({ arm, replies: chunks(replies, drawn) });
  }
  const told = (by: string, replies: readonly Assessment[], count: number) =>
    replies.slice(0, count).map(({ text, gold }, i) => ({
      by: `${by}, reply ${i + 1}`,
      text,
      note: `gold ${gold.toFixed(2)}`,
    }));
  const right = ({ arm, replies }: (typeof found)[number]) =>
    promptRows(
      { arm, seed, measure: 'right on the slides' },
      slidePrompts.flatMap((prompt, p) => replies[p].map((reply) => (isRight(prompt, reply) ? 1 : 0))),
    );
  return {
    rows: found.flatMap(right),
    few: slidePrompts.map((prompt, p) => ({
      prompt: promptText(prompt),
      replies: found.flatMap(({ arm, replies }) => told(arm, replies[p], shown)),
    })),
    all: found
      .filter(({ arm }) => inFull.includes(arm))
      .flatMap(({ arm, replies }) =>
        slidePrompts.map((prompt, p) => ({
          prompt: `${promptText(prompt)} (${arm}, ${drawn} replies)`,
          replies: told(arm, replies[p], drawn),
        })),
      ),
  };
}
