/**
 * A data set as the trainers will see it: how long its rows are in tokens, which rows are there twice, and which
 * comparisons teach nothing because both sides are equal, at once or after a cut at N tokens. A cut right of a long
 * shared prompt leaves two equal rows, whose Bradley-Terry loss is log 2 with no gradient: 7 % of a data set in
 * rlhf-book (https://github.com/natolambert/rlhf-book/issues/503). Our trainers never cut: they refuse such rows.
 */
import type { DataRecord, RecordKind } from '../data/records';
import { mean, quantile } from '../eval/statistics';
import { encodeDocument, encodePrompt } from '../model/chat-template';
import type { Tokenizer } from '../model/tokenizer';
import { atRow, encodeDemonstration, encodePair, encodeReply, type EncodedReply } from './rows';

/** A row in tokens. */
export interface InspectedRow {
  /** What it is of the record: "chosen", "rejected", "conversation", … */
  readonly part: string;
  /** `[tokens]` */
  readonly tokens: Int32Array;
  /** 1 at the tokens that are imitated or scored. `[tokens]` */
  readonly counted: Uint8Array;
  /** The tokens, by index, that end the assistant's turns. */
  readonly ends: readonly number[];
}

/** The rows that a record becomes; two for a comparison. The tokenizer must have a chat template. */
export function encodeRecord(tokenizer: Tokenizer, record: DataRecord): InspectedRow[] {
  const reply = (part: string, { tokens, replyStart, ended }: EncodedReply): InspectedRow => {
    const counted = new Uint8Array(tokens.length).fill(1, replyStart);
    return { part, tokens, counted, ends: ended ? [tokens.length - 1] : [] };
  };
  switch (record.kind) {
    case 'document': {
      const tokens = encodeDocument(tokenizer, record.text);
      return [{ part: 'document', tokens, counted: new Uint8Array(tokens.length).fill(1, 1), ends: [] }];
    }
    case 'demonstration': {
      const { messages, promptTurns } = record;
      const { tokens, mask, ends } = encodeDemonstration(tokenizer, messages, 'assistant', promptTurns);
      return [{ part: 'conversation', tokens, counted: mask, ends }];
    }
    case 'prompt': {
      const tokens = encodePrompt(tokenizer, record.prompt);
      return [{ part: 'prompt', tokens, counted: new Uint8Array(tokens.length), ends: [] }];
    }
    case 'reply':
      return [reply('prompt and reply', encodeReply(tokenizer, record.prompt, record.reply))];
    case 'comparison': {
      const pair = encodePair(tokenizer, record);
      return (['chosen', 'rejected'] as const).map((side) => reply(side, pair[side]));
    }
  }
}

/** Kinds of record in which somebody speaks to the end of a turn. */
const spoken: readonly RecordKind[] = ['demonstration', 'reply', 'comparison'];

/** Lengths of one part of the records, in tokens. */
interface Lengths {
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  /** Rows longer than the limit. */
  readonly over: number;
  /** Rows by length; bin i holds lengths from `i * binWidth` up. */
  readonly histogram: readonly number[];
  readonly binWidth: number;
}

/** Rows of one kind: how many, and the first few (from 0). */
export interface Found {
  readonly count: number;
  readonly first: readonly number[];
}

export interface Inspection {
  readonly records: number;
  readonly tokens: number;
  readonly counted: number;
  /** By part of a record. */
  readonly lengths: Readonly<Record<string, Lengths>>;
  /** Rows equal to an earlier one. */
  readonly duplicates: Found;
  /** Comparisons of two equal replies. */
  readonly identical: Found;
  /** Comparisons of two replies that are equal in their first `maxTokens` tokens only. */
  readonly equalWhenCut: Found;
  /** Rows of which no token that counts is left among the first `maxTokens`. */
  readonly emptyWhenCut: Found;
  /** Rows in which no token counts that ends an assistant's turn: from them a model does not learn to stop. */
  readonly unended: Found;
  /** Comparisons by part of the benchmark, where they have one. */
  readonly subsets: Readonly<Record<string, number>>;
}

/** A count that keeps the first five rows. */
class Finding implements Found {
  count = 0;
  readonly first: number[] = [];

  add(row: number): void {
    if (this.count++ < 5) this.first.push(row);
  }
}

const bins = 12;

function lengthsOf(lengths: readonly number[], maxTokens: number): Lengths {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  // Widths 8, 16, 32, …: at most twelve bins, whatever the data.
  let binWidth = 8;
  while (longest / binWidth >= bins) binWidth *= 2;
  const histogram = Array.from({ length: Math.floor(longest / binWidth) + 1 }, () => 0);
  for (const length of lengths) histogram[Math.floor(length / binWidth)]++;
  return {
    mean: mean(lengths),
    median: quantile(lengths, 0.5),
    p95: quantile(lengths, 0.95),
    longest,
    over: lengths.filter((length) => length > maxTokens).length,
    histogram,
    binWidth,
  };
}

function equalUpTo(one: Int32Array, two: Int32Array, count: number): boolean {
  const [a, b] = [one.subarray(0, count), two.subarray(0, count)];
  return a.length === b.length && a.every((token, i) => token === b[i]);
}

/**
 * Looks at all records.
 * @param maxTokens the cut that is asked about; usually the model's context.
 * @param progress told after each record how many are done.
 * @param where what a record (from 0) is called in messages.
 * @throws UserError that names the record which the chat template refuses.
 */
export function inspect(
  records: readonly DataRecord[],
  tokenizer: Tokenizer,
  maxTokens: number,
  progress: (done: number) => void = () => undefined,
  where: (row: number) => string = (row) => `row ${row + 1}`,
): Inspection {
  const lengths = new Map<string, number[]>();
  const subsets = new Map<string, number>();
  const seen = new Set<string>();
  const [duplicates, identical, equalWhenCut, emptyWhenCut, unended] = Array.from(
    { length: 5 },
    () => new Finding(),
  );
  let [tokens, counted] = [0, 0];
  records.forEach((record, i) => {
    const key = JSON.stringify(record);
    if (seen.has(key)) duplicates.add(i);
    seen.add(key);
    const rows = atRow(where(i), () => encodeRecord(tokenizer, record));
    for (const row of rows) {
      const list = lengths.get(row.part) ?? [];
      lengths.set(row.part, list);
      list.push(row.tokens.length);
      tokens += row.tokens.length;
      for (const one of row.counted) counted += one;
    }
    if (record.kind === 'comparison') {
      if (record.chosen === record.rejected) identical.add(i);
      else if (equalUpTo(rows[0].tokens, rows[1].tokens, maxTokens)) equalWhenCut.add(i);
      if (record.subset !== undefined) subsets.set(record.subset, (subsets.get(record.subset) ?? 0) + 1);
    }
    if (record.kind !== 'prompt' && rows.some((row) => !row.counted.subarray(0, maxTokens).includes(1)))
      emptyWhenCut.add(i);
    if (
      spoken.includes(record.kind) &&
      rows.some(({ counted, ends }) => !ends.some((end) => counted[end] === 1))
    )
      unended.add(i);
    progress(i + 1);
  });
  const parts = [...lengths].map(([part, list]) => [part, lengthsOf(list, maxTokens)]);
  return {
    records: records.length,
    tokens,
    counted,
    lengths: Object.fromEntries(parts),
    duplicates,
    identical,
    equalWhenCut,
    emptyWhenCut,
    unended,
    subsets: Object.fromEntries(subsets),
  };
}
