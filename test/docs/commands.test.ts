/** Every command that a document shows exists, with its options; the README's table names them all. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { program } from '../../src/node/cli/main';
import { root } from '../helpers/built';
import { documentOf, documents, fences, inlineCode, tableBelow, type Document } from './markdown';

const cli = program();
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
/** What npm itself can do, of what the documents show. */
const npmOwn = ['ci', 'install', 'pack', 'test', 'start'];

/** Lines of shell: inline code and blocks without a language, cut where one command ends and the next begins. */
function shellOf(document: Document): string[] {
  const blocks = fences(document).filter(({ language }) => language === '' || language === 'sh');
  const lines = [...inlineCode(document), ...blocks.flatMap(({ code }) => code.split('\n'))];
  return lines.flatMap((line) => line.replace(/\s#.*$/, '').split(' && ')).map((line) => line.trim());
}

/** What is wrong with a command line, or nothing; nothing either where it is none. */
function wrong(line: string): string | undefined {
  const [first, ...rest] = line.replace(/^(?:[A-Z_]+=\S+ )+/, '').split(/\s+/);
  const args = first === 'npx' ? rest.slice(1) : rest;
  if (first === 'posttrain' || (first === 'npx' && rest[0] === 'posttrain'))
    return wrongPosttrain(line, args);
  if (first === 'npm' && args[0] === 'run') return scripts[args[1]] ? undefined : `${line}: no such script`;
  if (first === 'npm')
    return npmOwn.includes(args[0]) ? wrongStart(line, args) : `${line}: npm has no ${args[0]}`;
  if (first === 'node') return existsSync(join(root, args[0])) ? undefined : `${line}: no such file`;
  return undefined;
}

/** `npm start -- OPTIONS` are options of the main job. */
function wrongStart(line: string, [script, dashes, ...args]: string[]): string | undefined {
  return script === 'start' && dashes === '--' ? wrongPosttrain(line, ['lecture', ...args]) : undefined;
}

function wrongPosttrain(line: string, args: readonly string[]): string | undefined {
  let command: Command = cli;
  for (const arg of args.filter((word) => /^[a-z]/.test(word))) {
    const below = command.commands.find((one) => one.name() === arg);
    if (!below) break;
    command = below;
  }
  if (command === cli && /^[a-z]/.test(args[0] ?? '')) return `${line}: no such command`;
  const known = new Set([
    '--help',
    ...[cli, command].flatMap(({ options }) => options.map(({ long }) => long ?? '')),
  ]);
  const unknown = args.find((word) => word.startsWith('--') && !known.has(word));
  return unknown === undefined ? undefined : `${line}: no option ${unknown}`;
}

/** The changelog and the log speak of what was. */
const present = documents().filter(({ file }) => file !== 'LOG.md' && file !== 'CHANGELOG.md');

describe('commands', () => {
  it.each(present)('$file: what it shows can be run', (document) => {
    expect(shellOf(document).flatMap((line) => wrong(line) ?? [])).toEqual([]);
  });

  it('are all in the table of README.md, and nothing else is', () => {
    const named = tableBelow(documentOf('README.md'), 'Commands').flatMap(([names]) =>
      [...names.matchAll(/`([a-z-]+)/g)].map(([, name]) => name),
    );
    expect(named.sort()).toEqual(cli.commands.map((command) => command.name()).sort());
  });

  it('take the environment variables that README.md names', () => {
    const source = ['src/node/engine-host.ts', 'src/node/display/notebook.ts', 'src/node/browsers.ts'].map(
      (file) => readFileSync(join(root, file), 'utf8'),
    );
    const named = documentOf('README.md').text.match(/POSTTRAIN_[A-Z]+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(source.join(), name).toContain(name);
  });
});

describe('the check itself', () => {
  it.each([
    ['posttrain lecture --preset quick', true],
    ['npx posttrain data inspect FILE', true],
    ['POSTTRAIN_KERNELS=wasm npm start -- --threads 1', true],
    ['npx posttrain nothing', false],
    ['posttrain lecture --nothing', false],
    ['npm start -- --nothing', false],
    ['npm run nothing', false],
    ['npm nothing', false],
    ['node scripts/nothing.mjs', false],
    ['posttrain', true],
    ['messages', true],
  ])('%s: %s', (line, right) => {
    expect(wrong(line) === undefined).toBe(right);
  });
});
