/**
 * Data sets from disk: JSONL, JSON arrays and Parquet, plain or gzipped, in any of the formats of data/formats. What a
 * file is, its first bytes tell.
 */
import { gunzipSync } from 'node:zlib';
import {
  comparisonsOf,
  demonstrationsOf,
  promptsOf,
  repliesOf,
  toDataset,
  type Dataset,
} from '../data/dataset';
import type { RecordKind } from '../data/records';
import { parseRows, type Rows } from '../data/rows';
import { UserError } from '../errors';
import { readBytes, toText } from './files';
import { parseParquet } from './parquet';

/** The most that is read of one file, unpacked: a little below what one text can hold in V8. */
const mostBytes = 500_000_000;

/** How a file is packed. */
export type Container = 'text' | 'gzip' | 'parquet';

function containerOf(bytes: Uint8Array): Container {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  return Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PAR1' ? 'parquet' : 'text';
}

function unzip(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(file);
    throw new UserError(`${file}: a damaged gzip file, perhaps cut short; fetch it again`);
  }
}

function tooLarge(file: string): UserError {
  return new UserError(`${file}: more than ${mostBytes / 1e6} MB, unpacked; split it and take a part`);
}

async function readAnyRows(file: string): Promise<Rows & { container: Container }> {
  const bytes = readBytes(file);
  const container = containerOf(bytes);
  if (container === 'parquet') return { container, ...(await parseParquet(bytes, file, mostBytes)) };
  if (/\.parquet$/.test(file) && bytes.length > 0 && bytes[0] !== 0x76)
    throw new UserError(`${file}: not a Parquet file; expected one that begins with PAR1; fetch it again`);
  const content = container === 'gzip' ? unzip(bytes, file) : bytes;
  if (content.length > mostBytes) throw tooLarge(file);
  return { container, ...parseRows(toText(content, file), file) };
}

/**
 * Reads a data set.
 * @param wanted what is to be made of it; undefined (the default) for whatever it is.
 * @param format its name; undefined finds it from the columns.
 * @throws UserError that names the file, the line or row, and the column at fault.
 */
export async function readDataset(
  file: string,
  wanted?: RecordKind,
  format?: string,
): Promise<Dataset & { container: Container }> {
  const { container, ...rows } = await readAnyRows(file);
  return { container, ...toDataset(file, rows, wanted, format) };
}

/** Conversations to imitate, from a file in any format. @throws UserError as `readDataset`. */
export async function readDemonstrations(file: string, format?: string) {
  return demonstrationsOf(await readDataset(file, 'demonstration', format));
}

/** Comparisons, from a file in any format. @throws UserError as `readDataset`. */
export async function readComparisons(file: string, format?: string) {
  return comparisonsOf(await readDataset(file, 'comparison', format));
}

/** Prompts, from a file in any format. @throws UserError as `readDataset`. */
export async function readPrompts(file: string, format?: string) {
  return promptsOf(await readDataset(file, 'prompt', format));
}

/** Replies with their prompts, from a file in any format. @throws UserError as `readDataset`. */
export async function readReplies(file: string, format?: string) {
  return repliesOf(await readDataset(file, 'reply', format));
}
