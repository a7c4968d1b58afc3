/** What identifies the code of a step: all that decides what it makes, and no more. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closure, codeIdentity, withoutComments } from '../../src/node/code-identity';

const source = join(__dirname, '../../src');
const filesOf = (module: string) =>
  [...closure(join(source, module))].map((file) => relative(source, file).replaceAll('\\', '/'));
const below = (folder: string) => (file: string) => file.startsWith(`${folder}/`);
const steps = ['policy', 'pairs', 'pool', 'pool-scores', 'replies', 'reward-model', 'ppo-run'].map(
  (name) => `steps/${name}`,
);

describe('the closure of a step', () => {
  it('of a policy holds its trainer and its model, and neither the world nor what trains otherwise', () => {
    const files = filesOf('steps/policy');
    for (const file of [
      'steps/policy.ts',
      'train/sft.ts',
      'train/optimizer.ts',
      'model/checkpoint.ts',
      'random.ts',
    ])
      expect(files).toContain(file);
    expect(files.filter(below('world'))).toEqual([]);
    expect(files).not.toContain('train/ppo.ts');
  });

  it.each(steps)('of %s holds neither judge nor annotator nor any lab', (step) => {
    const files = filesOf(step);
    for (const folder of ['world/judge', 'world/annotators', 'labs', 'node', 'plots'])
      expect(files.filter(below(folder)), folder).toEqual([]);
  });

  it('holds the judge where a policy is trained on it', () => {
    const files = filesOf('steps/ppo-judged');
    for (const file of ['steps/ppo-run.ts', 'train/ppo.ts', 'world/judge/judge.ts'])
      expect(files).toContain(file);
  });
});

describe('the identity of a step', () => {
  it('is the same as long as nothing changes, and each step’s own', () => {
    const identities = [...steps, 'steps/ppo-judged'].map(codeIdentity);
    expect(new Set(identities).size).toBe(identities.length);
    for (const identity of identities) expect(identity).toMatch(/^[0-9a-f]{64}$/);
    expect(steps.map(codeIdentity)).toEqual(identities.slice(0, -1));
  });

  it('passes comments over, not code', () => {
    const code = 'const a = 1;\nconst b = "/* no comment */";';
    const commented = `/** What\n * it is.\n */\n// One.\nconst a = 1;\n  /* Two. */\nconst b = "/* no comment */";`;
    expect(withoutComments(commented)).toBe(withoutComments(code));
    expect(withoutComments(code)).toBe(code);
    expect(withoutComments('const a = 2;')).not.toBe(withoutComments('const a = 1;'));
  });
});

describe('imports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'posttrain-closure-'));
  beforeAll(() => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'types']) writeFileSync(join(folder, `${name}.ts`), '');
    writeFileSync(join(folder, 'old.js'), '');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const found = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return [...closure(join(folder, name))].map((file) => relative(folder, file)).slice(1);
  };

  it('are found in sources, of any form, but for those of types alone', () => {
    const text = [
      `import { one } from './a';`,
      `import {\n  two,\n  type Three,\n} from './b';`,
      `import * as four from './c';`,
      `import './d';`,
      `export * from './e';`,
      `import type { Five } from './types';`,
      `export type { Six } from './types';`,
      `import { join } from 'node:path';`,
      `export interface Seven {\n  readonly path: './types';\n}`,
      `// import { eight } from './nowhere';`,
      `export const nine = 'from ./nowhere';`,
    ];
    expect(found('source.ts', text.join('\n'))).toEqual(['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts']);
  });

  it('are found in compiled code', () => {
    const text = [
      `"use strict";`,
      `const a_1 = require("./old");`,
      `__exportStar(require("./a"), exports);`,
      `const path = require("node:path");`,
      ` * const x = require("./nowhere");`,
    ];
    expect(found('compiled.js', text.join('\n'))).toEqual(['old.js', 'a.ts']);
  });

  it('of what is not there are an error', () => {
    expect(() => found('broken.ts', `import { a } from './nowhere';`)).toThrow('no such source');
  });
});
