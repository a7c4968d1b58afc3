/** A workbench for labs at toy size: its bases are one tiny network that has read nothing. */
import { vi } from 'vitest';
import { openBackend } from '../../src/host/backends';
import { openWorkbench } from '../../src/host/workbench';
import type { Workbench } from '../../src/labs/workbench';
import { initialWeights } from '../../src/model/config';
import { Random } from '../../src/random';

/** With an empty store. */
export async function tinyWorkbench(): Promise<Workbench> {
  const bench = openWorkbench(await openBackend('engine', 1));
  const shipped = bench.base('large');
  const shape = { hidden_size: 32, intermediate_size: 32, num_hidden_layers: 1 };
  const config = { ...shipped.config, ...shape, num_attention_heads: 1, num_key_value_heads: 1 };
  const base = { ...shipped, config, weights: initialWeights(config, 'lm', new Random(1)) };
  vi.spyOn(bench, 'base').mockReturnValue(base);
  return bench;
}

/** What a stream of events ends with. */
export async function finished<Event, Result>(events: AsyncGenerator<Event, Result>): Promise<Result> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
  }
}
