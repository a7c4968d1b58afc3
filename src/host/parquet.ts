/**
 * Parquet files (https://parquet.apache.org/docs/file-format), as Hugging Face publishes data sets, by the library
 * hyparquet, with all of the format's compressions. Values become what JSON would hold: whole numbers of 64 bits
 * become numbers, or text where they are too large; dates become ISO text.
 */
import type { Row } from '../data/formats/format';
import { byNumber, type Rows } from '../data/rows';
import { UserError } from '../errors';

/**
 * Reads all rows. @param mostBytes the most that the columns may unpack to.
 * @throws UserError on a damaged file, one without rows, or one that unpacks to more.
 */
export async function parseParquet(bytes: Uint8Array, file: string, mostBytes: number): Promise<Rows> {
  // The packages are ES modules, which a CommonJS build reaches only so.
  const { parquetMetadata, parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  let rows: Record<string, unknown>[];
  try {
    if (!(buffer instanceof ArrayBuffer)) throw new TypeError('shared memory');
    const metadata = parquetMetadata(buffer);
    const unpacked = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
    const limit = Math.min(mostBytes, 1000 * bytes.length);
    // A row takes a byte at least in some column, unless all are alike: a count far above that is a damaged file.
    if (unpacked > mostBytes || metadata.num_rows > limit)
      throw new UserError(
        `${file}: unpacks to ${unpacked} bytes in ${metadata.num_rows} rows; at most ${mostBytes} bytes are read; split it`,
      );
    rows = await parquetReadObjects({ file: buffer, metadata, compressors });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0].slice(0, 120) : 'unreadable';
    throw new UserError(`${file}: a damaged Parquet file (${reason}); fetch it again`);
  }
  if (rows.length === 0) throw new UserError(`${file}: no rows found; is it the right file?`);
  return { rows: rows.map(asJson), where: byNumber(file) };
}

function asJson(row: Record<string, unknown>): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, jsonValue(value)]));
}

function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonValue(inner)]));
}
