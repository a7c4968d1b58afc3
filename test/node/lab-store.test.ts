/** What identifies a piece of the labs: all code that recipes call is in it, so that a stale piece is never taken. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeIdentity, pieceCode } from '../../src/node/lab-store';

const source = join(__dirname, '../../src');

/** The modules of the project that a file imports for their values, as paths below src. */
function imported(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)';/gms)];
  return found.map(([, path]) => relative(source, join(dirname(file), path)).replaceAll('\\', '/'));
}

describe('the code that identifies a piece', () => {
  const recipes = readdirSync(join(source, 'labs/recipes')).map((name) => join(source, 'labs/recipes', name));
  const single = pieceCode.files.map((file) => join(source, `${file}.ts`));

  it('is whole: what recipes call is itself part of it', () => {
    const inside = (path: string) =>
      pieceCode.files.includes(path) ||
      pieceCode.folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
    const outside = [...recipes, ...single]
      .flatMap(imported)
      .filter((path) => !inside(path) && path !== 'errors');
    expect(outside).toEqual([]);
  });

  it('is the same as long as nothing changes', () => {
    expect(codeIdentity()).toMatch(/^[0-9a-f]{64}$/);
    expect(codeIdentity()).toBe(codeIdentity());
  });
});
