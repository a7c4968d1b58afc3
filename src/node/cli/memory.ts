/** Tells how much memory a network will take, before anything is read, and refuses what cannot fit. */
import { UserError } from '../../errors';
import { engineLimit, type MemoryNeed } from '../../model/memory-need';
import type { RunOptions } from './options';

/** From here on the need is worth a line. In bytes. */
const worthTelling = 256 * 2 ** 20;

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en-US')} MiB`;
const sum = (parts: Readonly<Record<string, number>>) => Object.values(parts).reduce((a, b) => a + b, 0);

/**
 * Says what is needed, on stderr, where it is more than a little.
 * @param advice what to change when it is too much, e.g. "lower --rows-per-batch".
 * @param free bytes that the system has left for this process.
 * @throws UserError with the figures when it cannot fit. TensorFlow.js's needs are not known, and not checked.
 */
export function checkMemory(
  folder: string,
  need: MemoryNeed,
  advice: string,
  { quiet, backend }: Pick<RunOptions, 'quiet' | 'backend'>,
  free = process.availableMemory(),
): void {
  if (backend !== 'engine') return;
  const engine = sum(need.engine);
  const total = engine + sum(need.beside);
  const parts = Object.entries({ ...need.engine, ...need.beside })
    .filter(([, bytes]) => bytes >= 2 ** 20)
    .map(([name, bytes]) => `${name} ${mebibytes(bytes)}`);
  const figures = `needs ${mebibytes(total)} of memory (${parts.join(', ')})`;
  if (engine > engineLimit) {
    throw new UserError(
      `${folder}: ${figures}, ${mebibytes(engine)} of it in the engine, which can address ${mebibytes(engineLimit)}; ${advice}`,
    );
  }
  if (total > free) throw new UserError(`${folder}: ${figures}, and ${mebibytes(free)} are free; ${advice}`);
  if (!quiet && total >= worthTelling)
    process.stderr.write(`${folder}: ${figures}; ${mebibytes(free)} are free\n`);
}
