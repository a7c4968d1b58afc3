import { expect, test } from 'vitest';
import type { DataRecord } from '../../src/data/records';
import { trainBpe } from '../../src/model/bpe-trainer';
import { chatTokenizerConfig } from '../../src/model/chat-template';
import { Tokenizer } from '../../src/model/tokenizer';
import { encodeRecord, inspect } from '../../src/train/inspection';
import texts from '../fixtures/texts.json';

const tokenizer = new Tokenizer(trainBpe(texts, 420), chatTokenizerConfig);
const prompt = [{ role: 'user' as const, content: 'Hi' }];
const pair = (chosen: string, rejected: string, subset?: string): DataRecord => ({
  ...{ kind: 'comparison', prompt, chosen, rejected, subset },
});
const spelt = (ids: ArrayLike<number>) => tokenizer.decode(ids);

test('rows are encoded as the trainers encode them, with the tokens that count', () => {
  const [row] = encodeRecord(tokenizer, {
    kind: 'demonstration',
    messages: [...prompt, { role: 'assistant', content: 'Yes.' }],
  });
  expect(spelt(row.tokens)).toBe('<|user|>Hi<|end|><|assistant|>Yes.<|end|>');
  expect(spelt(row.tokens.filter((_, i) => row.counted[i] === 1))).toBe('Yes.<|end|>');
  const sides = encodeRecord(tokenizer, pair('Yes.', 'No.'));
  expect(sides.map(({ part }) => part)).toEqual(['chosen', 'rejected']);
  expect(spelt(sides[1].tokens.filter((_, i) => sides[1].counted[i] === 1))).toBe('No.<|end|>');
  expect([...encodeRecord(tokenizer, { kind: 'prompt', prompt })[0].counted]).not.toContain(1);
  expect(encodeRecord(tokenizer, { kind: 'document', text: 'One.' })[0].counted[0]).toBe(0);
});

test('pairs that are equal, at once or when cut, are told apart from good ones', () => {
  const long = 'a b c d e f g h i j';
  const records = [pair('x', 'y'), pair('x', 'x'), pair(`${long} x`, `${long} y`), pair('x', 'y')];
  const whole = inspect(records, tokenizer, 256);
  expect(whole.identical).toMatchObject({ count: 1, first: [1] });
  expect(whole.equalWhenCut.count).toBe(0);
  expect(whole.duplicates).toMatchObject({ count: 1, first: [3] });
  const start = encodeRecord(tokenizer, records[2])[0].counted.indexOf(1);
  expect(inspect(records, tokenizer, start + 5).equalWhenCut).toMatchObject({ count: 1, first: [2] });
  // Cut before the replies begin, all pairs are equal and nothing is left to learn from.
  const cut = inspect(records, tokenizer, start);
  expect([cut.equalWhenCut.count, cut.identical.count, cut.emptyWhenCut.count]).toEqual([3, 1, 4]);
});

test('lengths: the histogram holds every row once, in at most twelve bins', () => {
  const records = Array.from({ length: 40 }, (_, i): DataRecord => ({
    kind: 'document',
    text: 'a '.repeat(3 * i + 1),
  }));
  const { lengths, tokens } = inspect(records, tokenizer, 50);
  const { histogram, binWidth, longest, over, mean } = lengths.document;
  const exact = records.map((record) => encodeRecord(tokenizer, record)[0].tokens.length);
  expect(longest).toBe(Math.max(...exact));
  expect(over).toBe(exact.filter((length) => length > 50).length);
  expect(40 * mean).toBeCloseTo(tokens, 6);
  expect(histogram.length).toBeLessThanOrEqual(12);
  histogram.forEach((count, bin) =>
    expect(count).toBe(exact.filter((length) => Math.floor(length / binWidth) === bin).length),
  );
});

test('subsets are counted, whatever their names', () => {
  const records = ['pies', '__proto__', 'pies'].map((subset) => pair('x', 'y', subset));
  expect(Object.entries(inspect(records, tokenizer, 9).subsets)).toEqual([
    ['pies', 2],
    ['__proto__', 1],
  ]);
});
