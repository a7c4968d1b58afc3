/** `posttrain figures`: draws the figures of committed results anew. */
import { join } from 'node:path';
import { UserError } from '../../errors';
import { committedResults, readLabResult, resultFolders, writeLabResult } from '../lab-files';
import { labById, labs } from '../../labs/registry';
import { declareCommand, text } from './command';

export const figuresCommand = () =>
  declareCommand('figures', {
    says:
      'Draw the figures of labs, the main job among them, anew from their results: as SVG, and as an interactive ' +
      'report.html, without running anything.',
    options: {
      from: text('folder', 'where the results lie, one folder each', committedResults),
    },
    examples: ['figures', 'figures B5 --from runs/labs'],
    async run({ from }, names) {
      const known = new Set(labs.map(({ id }) => id));
      const there = resultFolders(from).filter((name) => known.has(name));
      const wanted = names.length > 0 ? names.map((name) => labById(name).id) : there;
      const missing = wanted.find((name) => !there.includes(name));
      if (missing !== undefined) {
        const command = `posttrain lab ${missing} --out ${from}`;
        throw new UserError(`${join(from, missing)}: no result; run \`${command}\``);
      }
      if (wanted.length === 0)
        throw new UserError(`${from}: no results of labs; run \`posttrain lab all --out ${from}\``);
      for (const name of wanted) {
        const folder = join(from, name);
        await writeLabResult(folder, labById(name), readLabResult(folder));
        process.stdout.write(`drawn: ${join(from, name)}\n`);
      }
    },
  }).argument('[names...]', 'labs; all that have a result when left out');
