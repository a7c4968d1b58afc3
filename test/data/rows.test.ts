import { describe, expect, test } from 'vitest';
import { parseRows } from '../../src/data/rows';
import { complaint } from '../helpers/complaint';

describe('parseRows', () => {
  const rows = [{ text: 'a' }, { text: 'b' }];

  test('reads lines, or an array in a .json file, and names rows accordingly', () => {
    const lines = parseRows('{"text":"a"}\r\n{"text":"b"}\r\n', 'x.jsonl');
    expect([lines.rows, lines.where(1)]).toEqual([rows, 'x.jsonl:2']);
    const array = parseRows(`\uFEFF ${JSON.stringify(rows, null, 2)}`, 'x.json');
    expect([array.rows, array.where(1)]).toEqual([rows, 'x.json: row 2']);
    expect(parseRows('{"text":"a"}\n{"text":"b"}', 'x.json').rows).toEqual(rows);
    expect(parseRows(JSON.stringify(rows), 'x.json.gz').rows).toEqual(rows);
  });

  test('gives rows back letter for letter, on one line', () => {
    const row = '{"id":1234567890123456789, "big":1e400,"neg":-0.0,"text":"a, [b] \\"{\\\\"}';
    const lines = parseRows(`${row}\r\n${row} \n`, 'x.jsonl');
    expect([lines.source(0), lines.source(1)]).toEqual([row, `${row} `]);
    const array = parseRows(`[\n ${row},\n {"a":\n  [1,\n   {"b":[]}]}\n]`, 'x.json');
    expect([array.source(0), array.source(1)]).toEqual([row, '{"a": [1, {"b":[]}]}']);
  });

  test.each([
    ['an empty array', '[]', 'x.json: no rows found'],
    ['an empty file', '', 'x.json: no rows found'],
    ['an array cut short', '[\n{"text":"a"},\n{"text"', 'x.json:3: not valid JSON from here on'],
    ['an array with a slip', '[\n{"text":"a"}\n{"text":"b"}]', 'x.json:3: not valid JSON from here on'],
    ['an array of other things', '[{"text":"a"}, 7]', 'x.json: row 2: found 7; expected object'],
    ['an object over many lines', '{\n"data": []\n}', 'x.json:1: "{" is not valid JSON'],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\n', 'x.json: a pointer of Git LFS'],
    [
      'deep nesting',
      `[{"text":${'['.repeat(1e5)}${']'.repeat(1e5)}}]`,
      'x.json: row 1: nested deeper than 64 levels',
    ],
  ])('refuses %s', (_, text, told) => {
    const message = complaint(() => parseRows(text, 'x.json'));
    expect(message).toContain(told);
    expect(message).not.toContain('\n');
  });
});
