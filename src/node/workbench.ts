/** A workbench on this machine: the engine, the models that ship, a store on disk or in memory. */
import { join } from 'node:path';
import { parseJson } from '../data/json';
import type { Backend } from '../model/model';
import { memoryStore, type Store } from '../study/store';
import { pretrainingSchema, Workbench, type BaseSize, type Pretraining } from '../study/workbench';
import { readText } from './files';
import { codeIdentity } from './lab-store';
import { readExposure, readLanguageModel, shippedBase, shippedBases } from './models';

/** @param store in memory when left out. */
export function openWorkbench(backend: Backend, store: Store = memoryStore()): Workbench {
  const base = (size: BaseSize) => readLanguageModel(shippedBases[size]);
  const exposure = () => readExposure(shippedBase);
  return new Workbench({ backend, base, pretraining, exposure, store, code: codeIdentity() });
}

/** From the report beside the model. */
function pretraining(size: BaseSize): Pretraining {
  const file = join(shippedBases[size], 'pretraining.json');
  return parseJson(readText(file), file, pretrainingSchema);
}
