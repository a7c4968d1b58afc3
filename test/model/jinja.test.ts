/** Templates against Python's Jinja, as transformers 5.24 sets it up: equal, or refused by name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { renderChat, templateClock } from '../../src/model/chat-template';
import { messageSchema } from '../../src/data/records';
import { Tokenizer } from '../../src/model/tokenizer';
import { complaint } from '../helpers/complaint';
import { toyTokenizer } from './toy';

const { templates, conversations, rendered } = z
  .object({
    templates: z.record(z.string(), z.string()),
    conversations: z.record(z.string(), z.array(messageSchema)),
    rendered: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(__dirname, '../fixtures/jinja/transformers.json'), 'utf8')));

const withTemplate = (chat_template: string) =>
  new Tokenizer(toyTokenizer.json, { ...toyTokenizer.config, chat_template });
const render = (template: string, content = 'Hi') =>
  renderChat(withTemplate(template), [{ role: 'user', content }]);

/** What is refused, and which name the refusal gives. */
const refused: Readonly<Record<string, string>> = {
  format: 'the filter "format"',
  pyformat: 'the method .format()',
  joinlist: 'the filter "sort"',
  dictsort: 'the filter "dictsort"',
  string: 'the filter "round"',
  unique: 'the filter "unique"',
  safe_e: 'the filter "e"',
};

describe.each(Object.entries(templates))('%s', (name, template) => {
  test.each(Object.keys(conversations))('on the conversation %s', (conversation) => {
    const text = () =>
      renderChat(withTemplate(template), conversations[conversation], { generationPrompt: true });
    const expected = rendered[`${name}/${conversation}`];
    if (name in refused) expect(complaint(text)).toContain(`${refused[name]} is not supported`);
    else if (expected.startsWith('ERR ')) expect(complaint(text)).toContain('System role not supported');
    else expect(text()).toBe(expected);
  });
});

describe('as Python does, and JavaScript does not', () => {
  test.each([
    ['{% for i in range(3) %}{% if x is defined %}{{ x }}{% endif %}{% set x = i %}{% endfor %}', ''],
    ['{% macro m() %}{{ y }}{% endmacro %}{% for y in [1] %}{{ m() }}{% endfor %}', ''],
    ["{{ {'items': 1}['items'] }}", '1'],
    ['{% for m in messages %}{{ m.content }}{% break %}{% endfor %}', 'Hi'],
    ['{% for i in [1] %}a{% continue %}{% else %}b{% endfor %}', 'ab'],
    ["{{ -7 // 2 }} {{ -7 % 3 }} {{ 'a' * 3 }} {{ true + 1 }}", '-4 2 aaa 2'],
    ['{% if [] is sequence and not [] %}x{% endif %}{{ 1 == true }}{{ 1 == "1" }}', 'xTrueFalse'],
    [
      "{% set s = messages | selectattr('role', 'eq', 'user') %}{{ s | list | length }}{{ s | list | length }}",
      '10',
    ],
    ["{{ ['it''s', \"it's\", 'a\\u00a0b'] }}", "['its', \"it's\", 'a\\xa0b']"],
    ['{{ messages[0].content[::-1] }}{{ messages[-1:][0].role }}', 'iHuser'],
    ["{{ 'a,b,c'.rsplit(',', 1) }}{{ 'x'.removeprefix('x') ~ 'z' }}", "['a,b', 'c']z"],
  ])('%s', (template, expected) => {
    expect(render(template)).toBe(expected);
  });
});

describe('refuses in one line', () => {
  test.each([
    ['{{ 1 < 2 < 3 }}', 'a chain of comparisons is not supported'],
    ["{{ 'a' + 1 }}", 'unsupported operand types for +: str and int'],
    ['{{ x.y }}', "'x' is undefined"],
    ['{{ messages | groupby("role") }}', 'the filter "groupby" is not supported'],
    ['{{ "a".zfill(3) }}', 'the method .zfill() is not supported'],
    ['{{ 3 is divisibleby(2) }}', ''],
    ['{% raw %}x{% endraw %}', ''],
    ['{{ joiner() }}', 'joiner() is not supported'],
    ["{{ strftime_now('%U') }}", 'strftime_now: %U is not supported'],
    [
      '{% set x %}{% generation %}a{% endgeneration %}{% endset %}',
      '{% generation %} in a macro or another block',
    ],
  ])('%s', (template, told) => {
    const message = complaint(() => render(template));
    expect(message).toMatch(/^tokenizer_config\.json: the chat template cannot be rendered: /);
    expect(message).toContain(told);
  });
});

test('the date is that of the run', () => {
  const template = "{{ strftime_now('%d %b %Y, %A') }}";
  const before = templateClock.now().toISOString();
  templateClock.set('2024-02-29T12:00:00.000Z');
  expect(render(template)).toBe('29 Feb 2024, Thursday');
  expect(templateClock.shown).toBe('2024-02-29T12:00:00.000Z');
  templateClock.set(before);
});
