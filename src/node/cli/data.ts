/**
 * `posttrain data`: writes the tiny world's data sets, or proves that they are what the world gives;
 * `posttrain data measure` measures what a base model has made of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors';
import { onOff } from '../../train/declared';
import { buildDatasets } from '../../world';
import { writeAtomically } from '../files';
import { packageRoot } from '../package';
import { declareCommand, text } from './command';
import { dataInspectCommand } from './data-inspect';
import { dataMeasureCommand } from './data-measure';
import { runOptions } from './options';

export const dataCommand = () =>
  declareCommand('data', {
    says: 'Write the data sets of the tiny world (JSONL, with a card), or check them byte for byte.',
    options: {
      seed: { ...runOptions.seed, says: 'seed of the world' },
      out: text('folder', 'where the files lie', join(packageRoot, 'datasets')),
      check: onOff(false, 'write nothing; fail when a file differs from what the world gives'),
    },
    examples: ['data --check', 'data --seed 2 --out my-world', 'data measure', 'data inspect my-data.jsonl'],
    run({ seed, out, check }) {
      for (const [name, content] of buildDatasets(seed)) {
        const path = join(out, name);
        if (!check) writeAtomically(path, content);
        else if (!existsSync(path))
          throw new UserError(`${path}: missing; run \`posttrain data\` to write it`);
        else if (readFileSync(path, 'utf8') !== content)
          throw new UserError(
            `${path}: differs from what seed ${seed} gives; run \`posttrain data\` to write it anew`,
          );
        process.stdout.write(`${check ? 'same bytes' : 'written'}: ${path}\n`);
      }
    },
  })
    .addCommand(dataMeasureCommand())
    .addCommand(dataInspectCommand());
