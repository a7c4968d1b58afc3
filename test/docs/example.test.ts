/**
 * The README's example of the library, as it stands there: the compiler takes it in strict mode, against the declarations
 * that ship. `scripts/pack-check.mjs` runs it from the installed package.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkBuilt, root } from '../helpers/built';
import { programOf, saying } from '../helpers/compiled';
import { documentOf, fences } from './markdown';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  noUnusedLocals: true,
  skipLibCheck: true,
  noEmit: true,
  paths: { posttrain: [join(root, 'dist/index.d.ts')] },
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
};

/** What the compiler says of these modules, one text each. */
function problems(texts: readonly string[]): string[] {
  const files = new Map(texts.map((text, i) => [join(root, `example-${i}.mts`), text]));
  return ts.getPreEmitDiagnostics(programOf(files, options)).map(saying);
}

describe('the example of README.md', () => {
  beforeAll(checkBuilt);
  const examples = fences(documentOf('README.md')).filter(({ language }) => language === 'ts');

  it('compiles; and one with a slip does not', () => {
    expect(examples).toHaveLength(1);
    const [{ code }] = examples;
    expect(problems([code, code.replace('{ epochs: 1 }', "{ epochs: 'one' }")])).toEqual([
      expect.stringContaining("Type 'string' is not assignable to type 'number'"),
    ]);
  });

  it('is ten lines, give or take two', () => {
    expect(Math.abs(examples[0].code.trim().split('\n').length - 10)).toBeLessThanOrEqual(2);
  });
});
