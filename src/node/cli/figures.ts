/** `posttrain figures`: draws the figures of committed results anew. */
import { join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../errors';
import {
  committedResults,
  readLabResult,
  readLectureResult,
  resultFolders,
  writeFigures,
  writeLabResult,
} from '../lab-files';
import { lectureFigures } from '../../labs/lecture/report';
import { labById, labs } from '../../labs/registry';
import { examples } from './options';

/** The folder of the main job's result. */
const lecture = 'lecture';

export function figuresCommand(): Command {
  return new Command('figures')
    .description(
      'Draw the figures of the main job and of labs anew from their results, as SVG, and a lab’s as an interactive ' +
        'report.html too, without running anything.',
    )
    .argument('[names...]', `labs, or ${lecture}; all that have a result when left out`)
    .option('--from <folder>', 'where the results lie, one folder each', committedResults)
    .addHelpText('after', examples('figures', 'figures B5 --from runs/labs'))
    .action(async (names: string[], { from }: { from: string }) => {
      const known = new Set([lecture, ...labs.map(({ id }) => id)]);
      const there = resultFolders(from).filter((name) => known.has(name));
      const wanted = names.length > 0 ? names.map(nameOf) : there;
      const missing = wanted.find((name) => !there.includes(name));
      if (missing !== undefined) {
        const folder = join(from, missing);
        const command = missing === lecture ? `lecture --out ${folder}` : `lab ${missing} --out ${from}`;
        throw new UserError(`${folder}: no result; run \`posttrain ${command}\``);
      }
      if (wanted.length === 0)
        throw new UserError(`${from}: no results of labs; run \`posttrain lab all --out ${from}\``);
      for (const name of wanted) {
        await draw(name, join(from, name));
        process.stdout.write(`drawn: ${join(from, name)}\n`);
      }
    });
}

const nameOf = (name: string) => (name === lecture ? name : labById(name).id);

async function draw(name: string, folder: string): Promise<void> {
  if (name === lecture) await writeFigures(folder, lectureFigures(readLectureResult(folder)));
  else await writeLabResult(folder, labById(name), readLabResult(folder));
}
