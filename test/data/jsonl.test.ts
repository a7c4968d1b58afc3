import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJsonl, parseJsonl } from '../../src/data/jsonl';
import { comparisonSchema, demonstrationSchema } from '../../src/data/records';
import { complaint } from '../helpers/complaint';

const pair = '{"prompt":"hi","chosen":"hello","rejected":"go away"}';
const read = (text: string) => parseJsonl(text, 'pairs.jsonl', comparisonSchema);

describe('parseJsonl', () => {
  test('reads rows, whatever the line ends, with a byte order mark and blank lines at the end', () => {
    const row = { prompt: 'hi', chosen: 'hello', rejected: 'go away' };
    expect(read(pair)).toEqual([row]);
    expect(read(`\uFEFF${pair}\r\n${pair}\r\n\r\n  \n`)).toEqual([row, row]);
  });

  test('names the line and the missing column, and the columns there are', () => {
    expect(complaint(() => read(`${pair}\n{"prompt":"hi","accepted":"a","rejected":"b"}`))).toBe(
      'pairs.jsonl:2: column "chosen" is missing (found: "prompt", "accepted", "rejected"); ' +
        'expected string or array; add it',
    );
    expect(complaint(() => read('{}'))).toContain('pairs.jsonl:1: column "prompt" is missing (found: none)');
  });

  test('names the place within a column', () => {
    const demo = (text: string) => parseJsonl(text, 'd.jsonl', demonstrationSchema);
    expect(
      complaint(() => demo('{"messages":[{"role":"user","content":"a"},{"role":"bot","content":"b"}]}')),
    ).toBe('d.jsonl:1: column "messages[1].role" is "bot"; expected one of "system"|"user"|"assistant"');
    expect(complaint(() => demo('{"messages":[{"role":"user"}]}'))).toContain(
      'd.jsonl:1: column "messages[0].content" is missing (found: "role"); expected string',
    );
    expect(complaint(() => demo('{"messages":[]}'))).toMatch(/^d\.jsonl:1: column "messages" is \[\]; /);
    expect(
      complaint(() => read('{"prompt":[{"role":"user","content":7}],"chosen":"a","rejected":"b"}')),
    ).toBe('pairs.jsonl:1: column "prompt[0].content" is 7; expected string');
    expect(complaint(() => read('{"prompt":7,"chosen":"a","rejected":"b"}'))).toMatch(
      /^pairs\.jsonl:1: column "prompt" is 7; /,
    );
  });

  test('refuses what is not one object a line', () => {
    expect(complaint(() => read(`${pair}\n{"prompt": "hi", `))).toMatch(
      /^pairs\.jsonl:2: .* is not valid JSON/,
    );
    expect(complaint(() => read('["prompt"]'))).toBe('pairs.jsonl:1: found ["prompt"]; expected object');
    expect(complaint(() => read('null'))).toBe('pairs.jsonl:1: found null; expected object');
    expect(complaint(() => read(`${pair}\n\n${pair}`))).toBe(
      'pairs.jsonl:2: blank line between rows; remove it',
    );
  });

  test('refuses an empty data set', () => {
    for (const text of ['', '\n\n', '\uFEFF', ' \r\n']) {
      expect(complaint(() => read(text))).toMatch(/^pairs\.jsonl: no rows found/);
    }
  });

  test('keeps its message to one short line, however large the row', () => {
    const message = complaint(() => read(`{"prompt":"${'x\\n'.repeat(5000)}","chosen":1,"rejected":"b"}`));
    expect(message).not.toContain('\n');
    expect(complaint(() => read(`{"a${'y'.repeat(5000)}`)).length).toBeLessThan(200);
  });
});

test('formatJsonl and parseJsonl are inverse', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ prompt: fc.string({ unit: 'binary', minLength: 1 }), chosen: text, rejected: text }),
        {
          minLength: 1,
        },
      ),
      (rows) => {
        expect(read(formatJsonl(rows))).toEqual(rows);
      },
    ),
  );
});
