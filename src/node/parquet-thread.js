/**
 * Reads a Parquet file in a thread of its own: on a damaged file the library may fail in several columns at once,
 * and only the first failure can be caught; the others would end the process.
 */
'use strict';
const { parentPort, workerData } = require('node:worker_threads');

/** @param {{ file: ArrayBuffer, mostBytes: number }} work */
async function read({ file, mostBytes }) {
  const { parquetMetadata, parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const metadata = parquetMetadata(file);
  const unpacked = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
  if (unpacked > mostBytes || metadata.num_rows > mostBytes) return { tooLarge: true };
  return { rows: await parquetReadObjects({ file, metadata, compressors }) };
}

void read(workerData).then((result) => parentPort?.postMessage(result));
