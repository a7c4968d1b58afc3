/** `posttrain figures`: draws the figures of committed results anew. */
import { join } from 'node:path';
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
import { declareCommand, text } from './command';

/** The folder of the main job's result. */
const lecture = 'lecture';

export const figuresCommand = () =>
  declareCommand('figures', {
    says:
      'Draw the figures of the main job and of labs anew from their results, as SVG, and a lab’s as an interactive ' +
      'report.html too, without running anything.',
    options: {
      from: text('folder', 'where the results lie, one folder each', committedResults),
    },
    examples: ['figures', 'figures B5 --from runs/labs'],
    async run({ from }, names) {
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
    },
  }).argument('[names...]', `labs, or ${lecture}; all that have a result when left out`);

const nameOf = (name: string) => (name === lecture ? name : labById(name).id);

async function draw(name: string, folder: string): Promise<void> {
  if (name === lecture) await writeFigures(folder, lectureFigures(readLectureResult(folder)));
  else await writeLabResult(folder, labById(name), readLabResult(folder));
}
