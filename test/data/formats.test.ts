import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparisonsOf, demonstrationsOf, promptsOf, repliesOf, toDataset } from '../../src/data/dataset';
import { formats, formatsOf } from '../../src/data/formats';
import { pairReplies } from '../../src/data/formats/helpsteer2';
import { formatJsonl } from '../../src/data/jsonl';
import type { RecordKind } from '../../src/data/records';
import { parseRows } from '../../src/data/rows';
import { complaint } from '../helpers/complaint';

const user = (content: string) => ({ role: 'user' as const, content });
const assistant = (content: string) => ({ role: 'assistant' as const, content });

/** A data set of these rows, as if read from a file. */
const read = (rows: readonly object[], wanted?: RecordKind, format?: string) =>
  toDataset('x.jsonl', parseRows(formatJsonl(rows), 'x.jsonl'), wanted, format);
const only = (row: object) => read([row]).records[0];

describe('comparisons', () => {
  const pair = { kind: 'comparison', prompt: [user('Hi')], chosen: 'Yes', rejected: 'No' };

  test('are the same, however they are written', () => {
    expect(only({ prompt: 'Hi', chosen: 'Yes', rejected: 'No' })).toEqual(pair);
    expect(only({ prompt: [user('Hi')], chosen: [assistant('Yes')], rejected: 'No' })).toEqual(pair);
    const whole = { chosen: [user('Hi'), assistant('Yes')], rejected: [user('Hi'), assistant('No')] };
    expect(only(whole)).toEqual(pair);
    expect(only({ prompt: 'Hi', ...whole })).toEqual(pair);
    const texts = { chosen: '\n\nHuman: Hi\n\nAssistant: Yes', rejected: '\n\nHuman: Hi\n\nAssistant: No' };
    expect(only(texts)).toEqual(pair);
    expect(only({ prompt: 'Hi', chosen: 'Yes', rejected: 'No', subset: 'greetings', id: 7 })).toEqual({
      ...pair,
      subset: 'greetings',
    });
  });

  test('keep what a prompt has and its replies leave out', () => {
    const system = { role: 'system' as const, content: 'Be brief' };
    const kept = { ...pair, prompt: [system, user('Hi')] };
    const whole = { chosen: [user('Hi'), assistant('Yes')], rejected: [user('Hi'), assistant('No')] };
    expect(only({ prompt: [system, user('Hi')], ...whole })).toEqual(kept);
    expect(only({ prompt: [system], ...whole })).toEqual(kept);
    const repeated = { chosen: [system, ...whole.chosen], rejected: [system, ...whole.rejected] };
    expect(only({ prompt: [system, user('Hi')], ...repeated })).toEqual(kept);
    expect(only({ prompt: 'Hi', ...repeated })).toEqual(kept);
    const earlier = [system, user('A'), assistant('B')];
    expect(only({ prompt: [...earlier, user('Hi')], ...whole })).toEqual({
      ...pair,
      prompt: [...earlier, user('Hi')],
    });
    expect(complaint(() => only({ prompt: 'Bye', ...whole }))).toMatch(
      /^x\.jsonl:1: columns "prompt" and "chosen" begin with different turns; expected "chosen" to repeat/,
    );
  });

  test('of plain texts part after the last whole word that both share', () => {
    expect(only({ chosen: 'The sky is blue.', rejected: 'The sky is black.' })).toEqual({
      kind: 'comparison',
      prompt: [user('The sky is')],
      chosen: 'blue.',
      rejected: 'black.',
    });
  });

  test('of two equal conversations stay, as a degenerate pair', () => {
    const turns = [user('Hi'), assistant('Yes')];
    expect(only({ chosen: turns, rejected: turns })).toEqual({ ...pair, rejected: 'Yes' });
  });

  test('that share no prompt, or differ in an earlier turn, are refused', () => {
    expect(complaint(() => only({ chosen: 'blue', rejected: 'black' }))).toMatch(
      /^x\.jsonl:1: columns "chosen" and "rejected" share no first words; expected .*; add a column "prompt"$/,
    );
    expect(complaint(() => only({ chosen: [user('A')], rejected: [user('B')] }))).toContain(
      'share no beginning',
    );
    const fork = (first: string) => [user('Hi'), assistant(first), user('More'), assistant('Yes')];
    expect(complaint(() => only({ chosen: fork('a'), rejected: fork('b') }))).toMatch(
      /^x\.jsonl:1: column "chosen" goes on with assistant, user, assistant after the shared turns; expected one/,
    );
    expect(complaint(() => only({ chosen: '\n\nHuman: Hi', rejected: '\n\nHuman: Ho' }))).toContain(
      'x.jsonl:1: column "chosen" has no "\\n\\nAssistant:"',
    );
  });

  test('come from neighbouring rows of HelpSteer2; ties and single rows make none', () => {
    const row = (prompt: string, response: string, helpfulness: number) => ({
      ...{ prompt, response, helpfulness, correctness: 1, coherence: 1, complexity: 1, verbosity: 1 },
    });
    const rows = [
      row('a', 'bad', 1),
      row('a', 'good', 3),
      row('b', 'alone', 4),
      row('c', 'x', 2),
      row('c', 'y', 2),
    ];
    const { pairs, ties, singles } = pairReplies(read(rows).records);
    expect({ ties, singles }).toEqual({ ties: 1, singles: 1 });
    expect(pairs).toEqual([
      { row: 0, record: { kind: 'comparison', prompt: [user('a')], chosen: 'good', rejected: 'bad' } },
    ]);
    expect(comparisonsOf(read(rows, 'comparison'))).toMatchObject([{ where: 'x.jsonl:1', chosen: 'good' }]);
    expect(complaint(() => comparisonsOf(read(rows.slice(3), 'comparison')))).toContain(
      'x.jsonl: no comparison',
    );
    expect(complaint(() => read([row('a', 'b', 5)]))).toMatch(/^x\.jsonl:1: column "helpfulness" is 5; /);
  });
});

