/**
 * `posttrain data`: writes the tiny world's data sets, or proves that they are what the world gives;
 * `posttrain data measure` measures what a base model has made of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../errors';
import { writeAtomically } from '../files';
import { packageRoot } from '../package';
import { buildDatasets } from '../../world';
import { dataInspectCommand } from './data-inspect';
import { dataMeasureCommand } from './data-measure';
import { examples, wholeNumber } from './options';

interface DataOptions {
  seed: number;
  out: string;
  check: boolean;
}

export function dataCommand(): Command {
  return new Command('data')
    .addCommand(dataMeasureCommand())
    .description('Write the data sets of the tiny world (JSONL, with a card), or check them byte for byte.')
    .option('--seed <n>', 'seed of the world', wholeNumber(0), 1)
    .option('--out <folder>', 'where the files lie', join(packageRoot, 'datasets'))
    .option('--check', 'write nothing; fail when a file differs from what the world gives', false)
    .addHelpText(
      'after',
      examples('data --check', 'data --seed 2 --out my-world', 'data measure', 'data inspect my-data.jsonl'),
    )
    .addCommand(dataInspectCommand())
    .action((options: DataOptions) => {
      const files = buildDatasets(options.seed);
      for (const [name, text] of files) {
        const path = join(options.out, name);
        if (!options.check) writeAtomically(path, text);
        else if (!existsSync(path))
          throw new UserError(`${path}: missing; run \`posttrain data\` to write it`);
        else if (readFileSync(path, 'utf8') !== text)
          throw new UserError(
            `${path}: differs from what seed ${options.seed} gives; run \`posttrain data\` to write it anew`,
          );
        process.stdout.write(`${options.check ? 'same bytes' : 'written'}: ${path}\n`);
      }
    });
}
