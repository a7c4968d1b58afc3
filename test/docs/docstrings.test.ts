/**
 * The examples in docstrings and in the READMEs beside the code: each ```ts block is a module of its own, checked by
 * the compiler under the project's strict settings, with `posttrain` for src/index.ts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { programOf, saying } from '../helpers/compiled';

const root = join(__dirname, '../..');

/** Blocks of a file by the place where each begins; a docstring's margin of ` * ` goes. */
function examplesIn(file: string): { name: string; text: string }[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const bare = lines.map((line) => line.replace(/^\s*\* ?/, ''));
  return bare.flatMap((line, i) => {
    if (line !== '```ts') return [];
    const name = `${relative(root, file).replaceAll('\\', '/')}:${i + 1}`;
    return [{ name, text: bare.slice(i + 1, bare.indexOf('```', i + 1)).join('\n') }];
  });
}

/** What the compiler says against the examples, each named by where it begins. */
function complaints(examples: readonly { name: string; text: string }[]): string[] {
  const configFile = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(configFile.config, ts.sys, root);
  // Top-level await, as in a notebook or an .mjs file.
  const strict: ts.CompilerOptions = {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    paths: { posttrain: [join(root, 'src/index.ts')] },
  };
  const texts = new Map(examples.map(({ text }, i) => [join(root, `example-${i}.ts`), text]));
  const program = programOf(texts, strict);
  return [...texts.keys()].flatMap((file, i) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((one) => `${examples[i].name}: ${saying(one)}`);
  });
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|js|md)$/.test(name))
  .map((name) => join(root, 'src', name));
const examples = files.flatMap(examplesIn);

it('compile', () => {
  expect(examples.length).toBeGreaterThan(5);
  expect(complaints(examples)).toEqual([]);
});

it('would not pass with a mistake', () => {
  const wrong = { name: 'here', text: "import { sft } from 'posttrain';\nvoid sft(1, []);" };
  expect(complaints([wrong])).toEqual([expect.stringMatching(/^here: Argument of type 'number'/)]);
});
