/** Labs smaller than any preset: a workbench with the smallest base model that ships, and a main job of seconds. */
import { expect } from 'vitest';
import { openBackend } from '../../src/node/backends';
import { readExposure, readLanguageModel, shippedBases } from '../../src/node/models';
import type { Changes } from '../../src/study/knobs';
import type { Lab, LabResult } from '../../src/study/lab';
import { Workbench, type LabEvent } from '../../src/study/workbench';
import { mainJobs, type MainJobSettings } from '../../src/steps/main-job';
import { memoryStore, type Store } from '../../src/study/store';

export async function toyBench(store: Store = memoryStore()): Promise<Workbench> {
  return new Workbench({
    backend: await openBackend('engine', 1),
    base: () => ({ name: 'base-small', piece: readLanguageModel(shippedBases.small) }),
    exposure: () => readExposure(shippedBases.large),
    pretraining: () => ({ parameters: 1000, trainedTokens: 1_000_000 }),
    store,
    code: () => 'test',
  });
}

export const toyJob: MainJobSettings = {
  ...mainJobs.quick,
  foundation: {
    ...mainJobs.quick.foundation,
    demonstrations: 800,
    sft: { epochs: 2, learningRate: 3e-3, rowsPerBatch: 16 },
    pairs: 16,
    heldOutPairs: 8,
    maxNewTokens: 48,
  },
  comparisons: 16,
  iterations: 1,
  ppo: { ...mainJobs.quick.ppo, rowsPerIteration: 8, minibatchRows: 8, maxNewTokens: 48 },
  evaluation: { dense: 0, interval: 1, prompts: 4 },
};

/** What a stream of events ends with. */
export async function finish<Event, Result>(events: AsyncGenerator<Event, Result>): Promise<Result> {
  return (await followed(events)).found;
}

/** The same, with the events on the way. */
export async function followed<Event, Result>(events: AsyncGenerator<Event, Result>) {
  const seen: Event[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done) return { found: next.value, seen };
    seen.push(next.value);
  }
}

/** Titles of what was made anew. */
export function madeAnew(events: readonly LabEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'stage' ? [event.title] : []));
}

/** A lab at the quick preset with settings changed, on a bench of its own. */
export async function runToy(lab: Lab, changes: Changes): Promise<LabResult> {
  return (await finish(lab.run(await toyBench(), 'quick', changes))).result;
}

/**
 * Proves a lab's path from end to end: a finite row or more for every arm, every check measured and none judged, figures
 * of plain JSON, and from the store the same result with nothing made anew.
 * @param more a store to be used, and ids of checks that so small a run has nothing for.
 */
export async function proveLab(
  lab: Lab,
  changes: Changes,
  arms: readonly string[],
  { store = memoryStore(), unmeasured = [] }: { store?: Store; unmeasured?: readonly string[] } = {},
) {
  const run = async () => followed(lab.run(await toyBench(store), 'quick', changes));
  const { found } = await run();
  const { result } = found;
  expect([...new Set(result.rows.map(({ arm }) => arm))].sort()).toEqual([...arms].sort());
  for (const row of result.rows) expect(Number.isFinite(row.value), JSON.stringify(row)).toBe(true);
  for (const { id, verdict } of result.checks) expect([id, verdict]).toEqual([id, 'undecided']);
  expect(result.checks.flatMap(({ id, effect }) => (effect === null ? [id] : []))).toEqual(unmeasured);
  expect(new Set(result.checks.map(({ id }) => id)).size).toBe(result.checks.length);
  const figures = lab.figures(result);
  expect(JSON.parse(JSON.stringify(figures))).toEqual(figures);
  const again = await run();
  expect(madeAnew(again.seen)).toEqual([]);
  expect(JSON.stringify(again.found.result)).toBe(JSON.stringify(result));
  return { ...found, figures };
}

/** All that these settings have of knobs, as changes below a name. */
export function changesTo(settings: object, name: string): Changes {
  const changes = Object.entries(settings).map(([key, value]: [string, unknown]): Changes => {
    const path = name ? `${name}.${key}` : key;
    if (typeof value === 'number') return { [path]: value };
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? changesTo(value, path) : {};
  });
  return Object.assign({}, ...changes);
}
