/** A workbench on this machine: the engine, the models that ship, a store on disk or in memory. */
import type { Backend } from '../model/model';
import { memoryStore, type Store } from '../labs/store';
import { Workbench } from '../labs/workbench';
import { codeIdentity } from './lab-store';
import { readExposure, readLanguageModel, shippedBase, shippedBases } from './models';

/** @param store in memory when left out. */
export function openWorkbench(backend: Backend, store: Store = memoryStore()): Workbench {
  const base = (size: keyof typeof shippedBases) => readLanguageModel(shippedBases[size]);
  const exposure = () => readExposure(shippedBase);
  return new Workbench({ backend, base, exposure, store, code: codeIdentity() });
}
