/** The engine's networks behind the interfaces of model.ts. */
import type { Engine } from '../engine/engine';
import { EngineLanguageModel } from './engine-language-model';
import { EngineScalarModel } from './engine-scalar-model';
import type { Backend } from './model';

/** Networks on that engine. */
export function engineBackend(engine: Engine): Backend {
  return {
    name: 'engine',
    languageModel: (config, weights) => new EngineLanguageModel(engine, config, weights),
    scalarModel: (config, weights) => new EngineScalarModel(engine, config, weights),
  };
}
