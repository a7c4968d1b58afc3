/** The names of pieces: equal where what they are made from is equal, and in no other case. */
import { describe, expect, it } from 'vitest';
import { given, memoryStore, pieceName, recipeOf } from '../../src/study/store';

describe('pieceName', () => {
  const name = pieceName('sft', { a: 1, b: { c: 2, d: [1, 2] } }, 'code');

  it('does not depend on the order of keys or on what is undefined', () => {
    expect(pieceName('sft', { b: { d: [1, 2], c: 2 }, a: 1, e: undefined }, 'code')).toBe(name);
  });

  it('depends on recipe, settings, the order of lists, and code', () => {
    expect(pieceName('reward', { a: 1, b: { c: 2, d: [1, 2] } }, 'code')).not.toBe(name);
    expect(pieceName('sft', { a: 1, b: { c: 2, d: [1, 3] } }, 'code')).not.toBe(name);
    expect(pieceName('sft', { a: 1, b: { c: 2, d: [2, 1] } }, 'code')).not.toBe(name);
    expect(pieceName('sft', { a: 1, b: { c: 2, d: [1, 2] } }, 'other code')).not.toBe(name);
  });

  it('tells the recipe', () => {
    expect(name).toMatch(/^sft-[0-9a-f]{16}$/);
    expect(recipeOf(pieceName('best-of-n-curve', {}, 'code'))).toBe('best-of-n-curve');
  });
});

it('what no step made is named by its content', () => {
  const labels = { kind: 'comparisons', rows: [{ chosen: [1, 2] }] };
  const made = given('labels', labels);
  expect(made.piece).toBe(labels);
  expect(given('labels', { rows: [{ chosen: [1, 2] }], kind: 'comparisons' }).name).toBe(made.name);
  expect(given('labels', { ...labels, rows: [{ chosen: [2, 1] }] }).name).not.toBe(made.name);
  expect(given('labels', { rows: [Int32Array.of(1, 2)] }).name).not.toBe(
    given('labels', { rows: [Int32Array.of(1, 3)] }).name,
  );
});

it('a store in memory gives a piece’s files as bytes', () => {
  const store = memoryStore();
  store.keep('sft-1', new Map<string, Uint8Array | string>([['text', 'é'], ['bytes', Uint8Array.of(7)]])); // prettier-ignore
  const read = store.find('sft-1');
  expect([...(read?.('text') ?? [])]).toEqual([0xc3, 0xa9]);
  expect(read?.('bytes')).toEqual(Uint8Array.of(7));
  expect(read?.('none')).toBeUndefined();
  expect(store.find('sft-2')).toBeUndefined();
});
