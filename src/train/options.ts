/**
 * The options that trainers share, each in one place with its meaning; a trainer's own options extend these and its
 * defaults say what differs. README.md in this folder says where each default comes from.
 */
import type { Random } from '../random';
import { requireCounts } from './checks';
import { optimizerDefaults, type OptimizerOptions } from './optimizer';

/** When a run is measured on held-out data, and when that ends it. Pre-training has an interval of its own. */
export interface EvaluationOptions {
  /** Steps between evaluations on the held-out examples; 0, the default, evaluates at the end only. */
  evaluationInterval: number;
  /**
   * Early stop: the run ends after this many evaluations in a row whose loss is not below the best so far; null, the
   * default, goes on to the end. The weights stay as they are then, not as they were at the best.
   */
  patience: number | null;
}

/**
 * Training on a fixed list of examples: demonstrations, comparisons, rated replies. The defaults named here are
 * `datasetDefaults`; those of a trainer go before them.
 */
export interface DatasetOptions extends OptimizerOptions, EvaluationOptions {
  /** Passes over the examples. Default 1; SFT's is 3. */
  epochs: number;
  /** Examples in an optimiser step, at most; a comparison is one example of two rows. Default 32. */
  rowsPerBatch: number;
  /**
   * Tokens in an optimiser step, at most: a batch is closed before the example that would pass the limit, and one
   * longer than the limit stands alone. null, the default, counts examples only.
   */
  tokensPerBatch: number | null;
  /** Decides the order. Default 0. */
  seed: number;
}

/** What a trainer on a fixed list starts from where it does not say otherwise. */
export const datasetDefaults: Readonly<DatasetOptions> = {
  ...optimizerDefaults,
  warmupSteps: 10,
  decay: 'linear',
  epochs: 1,
  rowsPerBatch: 32,
  tokensPerBatch: null,
  evaluationInterval: 0,
  patience: null,
  seed: 0,
};

/** Checks the options of a trainer on a fixed list before it starts. @throws UserError that names the option. */
export function requireDatasetOptions(stage: string, options: DatasetOptions): void {
  requireCounts(stage, options, { epochs: 1, rowsPerBatch: 1 });
  requireCounts(stage, { tokensPerBatch: options.tokensPerBatch ?? 1 }, { tokensPerBatch: 1 });
  requireEvaluationOptions(stage, options);
}

/** Checks when a run is to be evaluated. @throws UserError that names the option. */
export function requireEvaluationOptions(stage: string, options: EvaluationOptions): void {
  const { evaluationInterval, patience } = options;
  requireCounts(
    stage,
    { evaluationInterval, patience: patience ?? 1 },
    { evaluationInterval: 0, patience: 1 },
  );
}

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
