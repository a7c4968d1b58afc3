/** Labs smaller than any preset: a workbench with the smallest base model that ships, and a main job of seconds. */
import { openBackend } from '../../src/node/backends';
import { readExposure, readLanguageModel, shippedBases } from '../../src/node/models';
import type { LabResult } from '../../src/study/lab';
import { Workbench, type LabEvent } from '../../src/study/workbench';
import { mainJobs, type MainJobSettings } from '../../src/labs/main-job';
import { memoryStore } from '../../src/study/store';

export async function toyBench(): Promise<Workbench> {
  return new Workbench({
    backend: await openBackend('engine', 1),
    base: () => readLanguageModel(shippedBases.small),
    exposure: () => readExposure(shippedBases.large),
    pretraining: () => ({ parameters: 1000, trainedTokens: 1_000_000 }),
    store: memoryStore(),
    code: 'test',
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

/** What a lab gives in the end. */
export async function finish(events: AsyncGenerator<LabEvent, LabResult>): Promise<LabResult> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
  }
}
