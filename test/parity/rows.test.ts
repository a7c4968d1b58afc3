/**
 * Rows as public bug reports have them: what Python would read otherwise, or would not read, is refused in a line that
 * names the row; what only looks odd comes through whole.
 */
import { describe, expect, test } from 'vitest';
import { demonstrationsOf, toDataset } from '../../src/data/dataset';
import { parseRows } from '../../src/data/rows';
import { complaint } from '../helpers/complaint';

const read = (text: string, name = 'rows.jsonl') =>
  demonstrationsOf(toDataset(name, parseRows(text, name), 'demonstration'));
const line = (assistant: object, more: object = {}) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b', ...assistant },
    ],
    ...more,
  });

describe('rows that are refused', () => {
  test.each([
    ['a call of tools', line({ content: '', tool_calls: [{ name: 'x' }] }), 'messages[1].tool_calls'],
    ['a reasoning', line({ reasoning: 'because' }), 'messages[1].reasoning'],
    ['a name that a template may write', line({ name: 'bob' }), 'messages[1].name'],
    ['a turn that another trainer leaves out', line({ train: false }), 'messages[1].train'],
    ['a column of tools', line({}, { tools: [{ name: 'x' }] }), '"tools"'],
    ['a column of images', line({}, { images: ['x.png'] }), '"images"'],
    [
      'a variable for the template',
      line({}, { chat_template_kwargs: { enable_thinking: false } }),
      'chat_template_kwargs',
    ],
    ['a bad completion', '{"prompt":"a","completion":"b","label":false}', 'column "label"'],
    ['half a character', line({}).replace('"b"', '"b \\ud83d"'), 'half a character'],
    ['a column twice', line({}).replace('{"messages"', '{"messages":[],"messages"'), 'there twice'],
    [
      'a key of a turn twice',
      line({}).replace('"content":"b"', '"content":"x","content" : "b"'),
      'there twice',
    ],
    ['content in parts', line({ content: [{ type: 'text', text: 'b' }] }), 'expected string'],
    ['no content', line({ content: null }), 'expected string'],
    ['a number', line({ content: 5 }), 'expected string'],
    ['a tool that speaks', line({ role: 'tool' }), 'messages[1].role'],
    ['a role in capitals', line({ role: 'Assistant' }), 'messages[1].role'],
    [
      'turns as text',
      JSON.stringify({ messages: JSON.stringify([{ role: 'user', content: 'a' }]) }),
      'expected array',
    ],
    ['no turns', '{"messages":[]}', 'messages'],
    ['NaN', line({}).replace('}]}', '}],"score":NaN}'), 'not valid JSON'],
    ['two rows on a line', line({}) + line({}), 'not valid JSON'],
    ['lines that end in CR alone', `${line({})}\r${line({})}\r`, 'not valid JSON'],
    ['an array on a line', `[${line({})}]`, 'expected object'],
  ])('%s', (_, text, words) => {
    const message = complaint(() => read(`${text}\n`));
    expect(message).toMatch(/^rows\.jsonl:1: /);
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
  });

  test('a key twice in an array of rows', () => {
    const text = `[${line({}).replace('"role":"user"', '"role":"system","role":"user"')}]`;
    expect(complaint(() => read(text, 'rows.json'))).toContain('there twice');
  });
});

describe('rows that come through', () => {
  const contents = (text: string) => read(text).map(({ messages }) => messages.map(({ content }) => content));

  test('line separators of Unicode are no ends of lines', () => {
    const text = line({ content: 'x\u2028y\u2029z\u0085' });
    expect(contents(`${text}\n`)).toEqual([['a', 'x\u2028y\u2029z\u0085']]);
  });

  test('a byte order mark, CRLF and blank lines at the end', () => {
    expect(contents(`\ufeff${line({})}\r\n${line({})}\r\n\r\n`)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  test('a NUL, texts that look like keys, whole pairs of halves', () => {
    const content = '\u0000 "key": {"a": 1, "a": 2} \\" \ud83d\ude00';
    expect(contents(`${line({ content })}\n`)).toEqual([['a', content]]);
  });

  test('keys and columns with nothing in them', () => {
    const text = line({ tool_calls: null, name: null, reasoning_content: '' }, { tools: [], images: null });
    expect(contents(`${text}\n`)).toEqual([['a', 'b']]);
  });
});
