/**
 * What identifies the code of a step: a hash of its source file and of all that it imports, and of the engine, which every
 * network runs on and no step imports. Comments are no code: a line that holds nothing else is left out. Imports of types
 * alone are gone from compiled code and are passed over in sources.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, relative } from 'node:path';

/** Where the sources or, compiled, their output lie; this file is in `node/` below. */
const sources = join(__dirname, '..');

/** What every network runs on, beside the kernels. */
const engine = ['model/engine-backend', 'engine/engine'];

const imports =
  /^(?:(?:import|export) (?!type )(?:(?:[\w*\s,]|\{[^}]*\})* from )?|[^/*\n]*\brequire\()['"](\.[^'"]+)['"]/gm;

/** Identifies a step's code. @param module its file from the root of the sources without ending, e.g. "steps/policy". */
export function codeIdentity(module: string): string {
  const known = identities.get(module);
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(kernels());
  const files = new Set<string>();
  for (const root of [module, ...engine]) closure(join(sources, root), files);
  for (const file of [...files].sort())
    hash
      .update(relative(sources, file).replaceAll('\\', '/'))
      .update(withoutComments(readFileSync(file, 'utf8')));
  const identity = hash.digest('hex');
  identities.set(module, identity);
  return identity;
}
const identities = new Map<string, string>();

/** The files that a module is made of: its own and those that it imports, from the package's own sources. */
export function closure(module: string, found = new Set<string>()): Set<string> {
  const file = fileOf(module);
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(imports))
    closure(join(dirname(file), path), found);
  return found;
}

function fileOf(module: string): string {
  const file = ['', '.js', '.ts', '/index.js', '/index.ts']
    .map((end) => module + end)
    .find((path) => /\.[jt]s$/.test(path) && existsSync(path));
  if (file === undefined) throw new Error(`${module}: no such source; expected a module of this package`);
  return file;
}

/** Source text without the lines that are comments. */
export function withoutComments(text: string): string {
  let inBlock = false;
  const lines = text.split('\n').filter((line) => {
    const start = line.trimStart();
    const opens = start.startsWith('/*') && !inBlock;
    const isComment = inBlock || opens || start.startsWith('//');
    if (inBlock || opens) inBlock = !line.includes('*/');
    return !isComment;
  });
  return lines.join('\n');
}

/** The kernels' sources, of one version for all. */
function kernels(): string {
  const folder = join(sources, '../src/engine/kernels');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}
