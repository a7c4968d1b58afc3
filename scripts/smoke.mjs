/**
 * The program on the Node that runs this script: help of every command, the shipped data, a quick main job.
 *
 *   path/to/node scripts/smoke.mjs FOLDER     the job's results; CI compares them across versions
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), '../dist/node/cli/main.js');
const posttrain = (...args) => execFileSync(process.execPath, [main, ...args], { encoding: 'utf8' });

/** The commands that a help lists, by its lines `  name [arguments]  what it does`. */
const commandsIn = (help) =>
  [...(help.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name);

let helps = 0;
function helpOf(...path) {
  const help = posttrain(...path, '--help');
  if (!help.startsWith(`Usage: posttrain ${path.join(' ')}`.trim()))
    throw new Error(`${path.join(' ')} --help: expected its usage, found ${help.slice(0, 80)}`);
  helps++;
  for (const name of commandsIn(help)) if (name !== 'help') helpOf(...path, name);
}

const [out] = process.argv.slice(2);
if (!out) throw new Error('usage: node scripts/smoke.mjs FOLDER');
helpOf();
posttrain('data', '--check');
posttrain('lecture', '--preset', 'quick', '--quiet', '--out', out, '--store', join(out, 'store'));
console.log(`Node ${process.version}: ${helps} helps, data --check and a quick main job`);
