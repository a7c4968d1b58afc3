/**
 * Where a cell's output goes: to the notebook's front end when this process is a tslab kernel, to stdout as plain
 * text when it is not, so that the same lines also run as a script.
 */
import { z } from 'zod';

/** One thing in several forms; the front end shows the richest one that it knows. */
export interface Bundle {
  readonly 'text/plain': string;
  readonly 'text/html'?: string;
  /** Base64. */
  readonly 'image/png'?: string;
}

/** A place in the output whose content can be replaced. */
export interface Display {
  show(bundle: Bundle): void;
}

/**
 * The kernel's own door for outputs in several forms. tslab's public `display` sends one form at a time, so this
 * reaches for what lies behind it; undefined outside a kernel.
 */
const kernelModule = z.object({
  lastWriteDisplayData: z.custom<(data: object, update: boolean) => void>(
    (value) => typeof value === 'function',
  ),
});

function kernelWriter(): ((data: object, update: boolean) => void) | undefined {
  // Only what runs inside the kernel has its module loaded; asking for it must not load a second copy.
  const loaded = Object.keys(require.cache).find((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
  const found = kernelModule.safeParse(loaded === undefined ? undefined : require.cache[loaded]?.exports);
  return found.success ? found.data.lastWriteDisplayData : undefined;
}

let displays = 0;

/** A new place in the output. Outside a notebook each content is printed as text. */
export function newDisplay(): Display {
  const write = kernelWriter();
  if (!write) return { show: (bundle) => process.stdout.write(`${bundle['text/plain']}\n`) };
  const display_id = `posttrain-${process.pid}-${++displays}`;
  let shown = false;
  return {
    show: (data) => {
      write({ data, metadata: {}, transient: { display_id } }, shown);
      shown = true;
    },
  };
}

/** True inside a notebook's kernel. */
export function inNotebook(): boolean {
  return kernelWriter() !== undefined;
}
