/** A workbench on this machine: the engine, the base models, a store on disk or in memory. */
import { join } from 'node:path';
import { parseJson } from '../data/json';
import type { Backend } from '../model/model';
import { saveModel } from '../model/checkpoint';
import { given, memoryStore, type Store } from '../study/store';
import {
  pretrainingSchema,
  Workbench,
  type BaseSize,
  type LanguageCheckpoint,
  type Made,
  type Pretraining,
} from '../study/workbench';
import { codeIdentity } from './code-identity';
import { readText } from './files';
import { sha256 } from './hash';
import { readExposure, readLanguageModel, shippedBase, shippedBases } from './models';

/**
 * @param store in memory when left out.
 * @param largest folder of the model to start from in place of the largest base that ships.
 */
export function openWorkbench(
  backend: Backend,
  store: Store = memoryStore(),
  largest = shippedBase,
): Workbench {
  const folder = (size: BaseSize) => (size === 'large' ? largest : shippedBases[size]);
  const opened = new Map<BaseSize, Made<LanguageCheckpoint>>();
  const base = (size: BaseSize) => {
    const found = opened.get(size) ?? namedByContent(readLanguageModel(folder(size)));
    opened.set(size, found);
    return found;
  };
  const exposure = () => readExposure(shippedBase);
  const pretraining = (size: BaseSize): Pretraining => {
    const file = join(folder(size), 'pretraining.json');
    return parseJson(readText(file), file, pretrainingSchema);
  };
  return new Workbench({ backend, base, pretraining, exposure, store, code: codeIdentity });
}

function namedByContent(checkpoint: LanguageCheckpoint): Made<LanguageCheckpoint> {
  const files = [...saveModel(checkpoint)].map(([name, content]) => [
    name,
    sha256(typeof content === 'string' ? new TextEncoder().encode(content) : content),
  ]);
  return { name: given('base', files).name, piece: checkpoint };
}
