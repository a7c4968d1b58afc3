/** The product's side of the parity grid: rows through the same functions that the commands use. */
import { comparisonsOf, demonstrationsOf, promptsOf, toDataset } from '../../src/data/dataset';
import { encodeChat, encodePrompt, renderChat, templateClock } from '../../src/model/chat-template';
import type { Tokenizer } from '../../src/model/tokenizer';
import { encodeDemonstration, encodePair } from '../../src/train/rows';
import {
  casesOf,
  compare,
  families,
  familyNames,
  features,
  rowsOf,
  today,
  tokenizerOf,
  type Case,
  type CaseOf,
  type Refusal,
} from './fixture';

// The day on which Python rendered all templates.
templateClock.set(today.toISOString());

/** What a group of cases came to. */
export type Compared = ReturnType<typeof compare>;

const digits = (mask: ArrayLike<number>) => Array.from(mask).join('');

/** A `messages` row: its text, its ids and what of them counts. @param masked whether Python says what counts. */
function said(tokenizer: Tokenizer, entry: CaseOf<'messages'>, masked: boolean) {
  const data = toDataset('grid.jsonl', rowsOf(entry), 'demonstration', 'messages');
  const [{ messages }] = demonstrationsOf(data);
  const { tokens, mask } = encodeDemonstration(tokenizer, messages);
  const text = renderChat(tokenizer, messages);
  return { text, ids: [...tokens], ...(masked ? { mask: digits(mask) } : {}) };
}

/** A `prompt` row: text and ids up to where a reply begins. */
function asked(tokenizer: Tokenizer, entry: CaseOf<'prompt'>) {
  const [{ prompt }] = promptsOf(toDataset('grid.jsonl', rowsOf(entry), 'prompt', 'prompt'));
  const continueFinal = prompt[prompt.length - 1].role === 'assistant';
  const text = renderChat(tokenizer, prompt, { generationPrompt: !continueFinal, continueFinal });
  return { text, ids: [...encodePrompt(tokenizer, prompt)] };
}

/** A `prompt`, `completion` row: its ids and where those begin that count, up to the end. */
function completed(tokenizer: Tokenizer, entry: CaseOf<'completion'>) {
  const data = toDataset('grid.jsonl', rowsOf(entry), 'demonstration', 'prompt-completion');
  const [{ messages, promptTurns }] = demonstrationsOf(data);
  const { tokens, mask } = encodeDemonstration(tokenizer, messages, 'assistant', promptTurns);
  const start = mask.indexOf(1);
  return mask.subarray(start).every((counts) => counts === 1)
    ? { ids: [...tokens], start: start < 0 ? mask.length : start }
    : { ids: [...tokens], mask: digits(mask) };
}

/** A `prompt`, `chosen`, `rejected` row: both sides whole and where the replies begin. */
function compared(tokenizer: Tokenizer, entry: CaseOf<'pair'>) {
  const [row] = comparisonsOf(toDataset('grid.jsonl', rowsOf(entry), 'comparison', 'preference'));
  const { chosen, rejected } = encodePair(tokenizer, row);
  return { chosen: [...chosen.tokens], rejected: [...rejected.tokens], start: chosen.replyStart };
}

/** Rows of replies end here with the token that ends the turn; what a template writes after it is cut. */
function cutAtEnd(ids: readonly number[], ends: readonly number[], start: number): number[] {
  const end = ids.findIndex((id, i) => i >= start && ends.includes(id));
  return ids.slice(0, end < 0 ? ids.length : end + 1);
}

function pairExpected({ expected, family }: CaseOf<'pair'>) {
  if ('error' in expected) return expected;
  const { ends } = families[family];
  const cut = (ids: readonly number[]) => cutAtEnd(ids, ends, expected.start);
  return { chosen: cut(expected.chosen), rejected: cut(expected.rejected), start: expected.start };
}

const plainly = (entry: Case) => entry.expected;

/** A family's own template, with and without `generation` marks. */
export function compareFamily(family: string): Record<string, Compared> {
  const { template, plain } = families[family];
  const [marked, unmarked] = [tokenizerOf(family, template), tokenizerOf(family, plain)];
  const ownRule = ({ expected }: CaseOf<'messages'>) =>
    'error' in expected ? expected : { ...expected, mask: expected.own ?? expected.mask };
  return {
    'messages, marked': compare(casesOf('messages', family), plainly, (entry) => said(marked, entry, true)),
    'messages, without marks': compare(casesOf('messages', family), ownRule, (entry) =>
      said(unmarked, entry, true),
    ),
    prompt: compare(casesOf('prompt', family), plainly, (entry) => asked(unmarked, entry)),
    completion: compare(casesOf('completion', family), plainly, (entry) => completed(unmarked, entry)),
    pair: compare(casesOf('pair', family), pairExpected, (entry) => compared(unmarked, entry)),
  };
}

/** One construct of templates. */
export function compareFeature(feature: string): Compared {
  const all = casesOf('messages', 'chatml', feature);
  const tokenizer = () => tokenizerOf('chatml', features[feature]);
  return compare(all, plainly, (entry) => {
    const masked = !('error' in entry.expected) && entry.expected.mask !== undefined;
    if (masked) return said(tokenizer(), entry, true);
    const { tokens } = encodeChat(
      tokenizer(),
      demonstrationsOf(toDataset('grid.jsonl', rowsOf(entry)))[0].messages,
    );
    return { ids: [...tokens] };
  });
}

/** All that is refused in the grid. */
export function allRefusals(): Refusal[] {
  return [
    ...familyNames.flatMap((family) =>
      Object.values(compareFamily(family)).flatMap(({ refusals }) => refusals),
    ),
    ...Object.keys(features).flatMap((feature) => compareFeature(feature).refusals),
  ];
}