describe('demonstrations', () => {
  test('from Alpaca, with and without input', () => {
    const row = { instruction: 'Add.', input: '', output: '5' };
    expect(only(row)).toEqual({ kind: 'demonstration', messages: [user('Add.'), assistant('5')] });
    expect(only({ ...row, input: '2 and 3' })).toMatchObject({
      messages: [user('Add.\n2 and 3'), assistant('5')],
    });
  });

  test('from ShareGPT; a tool’s turn is refused by its place', () => {
    const conversations = [
      { from: 'human', value: 'Hi' },
      { from: 'gpt', value: 'Yes' },
    ];
    expect(only({ conversations, system: 'Be kind.' })).toEqual({
      kind: 'demonstration',
      messages: [{ role: 'system', content: 'Be kind.' }, user('Hi'), assistant('Yes')],
    });
    expect(
      complaint(() => only({ conversations: [...conversations, { from: 'observation', value: '{}' }] })),
    ).toMatch(/^x\.jsonl:1: column "conversations\[2\]\.from" is "observation"; expected one of "human"/);
  });

  test('from prompt and completion, or prompt and reply', () => {
    const messages = [user('Hi'), assistant('Yes')];
    expect(only({ prompt: 'Hi', completion: 'Yes' })).toEqual({
      kind: 'demonstration',
      messages,
      promptTurns: 1,
    });
    const replies = read([{ prompt: 'Hi', reply: 'Yes' }], 'demonstration');
    expect(demonstrationsOf(replies)).toMatchObject([{ messages, where: 'x.jsonl:1' }]);
  });
});

test('prompts and replies come from whatever holds them', () => {
  const demonstration = { messages: [user('a'), assistant('b'), user('c'), assistant('d')] };
  expect(promptsOf(read([demonstration], 'prompt'))[0].prompt).toEqual(demonstration.messages.slice(0, 3));
  expect(repliesOf(read([demonstration], 'reply'))[0]).toMatchObject({ reply: 'd', row: demonstration });
  const pair = { chosen: '\n\nHuman: Hi\n\nAssistant: Yes', rejected: '\n\nHuman: Hi\n\nAssistant: No' };
  expect(promptsOf(read([pair], 'prompt'))[0].prompt).toEqual([user('Hi')]);
});

describe('the format', () => {
  test('is the one that gives what is wanted', () => {
    const both = {
      ...{ prompt: 'Hi', messages: [user('Hi'), assistant('Yes')] },
      ...{ chosen: [user('Hi'), assistant('Yes')], rejected: [user('Hi'), assistant('No')] },
    };
    expect(read([both]).format.name).toBe('preference');
    expect(read([both], 'demonstration').format.name).toBe('messages');
    expect(read([both], 'prompt').format.name).toBe('prompt');
  });

  test('can be forced, but must fit', () => {
    const row = { prompt: 'Hi', messages: [user('Hi')] };
    expect(read([row], undefined, 'prompt').format.name).toBe('prompt');
    expect(complaint(() => read([row], 'comparison', 'messages'))).toMatch(
      /^--format messages: holds demonstrations; expected comparisons: one of helpsteer2, /,
    );
    expect(complaint(() => read([row], undefined, 'alpaca'))).toContain(
      'x.jsonl:1: column "instruction" is missing',
    );
  });

  test('that fits no row is told with the columns there are', () => {
    expect(complaint(() => read([{ question: 1 }]))).toMatch(
      /^x\.jsonl:1: columns "question" fit no format; expected those of one of sharegpt, .*; rename them$/,
    );
    expect(complaint(() => read([{ question: 1 }], 'comparison'))).toContain('column "chosen" is missing');
    expect(complaint(() => read([{ prompt: 'a', completion: 'b' }, { prompt: 'a' }]))).toContain(
      'x.jsonl:2: column "completion" is missing',
    );
  });
});

