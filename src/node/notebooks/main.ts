/**
 * The notebooks' own small command line, behind `npm run notebooks`, `notebooks:run` and `notebooks:check`. It is no
 * part of `posttrain`, because notebooks live in a clone and not in the package.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../errors';
import { packageRoot } from '../package';
import { notebookModes } from '../display/notebook';
import { checkNotebooks } from './check';
import { readNotebook, writeNotebook } from './file';
import { openJupyter } from './jupyter';
import { runNotebook } from './run';

const folder = join(packageRoot, 'notebooks');

/** The notebooks whose names begin with one of these; all of them when none is given. */
function chosen(names: readonly string[]): string[] {
  const all = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
  const found = all.filter((file) => names.length === 0 || names.some((name) => file.startsWith(basename(name))));
  const unknown = names.find((name) => !all.some((file) => file.startsWith(basename(name))));
  if (unknown !== undefined)
    throw new UserError(`${unknown}: no such notebook; there are ${all.map((file) => basename(file, '.ipynb')).join(', ')}`);
  return found.sort().map((file) => join(folder, file));
}

async function run(names: readonly string[], { write }: { write: boolean }): Promise<number> {
  for (const file of chosen(names)) {
    const notebook = readNotebook(file);
    const start = performance.now();
    const failure = await runNotebook(file, notebook, (cell, cells, seconds) => {
      if (process.stderr.isTTY) process.stderr.write(`${basename(file)}: cell ${cell} of ${cells}, ${seconds.toFixed(1)} s\n`);
    });
    if (write) writeNotebook(file, notebook);
    if (failure) {
      process.stderr.write(`${file}: cell ${failure.cell} failed:\n${failure.source}\n\n${failure.error}\n`);
      return 1;
    }
    process.stdout.write(`${basename(file)}: ran in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  }
  return 0;
}

async function check(names: readonly string[]): Promise<number> {
  const problems = await checkNotebooks(chosen(names));
  for (const { file, cell, line, message } of problems)
    process.stderr.write(`${file}: cell ${cell}, line ${line}: ${message}\n`);
  return problems.length > 0 ? 1 : 0;
}

async function main(): Promise<void> {
  const program = new Command('notebooks').description('Open, run or check the notebooks.');
  program
    .command('open', { isDefault: true })
    .description('open them in Jupyter, with the TypeScript kernel')
    .action(async () => {
      process.exitCode = await openJupyter(folder);
    });
  program
    .command('run')
    .argument('[names...]', 'which ones, by the beginning of their names; all when left out')
    .option('--no-write', 'leave the files as they are')
    .description(`execute them without Python (POSTTRAIN_PRESET=${notebookModes.join('|')}) and write their outputs`)
    .action(async (names: string[], options: { write: boolean }) => {
      process.exitCode = await run(names, options);
    });
  program
    .command('check')
    .argument('[names...]', 'which ones; all when left out')
    .description('find type errors without running anything')
    .action(async (names: string[]) => {
      process.exitCode = await check(names);
    });
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`notebooks: ${error.message}\n`);
    process.exitCode = 2;
  }
}

void main();
