/** Notebook files survive reading and writing, with what other programs put into them. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNotebook, textLines, wholeText, writeNotebook } from '../../../src/node/notebooks/file';
import { toyFile } from './toy';

describe('notebook files', () => {
  it('keep what they do not know', () => {
    const file = toyFile('1');
    const notebook = { ...readNotebook(file), metadata: { kernelspec: { name: 'tslab' } }, extra: [1] };
    writeNotebook(file, notebook);
    expect(readNotebook(file)).toEqual(notebook);
    const before = readFileSync(file);
    writeNotebook(file, readNotebook(file));
    expect(readFileSync(file)).toEqual(before);
  });

  it('split text into lines and join it again', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(wholeText(textLines(text))).toBe(text);
      }),
    );
  });

  it('are refused in an older format, in one line', () => {
    const file = toyFile('1');
    writeNotebook(file, { ...readNotebook(file), nbformat_minor: 4 });
    expect(() => readNotebook(file)).toThrow(/^[^\n]*toy\.ipynb: key "nbformat_minor" is 4; expected[^\n]*$/);
  });
});
