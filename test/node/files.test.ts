import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  folderReader,
  readBytes,
  readText,
  writeAtomically,
  writeFolderAtomically,
} from '../../src/node/files';
import { complaint } from '../helpers/complaint';

let dir = '';
const at = (...names: string[]) => path.join(dir, ...names);
const list = (folder = dir) => fs.readdirSync(folder).sort();

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'posttrain-files-'));
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

describe('reading', () => {
  test('tells a missing file, a folder, and a path through a file apart', () => {
    fs.writeFileSync(at('file'), 'text');
    expect(complaint(() => readText(at('none')))).toBe(`${at('none')}: not found; check the path`);
    expect(complaint(() => readBytes(dir))).toBe(`${dir}: is a folder; expected a file`);
    expect(complaint(() => readText(at('file', 'inner')))).toContain('a part of the path is a file');
  });

  test('gives text without its byte order mark, and refuses what is not UTF-8', () => {
    fs.writeFileSync(at('a.txt'), '\uFEFFcrème');
    expect(readText(at('a.txt'))).toBe('crème');
    fs.writeFileSync(at('b.txt'), Uint8Array.of(0x63, 0xe9));
    expect(complaint(() => readText(at('b.txt')))).toMatch(/b\.txt: not UTF-8 text/);
  });

  test('a folder reader gives undefined for a missing file, and refuses what is no folder', () => {
    fs.writeFileSync(at('a'), 'x');
    expect(folderReader(dir)('a')?.read(0, 1)).toEqual(Uint8Array.of(120));
    expect(folderReader(dir)('b')).toBeUndefined();
    expect(complaint(() => folderReader(at('a')))).toContain('is a file; expected a folder');
    expect(complaint(() => folderReader(at('none')))).toContain('not found');
  });
});

describe('writeAtomically', () => {
  test('writes, replaces, makes folders, and leaves nothing beside', () => {
    writeAtomically(at('deep', 'er', 'a.txt'), 'one');
    writeAtomically(at('deep', 'er', 'a.txt'), Uint8Array.of(116, 119, 111));
    expect(readText(at('deep', 'er', 'a.txt'))).toBe('two');
    expect(list(at('deep', 'er'))).toEqual(['a.txt']);
  });

  test('a write that fails leaves the old state', () => {
    fs.mkdirSync(at('a', 'inner'), { recursive: true });
    expect(complaint(() => writeAtomically(at('a'), 'x'))).toContain('is a folder');
    expect(list()).toEqual(['a']);
    fs.writeFileSync(at('b'), 'x');
    expect(complaint(() => writeAtomically(at('b', 'c.txt'), 'x'))).toContain('a part of the path is a file');
  });
});

describe('writeFolderAtomically', () => {
  const files = (text: string) => new Map([['a.txt', text]]);

  test('writes a folder, replaces its own, and clears what a killed run left', () => {
    fs.mkdirSync(at('model.partial'));
    fs.writeFileSync(at('model.partial', 'half'), 'x');
    writeFolderAtomically(at('model'), files('one'));
    writeFolderAtomically(`${at('model')}/`, files('two'));
    expect(list()).toEqual(['model']);
    expect(list(at('model'))).toEqual(['a.txt']);
    expect(readText(at('model', 'a.txt'))).toBe('two');
  });

  test('never removes files that it does not write', () => {
    fs.mkdirSync(at('home'));
    fs.writeFileSync(at('home', 'thesis.tex'), 'x');
    expect(complaint(() => writeFolderAtomically(at('home'), files('one')))).toBe(
      `${at('home')}: holds thesis.tex, which would be lost; choose a new or an empty folder`,
    );
    expect(list(at('home'))).toEqual(['thesis.tex']);
    fs.writeFileSync(at('file'), 'x');
    expect(complaint(() => writeFolderAtomically(at('file'), files('one')))).toContain('is a file');
  });

  test('writes folders below, and looks there too before it replaces', () => {
    const nested = new Map([...files('one'), ['value/b.txt', 'two']]);
    writeFolderAtomically(at('model'), nested);
    writeFolderAtomically(at('model'), nested);
    expect(readText(at('model', 'value', 'b.txt'))).toBe('two');
    fs.writeFileSync(at('model', 'value', 'mine'), 'x');
    expect(complaint(() => writeFolderAtomically(at('model'), nested))).toContain(
      `holds ${path.join('value', 'mine')}`,
    );
  });

  test('a write that fails half-way leaves the old folder whole', () => {
    writeFolderAtomically(at('model'), files('one'));
    const broken = new Map([
      ['a.txt', 'two'],
      ['a.txt/below a file', 'x'],
    ]);
    expect(complaint(() => writeFolderAtomically(at('model'), broken))).toContain('is a file, not a folder');
    expect(list()).toEqual(['model']);
    expect(readText(at('model', 'a.txt'))).toBe('one');
  });
});
