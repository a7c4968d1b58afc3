/**
 * A data set in any format, seen as what a trainer wants: demonstrations, comparisons, prompts or replies. The format
 * is found from the columns of the first row that fits any; where several fit, the one is taken that gives what is wanted.
 */
import { UserError } from '../errors';
import { formats, formatsOf } from './formats';
import type { Format, Row } from './formats/format';
import { pairReplies } from './formats/helpsteer2';
import type { DataRecord, Message, RecordKind } from './records';
import type { Rows } from './rows';

/** Rows with the records that they became. */
export interface Dataset extends Rows {
  /** Its path, for messages. */
  readonly file: string;
  /** As it was named, or found from the columns. */
  readonly format: Format;
  /** One a row. */
  readonly records: readonly DataRecord[];
}

/** A row on its way to a trainer, with the name it has in messages. */
export interface Named {
  /** File and line or row, e.g. "pairs.jsonl:3". */
  readonly where: string;
  /** The row as it lies in the file. */
  readonly row: Row;
}

/** What can be made of what. */
const sources: Readonly<Record<RecordKind, readonly RecordKind[]>> = {
  document: ['document'],
  demonstration: ['demonstration', 'reply'],
  comparison: ['comparison', 'reply'],
  prompt: ['prompt', 'comparison', 'reply', 'demonstration'],
  reply: ['reply', 'demonstration'],
};

/** The format whose missing column is named when nothing fits. */
const usual: Readonly<Record<RecordKind, string>> = {
  document: 'text',
  demonstration: 'messages',
  comparison: 'preference',
  prompt: 'prompt',
  reply: 'prompt-reply',
};

function byName(name: string): Format {
  const format = formats.find((known) => known.name === name);
  if (format) return format;
  throw new UserError(
    `--format ${name}: unknown; expected one of ${formats.map((known) => known.name).join(', ')}`,
  );
}

/** Only HelpSteer2's replies come in pairs with ratings. */
function gives({ kind, name }: Format, wanted: RecordKind): boolean {
  return (
    sources[wanted].includes(kind) && (wanted !== 'comparison' || kind !== 'reply' || name === 'helpsteer2')
  );
}

function chooseFormat({ rows, where }: Rows, wanted: RecordKind | undefined, forced?: string): Format {
  if (forced !== undefined) {
    const format = byName(forced);
    if (wanted === undefined || gives(format, wanted)) return format;
    const fitting = formats.filter((other) => gives(other, wanted)).map(({ name }) => name);
    throw new UserError(
      `--format ${forced}: holds ${format.kind}s; expected ${wanted}s: one of ${fitting.join(', ')}`,
    );
  }
  // A first row with nothing in a column tells nothing: it is refused by its name once the format is known.
  const found = formatsOf(rows.find((row) => formatsOf(row).length > 0) ?? rows[0]);
  if (wanted !== undefined) {
    const exact = found.find(({ kind }) => kind === wanted);
    return exact ?? found.find((format) => gives(format, wanted)) ?? byName(usual[wanted]);
  }
  if (found.length > 0) return found[0];
  const columns = Object.keys(rows[0])
    .slice(0, 12)
    .map((column) => JSON.stringify(column.slice(0, 40)));
  throw new UserError(
    `${where(0)}: columns ${columns.join(', ') || '(none)'} fit no format; expected those of one of ` +
      `${formats.map(({ name }) => name).join(', ')}; rename them`,
  );
}

/**
 * Reads rows as records.
 * @param wanted what is to be made of them; undefined for whatever they are.
 * @param forced the format's name; undefined finds it from the columns.
 * @throws UserError that names the file, the row and the column at fault.
 */
export function toDataset(file: string, rows: Rows, wanted?: RecordKind, forced?: string): Dataset {
  const format = chooseFormat(rows, wanted, forced);
  return { file, ...rows, format, records: rows.rows.map((row, i) => format.read(row, rows.where(i))) };
}

function named<T>(data: Dataset, read: (record: DataRecord, where: string) => T): (T & Named)[] {
  return data.records.map((record, i) => {
    const where = data.where(i);
    return { ...read(record, where), where, row: data.rows[i] };
  });
}

/** A record that `sources` should have kept away. */
function unfit(where: string, { kind }: DataRecord, wanted: RecordKind): never {
  throw new UserError(`${where}: a ${kind}; expected a ${wanted}; choose another file`);
}

/** Conversations to imitate. @throws UserError on rows of another kind. */
export function demonstrationsOf(
  data: Dataset,
): ({ messages: readonly Message[]; promptTurns?: number } & Named)[] {
  return named(data, (record, where) => {
    if (record.kind === 'demonstration')
      return { messages: record.messages, promptTurns: record.promptTurns };
    if (record.kind !== 'reply') return unfit(where, record, 'demonstration');
    return {
      messages: [...record.prompt, { role: 'assistant' as const, content: record.reply }],
      promptTurns: record.prompt.length,
    };
  });
}

/** A comparison on its way to a reward model. */
export type NamedComparison = Extract<DataRecord, { kind: 'comparison' }> & Named;

/**
 * Comparisons; of rated replies those in which one is more helpful than its neighbour.
 * @throws UserError on rows of another kind, or when no two rated rows make one.
 */
export function comparisonsOf(data: Dataset): NamedComparison[] {
  if (data.format.kind !== 'reply')
    return named(data, (record, where) =>
      record.kind === 'comparison' ? record : unfit(where, record, 'comparison'),
    );
  const { pairs } = pairReplies(data.records);
  if (pairs.length === 0)
    throw new UserError(
      `${data.file}: no comparison in ${data.records.length} rows; expected two rows in a row with the same prompt ` +
        'and different helpfulness',
    );
  return pairs.map(({ record, row }) => ({ ...record, where: data.where(row), row: data.rows[row] }));
}

/** Prompts; of a demonstration what stands before the assistant's last turn. @throws UserError where there is none. */
export function promptsOf(data: Dataset): ({ prompt: readonly Message[] } & Named)[] {
  return named(data, (record, where) => {
    if (record.kind === 'document') return unfit(where, record, 'prompt');
    return {
      prompt: record.kind === 'demonstration' ? lastReply(record.messages, where).prompt : record.prompt,
    };
  });
}

/** Replies with their prompts; of a demonstration the assistant's last turn. @throws UserError where there is none. */
export function repliesOf(data: Dataset): ({ prompt: readonly Message[]; reply: string } & Named)[] {
  return named(data, (record, where) => {
    if (record.kind === 'reply') return { prompt: record.prompt, reply: record.reply };
    return record.kind === 'demonstration'
      ? lastReply(record.messages, where)
      : unfit(where, record, 'reply');
  });
}

function lastReply(messages: readonly Message[], where: string) {
  const at = messages.map(({ role }) => role).lastIndexOf('assistant');
  if (at > 0) return { prompt: messages.slice(0, at), reply: messages[at].content };
  throw new UserError(`${where}: no assistant's turn after a prompt; expected one; add it or remove the row`);
}
