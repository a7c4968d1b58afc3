/** `posttrain figures`: draws the figures of committed results anew. */
import { join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../errors';
import { committedResults, readLabResult, resultFolders, writeLabResult } from '../lab-files';
import { labById, labs } from '../../labs/registry';
import { examples } from './options';

export function figuresCommand(): Command {
  return new Command('figures')
    .description(
      'Draw the figures of labs, the main job among them, anew from their results: as SVG, and as an interactive ' +
        'report.html, without running anything.',
    )
    .argument('[names...]', 'labs; all that have a result when left out')
    .option('--from <folder>', 'where the results lie, one folder each', committedResults)
    .addHelpText('after', examples('figures', 'figures B5 --from runs/labs'))
    .action(async (names: string[], { from }: { from: string }) => {
      const known = new Set(labs.map(({ id }) => id));
      const there = resultFolders(from).filter((name) => known.has(name));
      const wanted = names.length > 0 ? names.map((name) => labById(name).id) : there;
      const missing = wanted.find((name) => !there.includes(name));
      if (missing !== undefined) {
        throw new UserError(
          `${join(from, missing)}: no result; run \`posttrain lab ${missing} --out ${from}\``,
        );
      }
      if (wanted.length === 0)
        throw new UserError(`${from}: no results of labs; run \`posttrain lab all --out ${from}\``);
      for (const name of wanted) {
        const folder = join(from, name);
        await writeLabResult(folder, labById(name), readLabResult(folder));
        process.stdout.write(`drawn: ${join(from, name)}\n`);
      }
    });
}
