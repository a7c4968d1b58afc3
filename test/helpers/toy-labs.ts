/** Labs smaller than any preset: a workbench with the smallest base model that ships, and a main job of seconds. */
import { openBackend } from '../../src/node/backends';
import { readExposure, readLanguageModel, shippedBases } from '../../src/node/models';
import type { Changes } from '../../src/study/knobs';
import type { Lab, LabResult } from '../../src/study/lab';
import { Workbench } from '../../src/study/workbench';
import { mainJobs, type MainJobSettings } from '../../src/steps/main-job';
import { memoryStore } from '../../src/study/store';

export async function toyBench(): Promise<Workbench> {
  return new Workbench({
    backend: await openBackend('engine', 1),
    base: () => ({ name: 'base-small', piece: readLanguageModel(shippedBases.small) }),
    exposure: () => readExposure(shippedBases.large),
    pretraining: () => ({ parameters: 1000, trainedTokens: 1_000_000 }),
    store: memoryStore(),
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

/** What a stream of events ends with. */
export async function finish<Event, Result>(events: AsyncGenerator<Event, Result>): Promise<Result> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
  }
}

/** A lab at the quick preset with settings changed, on a bench of its own. */
export async function runToy(lab: Lab, changes: Changes): Promise<LabResult> {
  return (await finish(lab.run(await toyBench(), 'quick', changes))).result;
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
