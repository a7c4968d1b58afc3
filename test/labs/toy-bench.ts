/** Labs at toy size: a workbench whose base is tiny and has read nothing, so that only the path is proved. */
import { openBackend } from '../../src/node/backends';
import { readExposure, readLanguageModel, shippedBase } from '../../src/node/models';
import { memoryStore } from '../../src/study/store';
import { Workbench } from '../../src/study/workbench';
import { initialWeights } from '../../src/model/weights';
import { Random } from '../../src/random';

/** With an empty store; all sizes of base are the same network of one layer, width 32. */
export async function toyBench(): Promise<Workbench> {
  const shipped = readLanguageModel(shippedBase);
  const config = {
    ...shipped.config,
    hidden_size: 32,
    intermediate_size: 32,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    num_key_value_heads: 1,
  };
  const weights = initialWeights(config, 'lm', new Random(1));
  return new Workbench({
    backend: await openBackend('engine', 1),
    base: () => ({ ...shipped, config, weights }),
    exposure: () => readExposure(shippedBase),
    store: memoryStore(),
    code: 'toy',
  });
}

/** What a stream of events ends with. */
export async function finished<Event, Result>(events: AsyncGenerator<Event, Result>): Promise<Result> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
  }
}
