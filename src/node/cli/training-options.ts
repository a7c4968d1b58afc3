/** The options of training that several commands share, in blocks, and how they become the trainers' options. */
import { Option, type Command } from 'commander';
import type { OptimizerOptions } from '../../train/optimizer';
import type { DatasetOptions } from '../../train/options';
import { decimal, wholeNumber } from './options';

/** Options of the optimiser, in the library's own names. */
export type ScheduleOptions = Pick<
  OptimizerOptions,
  'learningRate' | 'warmupSteps' | 'decay' | 'weightDecay' | 'maxGradNorm'
>;

/** Adds the optimiser's options. @param unit what the schedule counts. */
export function withSchedule(command: Command, defaults: ScheduleOptions, unit = 'steps'): Command {
  return command
    .option('--learning-rate <x>', 'its highest value', decimal(0), defaults.learningRate)
    .option(
      '--warmup-steps <n>',
      `${unit} in which the learning rate rises to it`,
      wholeNumber(0),
      defaults.warmupSteps,
    )
    .addOption(
      new Option('--decay <course>', 'the learning rate after that: constant, or linearly down to 0')
        .choices(['constant', 'linear'] satisfies OptimizerOptions['decay'][])
        .default(defaults.decay),
    )
    .option('--weight-decay <x>', "AdamW's pull of matrices towards 0", decimal(0), defaults.weightDecay)
    .option(
      '--max-grad-norm <x>',
      'gradients with a larger norm are scaled down to it',
      decimal(0),
      defaults.maxGradNorm,
    );
}

/** The optimiser's options alone. */
export function scheduleOf(options: ScheduleOptions): ScheduleOptions {
  const { learningRate, warmupSteps, decay, weightDecay, maxGradNorm } = options;
  return { learningRate, warmupSteps, decay, weightDecay, maxGradNorm };
}

/** Options of training on a file of examples. */
export interface DatasetCommandOptions extends ScheduleOptions {
  seed: number;
  epochs: number;
  rowsPerBatch: number;
  tokensPerBatch?: number;
  evaluationInterval: number;
  patience?: number;
  heldOut: number;
}

/**
 * Adds the options of training on a file of examples.
 * @param rows what an example is called.
 * @param heldOut share that is held out by default.
 */
export function withDataset(
  command: Command,
  defaults: DatasetOptions,
  rows: string,
  heldOut: number,
): Command {
  return withSchedule(
    command
      .option('--epochs <n>', 'passes over the data', wholeNumber(1), defaults.epochs)
      .option('--rows-per-batch <n>', `${rows} in an optimiser step`, wholeNumber(1), defaults.rowsPerBatch)
      .option('--tokens-per-batch <n>', 'and no more tokens than these (default: any number)', wholeNumber(1))
      .option('--held-out <share>', `of the ${rows}, to evaluate on`, decimal(0, 0.9), heldOut)
      .option(
        '--evaluation-interval <n>',
        'steps between evaluations on them; 0 evaluates at the end',
        wholeNumber(0),
        defaults.evaluationInterval,
      )
      .option(
        '--patience <n>',
        'stop early after this many evaluations without a better loss (default: never)',
        wholeNumber(1),
      ),
    defaults,
  );
}

/** The trainer's options. */
export function datasetOptionsOf(options: DatasetCommandOptions): Partial<DatasetOptions> {
  const { seed, epochs, rowsPerBatch, tokensPerBatch = null, evaluationInterval, patience = null } = options;
  const own = { seed, epochs, rowsPerBatch, tokensPerBatch, evaluationInterval, patience };
  return { ...scheduleOf(options), ...own };
}

/** Tokens that the largest batch can have, whatever the order. @param lengths of the examples, in tokens. */
export function largestBatch(
  lengths: readonly number[],
  { rowsPerBatch, tokensPerBatch = Infinity }: Pick<DatasetCommandOptions, 'rowsPerBatch' | 'tokensPerBatch'>,
): number {
  const sorted = [...lengths].sort((a, b) => b - a);
  const together = sorted.slice(0, rowsPerBatch).reduce((a, b) => a + b, 0);
  return Math.min(together, Math.max(tokensPerBatch, sorted[0] ?? 0));
}