describe('properties', () => {
  const names =
    'conversations instruction input output prompt response helpfulness chosen rejected messages'.split(' ');
  const key = fc.oneof(
    fc.constantFrom(...names, 'completion', 'reply', 'text', 'subset', 'id', '__proto__'),
    fc.string(),
  );
  const turns = fc.array(
    fc.record({ role: fc.constantFrom('user', 'assistant', 'tool'), content: fc.string() }),
  );
  const row = fc.dictionary(key, fc.oneof(fc.string(), turns, fc.jsonValue()));

  test('detection never throws, and reading any row gives a record or one line that names it', () => {
    fc.assert(
      fc.property(row, (any) => {
        formatsOf(any);
        for (const format of formats)
          try {
            expect(format.read(any, 'f:1').kind).toBe(format.kind);
          } catch (error) {
            expect(error).toMatchObject({
              name: 'UserError',
              message: expect.stringMatching(/^f:1: [^\n]*$/),
            });
          }
      }),
      { numRuns: 500 },
    );
  });

  const word = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `a${text.replaceAll('\n', '')}b`);
  const spoken = fc.array(word, { minLength: 2, maxLength: 6 });

  test('a transcript of HH-RLHF gives back its turns', () => {
    fc.assert(
      fc.property(spoken, word, word, (words, good, bad) => {
        const before = words.length % 2 === 1 ? words : words.slice(1);
        fc.pre(good !== bad);
        const transcript = (last: string) =>
          [...before, last].map((text, i) => `\n\n${i % 2 === 0 ? 'Human' : 'Assistant'}: ${text}`).join('');
        expect(only({ chosen: transcript(good), rejected: transcript(bad) })).toEqual({
          kind: 'comparison',
          prompt: before.map((text, i) => (i % 2 === 0 ? user(text) : assistant(text))),
          chosen: good,
          rejected: bad,
        });
      }),
    );
  });

  test('a record written in TRL’s columns comes back', () => {
    fc.assert(
      fc.property(spoken, word, word, (words, chosen, rejected) => {
        const prompt = words.map((text, i) => (i % 2 === 0 ? user(text) : assistant(text)));
        expect(only({ messages: prompt })).toEqual({ kind: 'demonstration', messages: prompt });
        const pair = { prompt, chosen, rejected };
        expect(only(pair)).toEqual({ kind: 'comparison', ...pair });
      }),
    );
  });
});

describe('context', () => {
  test("Alpaca's system and history become turns", () => {
    const row = {
      instruction: 'and the red one',
      input: '',
      output: 'the red house',
      system: 'be brief',
      history: [
        ['what is one', 'the cat'],
        ['and two', 'the dog'],
      ],
    };
    expect(only(row)).toEqual({
      kind: 'demonstration',
      messages: [
        { role: 'system', content: 'be brief' },
        user('what is one'),
        assistant('the cat'),
        user('and two'),
        assistant('the dog'),
        user('and the red one'),
        assistant('the red house'),
      ],
    });
    expect(only({ ...row, system: '', history: null })).toEqual({
      kind: 'demonstration',
      messages: [user('and the red one'), assistant('the red house')],
    });
  });

  test('weights of turns are kept; there are 0 and 1', () => {
    const row = (weight: unknown) => ({ messages: [user('Hi'), { ...assistant('Yes'), weight }] });
    expect(only(row(0))).toEqual({ kind: 'demonstration', ...row(0) });
    expect(complaint(() => only(row(0.5)))).toMatch(
      /^x\.jsonl:1: column "messages\[1\]\.weight" is 0\.5; expected 0 or 1/,
    );
    const shared = {
      conversations: [
        { from: 'human', value: 'Hi' },
        { from: 'gpt', value: 'Yes', weight: 0 },
      ],
    };
    expect(only(shared)).toEqual({ kind: 'demonstration', ...row(0) });
  });

  test.each([
    ['tools', { messages: [user('Hi'), assistant('Yes')], tools: [{ name: 'clock' }] }],
    ['system', { messages: [user('Hi'), assistant('Yes')], system: 'Be brief' }],
    ['system', { prompt: 'Hi', chosen: 'Yes', rejected: 'No', system: 'Be brief' }],
    ['history', { prompt: 'Hi', completion: 'Yes', history: [['a', 'b']] }],
    [
      'messages[1].reasoning_content',
      { messages: [user('Hi'), { ...assistant('Yes'), reasoning_content: 'Hm' }] },
    ],
    [
      'messages[1].tool_calls',
      { messages: [user('Hi'), { ...assistant('Yes'), tool_calls: [{}, { id: 1 }] }] },
    ],
  ])('%s is refused where it would be lost', (column, row) => {
    expect(complaint(() => only(row))).toBe(
      `x.jsonl:1: column "${column}" is not read and would be lost; remove it to go on without`,
    );
  });

  test('what is empty is not lost', () => {
    const messages = [user('Hi'), { ...assistant('Yes'), tool_calls: null, reasoning_content: '' }];
    expect(only({ messages, tools: [], system: null, history: [] })).toMatchObject({ kind: 'demonstration' });
  });
});
