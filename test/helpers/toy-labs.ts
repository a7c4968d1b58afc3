/** Labs smaller than any preset: a workbench with the smallest base model that ships, and a main job of seconds. */
import { openBackend } from '../../src/node/backends';
import { readExposure, readLanguageModel, shippedBases } from '../../src/node/models';
import { mainJobs, type MainJobSettings } from '../../src/steps/main-job';
import type { LabResult } from '../../src/study/lab';
import { memoryStore } from '../../src/study/store';
import { Workbench, type LabEvent } from '../../src/study/workbench';

/** All sizes of base are the same network. */
export async function toyBench(store = memoryStore()): Promise<Workbench> {
  const base = { name: 'base', piece: readLanguageModel(shippedBases.small) };
  return new Workbench({
    backend: await openBackend('engine', 1),
    base: () => base,
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
    demonstrations: 400,
    sft: { epochs: 2, learningRate: 3e-3, rowsPerBatch: 16 },
    pairs: 16,
    heldOutPairs: 8,
    maxNewTokens: 48,
  },
  comparisons: 16,
  iterations: 1,
  ppo: { ...mainJobs.quick.ppo, rowsPerIteration: 8, minibatchRows: 8, maxNewTokens: 48 },
  evaluation: { interval: 1, prompts: 4 },
};

/** What work gives in the end, and how many pieces were made on the way. */
export async function ended<Found>(
  events: AsyncGenerator<LabEvent, Found>,
): Promise<{ found: Found; made: number }> {
  for (let made = 0; ;) {
    const next = await events.next();
    if (next.done) return { found: next.value, made };
    if (next.value.type === 'stage') made++;
  }
}

/** A lab's result. */
export async function finish(
  events: AsyncGenerator<LabEvent, { readonly result: LabResult }>,
): Promise<LabResult> {
  return (await ended(events)).found.result;
}
