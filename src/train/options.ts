/**
 * The options that trainers share; a trainer's table takes these in and says what differs. README.md in this folder says
 * where each default comes from.
 */
import type { Random } from '../random';
import { count, countOrNull, settle, withDefault, type OptionsOf, type TrlEntries } from './declared';
import { optimizerOptions } from './optimizer';

/** What decides all that is random. */
export const seedOption = count(0, 'decides everything random; same seed, same bytes', {
  min: 0,
  trl: ['seed', 'data_seed'],
});

/** When a run is measured on held-out data, and when that ends it. */
export const evaluationOptions = {
  evaluationInterval: count(0, 'steps between evaluations on what is held out; 0 evaluates at the end', {
    min: 0,
    trl: (value): TrlEntries =>
      typeof value === 'number' && value > 0
        ? { eval_strategy: 'steps', eval_steps: value }
        : { eval_strategy: 'epoch' },
  }),
  // The weights stay as they are then, not as they were at the best.
  patience: countOrNull(null, 'stop early after this many evaluations without a better loss', {
    none: 'never',
    trl: { lost: "TRL's command line has no early stop", unless: null },
  }),
};

/** When a run is measured on held-out data, and when that ends it. */
export type EvaluationOptions = OptionsOf<typeof evaluationOptions>;

/** Gradient steps on batches of examples. */
export const batchOptions = {
  ...optimizerOptions,
  warmupSteps: withDefault(optimizerOptions.warmupSteps, 10),
  decay: withDefault(optimizerOptions.decay, 'linear'),
  epochs: count(1, 'passes over the examples', { trl: 'num_train_epochs' }),
  rowsPerBatch: count(32, 'examples in an optimiser step; a comparison is one example of two rows', {
    trl: 'per_device_train_batch_size',
  }),
  // A batch is closed before the example that would pass the limit, and one longer than the limit stands alone.
  tokensPerBatch: countOrNull(null, 'and no more tokens than these', {
    none: 'any number',
    trl: { lost: 'TRL counts examples, not tokens', unless: null },
  }),
  seed: seedOption,
};

/** Training on a fixed list of examples: demonstrations, comparisons, rated replies. */
export const datasetOptions = { ...batchOptions, ...evaluationOptions };

/** Training on a fixed list of examples. */
export type DatasetOptions = OptionsOf<typeof datasetOptions>;

/** What a trainer on a fixed list starts from where it does not say otherwise. */
export const datasetDefaults: Readonly<DatasetOptions> = settle('a data set', datasetOptions);

/** The batch of one optimiser step. */
export interface PlannedBatch<Example> {
  /** Pass over the data, from 1. */
  readonly epoch: number;
  /** At least one. */
  readonly examples: readonly Example[];
}

/**
 * The batches of a whole run, in order: every pass takes the examples in another order. Planned at once, so that the
 * number of steps is known before the first, and a run that goes on finds its place by the step's number alone.
 * @param tokensOf tokens of an example, for `tokensPerBatch`.
 */
export function planBatches<Example>(
  examples: readonly Example[],
  tokensOf: (example: Example) => number,
  options: Pick<DatasetOptions, 'epochs' | 'rowsPerBatch' | 'tokensPerBatch'>,
  random: Random,
): PlannedBatch<Example>[] {
  const { epochs, rowsPerBatch, tokensPerBatch } = options;
  const limit = tokensPerBatch ?? Infinity;
  return Array.from({ length: epochs }, (_, pass) => {
    const epoch = pass + 1;
    const batches: Example[][] = [];
    let tokens = 0;
    for (const example of random.split('epoch', epoch).shuffle(examples)) {
      const more = tokensOf(example);
      const last = batches.at(-1);
      if (last === undefined || last.length === rowsPerBatch || tokens + more > limit) {
        batches.push([example]);
        tokens = more;
      } else {
        last.push(example);
        tokens += more;
      }
    }
    return batches.map((group): PlannedBatch<Example> => ({ epoch, examples: group }));
  }).flat();
}
