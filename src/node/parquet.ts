/**
 * Parquet files (https://parquet.apache.org/docs/file-format), as Hugging Face publishes data sets, by the library
 * hyparquet, with all of the format's compressions. Values become what JSON would hold: whole numbers of 64 bits
 * become numbers, or text where they are too large; dates become ISO text, bytes base64.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { byNumber, type Rows } from '../data/rows';
import { UserError } from '../errors';

/** What the thread found. */
const resultSchema = z.union([
  z.object({ tooLarge: z.literal(true) }),
  z.object({ rows: z.array(z.record(z.string(), z.unknown())) }),
]);

function readInThread(bytes: Uint8Array, mostBytes: number): Promise<unknown> {
  const file = Uint8Array.from(bytes).buffer;
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'parquet-thread.js'), {
      workerData: { file, mostBytes },
      transferList: [file],
    });
    worker.once('message', (result) => {
      resolve(result);
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('it could not be read to its end')));
  });
}

/**
 * Reads all rows. @param mostBytes the most that the columns may unpack to.
 * @throws UserError on a damaged file, one without rows, or one that unpacks to more.
 */
export async function parseParquet(bytes: Uint8Array, file: string, mostBytes: number): Promise<Rows> {
  const read = await readInThread(bytes, mostBytes).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.split('\n')[0].slice(0, 120) : 'unreadable';
    throw new UserError(`${file}: a damaged Parquet file (${reason}); fetch it again`);
  });
  const result = resultSchema.parse(read);
  if ('tooLarge' in result)
    throw new UserError(`${file}: unpacks to more than ${mostBytes / 1e6} MB; split it and take a part`);
  if (result.rows.length === 0)
    throw new UserError(`${file}: no rows found; expected at least one; is it the right file?`);
  return {
    rows: result.rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, jsonValue(value)])),
    ),
    where: byNumber(file),
    source: (row) => jsonText(result.rows[row]),
  };
}

function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonValue);
  // A list that is null has no value at all with hyparquet.
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonValue(inner)]));
}

/** A value as JSON; whole numbers of 64 bits with all their digits. */
function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return JSON.stringify(jsonValue(value)) ?? 'null';
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`);
  return `{${entries.join(',')}}`;
}
