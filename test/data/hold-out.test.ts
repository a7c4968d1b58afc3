import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdOut, openingOf, promptKey, unseen } from '../../src/data/hold-out';
import type { Message } from '../../src/data/records';
import { Random } from '../../src/random';

const key = ({ prompt }: { prompt: string }) => prompt;
const rowsOf = (...prompts: string[]) => prompts.map((prompt, id) => ({ id, prompt }));
const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });

describe('holdOut', () => {
  test('never has a prompt on both sides, loses no row, and leaves something for training', () => {
    const some = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(some, fc.double({ min: 0, max: 0.9, noNaN: true }), fc.nat(), (prompts, share, seed) => {
        const rows = rowsOf(...prompts);
        const { training, heldOut, heldOutPrompts } = holdOut(rows, share, new Random(seed), key);
        const [shown, hidden] = [training, heldOut].map((part) => new Set(part.map(key)));
        expect([...hidden].filter((prompt) => shown.has(prompt))).toEqual([]);
        expect(heldOutPrompts).toBe(hidden.size);
        expect([...training, ...heldOut].map(({ id }) => id).sort((a, b) => a - b)).toEqual(
          rows.map(({ id }) => id),
        );
        expect(training.length).toBeGreaterThan(0);
        const different = new Set(prompts).size;
        expect(heldOut.length > 0).toBe(share > 0 && different > 1);
      }),
    );
  });

  test('of rows with prompts of their own, it is the lot among rows that it always was', () => {
    const rows = rowsOf(...'abcdefghij');
    const shuffled = new Random(3).split('held out').shuffle(rows);
    const { training, heldOut } = holdOut(rows, 0.35, new Random(3), key);
    expect(heldOut).toEqual(shuffled.slice(0, 3));
    expect(training).toEqual(shuffled.slice(3));
  });

  test('passes the share only where no prompt has so few rows, and then takes the one with the fewest', () => {
    const { heldOut } = holdOut(rowsOf('a', 'a', 'a', 'b', 'b'), 0.2, new Random(1), key);
    expect(heldOut.map(key)).toEqual(['b', 'b']);
    expect(holdOut(rowsOf('a', 'a', 'a'), 0.5, new Random(1), key).heldOut).toEqual([]);
  });
});

test('prompts are equal by content', () => {
  expect(promptKey([user('Hi')])).toBe(promptKey([{ content: ' Hi\n', role: 'user', weight: null }]));
  expect(promptKey([user('Hi')])).not.toBe(promptKey([assistant('Hi')]));
  expect(promptKey([user('a'), user('b')])).not.toBe(promptKey([user('ab')]));
});

test('a demonstration asks what stands before its first reply', () => {
  const turns = [user('a'), assistant('b'), user('c'), assistant('d')];
  expect(openingOf(turns)).toEqual([user('a')]);
  expect(openingOf([assistant('b')])).toEqual([assistant('b')]);
  expect(openingOf([user('a')])).toEqual([user('a')]);
});

test('unseen rows are those with a prompt that is not trained on', () => {
  expect(unseen(rowsOf('a', 'b', 'c'), rowsOf('b'), key).map(key)).toEqual(['a', 'c']);
});
