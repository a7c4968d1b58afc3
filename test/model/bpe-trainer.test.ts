import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specialTokens, trainBpe } from '../../src/model/bpe-trainer';
import { byteAlphabet, byteCharacters } from '../../src/model/bytes';
import texts from '../fixtures/texts.json';
import reference from '../fixtures/tokenizers.json';

/** The merges by recounting every pair from scratch each time, over words that are cut at spaces. */
function slowMerges(words: string[], count: number): string[] {
  const ids = new Map([...byteAlphabet].sort().map((character, i) => [character, i]));
  let pieces = words.map((word) => [...byteCharacters(word)]);
  const merges: string[] = [];
  while (merges.length < count) {
    const counts = new Map<string, number>();
    for (const piece of pieces) {
      for (let i = 1; i < piece.length; i++) {
        const pair = `${piece[i - 1]} ${piece[i]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const rank = (pair: string) => pair.split(' ').reduce((sum, part) => sum * 1e6 + (ids.get(part) ?? 0), 0);
    const [best] = [...counts].filter(([, n]) => n > 1).sort(([a, n], [b, m]) => m - n || rank(a) - rank(b));
    if (best === undefined) break;
    const [left, right] = best[0].split(' ');
    merges.push(best[0]);
    if (!ids.has(left + right)) ids.set(left + right, ids.size);
    pieces = pieces.map((piece) => {
      const merged: string[] = [];
      for (let i = 0; i < piece.length; i++) {
        if (piece[i] === left && piece[i + 1] === right) merged.push(left + piece[++i]);
        else merged.push(piece[i]);
      }
      return merged;
    });
  }
  return merges;
}

describe('trainBpe', () => {
  test('makes the merges and the ids of the Python package', () => {
    const { model } = trainBpe(texts, reference.vocabSize);
    expect(model.merges).toEqual(reference.merges.map((pair) => pair.join(' ')));
    expect(model.vocab).toEqual(reference.vocab);
  });

  test('counts pairs as a recount from scratch does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const fast = trainBpe(words, 261 + 15).model.merges;
        expect(slowMerges(words, fast.length + 1).slice(0, fast.length)).toEqual(fast);
      }),
    );
  });

  test('depends on the texts, not on their order', () => {
    expect(trainBpe([...texts].reverse(), 400)).toEqual(trainBpe(texts, 400));
  });

  test('puts the special tokens first and keeps digits single and line breaks together', () => {
    const { model, added_tokens } = trainBpe(['1234 1234 1234 1234\n\n12\n\n12\n\n'], 300);
    expect(added_tokens.map(({ id, content }) => [content, id])).toEqual(
      specialTokens.map((name, i) => [name, i]),
    );
    expect(model.merges).toEqual(['Ċ Ċ']);
  });

  test('merges only what occurs twice, and may end with fewer tokens than asked for', () => {
    const { model } = trainBpe(['abc xyz ab'], 1000);
    expect(model.merges).toEqual(['a b']);
    expect(Object.keys(model.vocab)).toHaveLength(262);
    expect(trainBpe([], 1000).model.merges).toEqual([]);
  });

  test('refuses a vocabulary without room for the bytes', () => {
    expect(() => trainBpe(texts, 260)).toThrow('vocabSize is 260; expected a whole number from 261 to 65536');
    expect(() => trainBpe(texts, 300.5)).toThrow(RangeError);
    expect(() => trainBpe(texts, 1e6)).toThrow(RangeError);
  });
});

test('the byte alphabet is 256 different printable characters', () => {
  expect(new Set(byteAlphabet).size).toBe(256);
  expect(byteAlphabet.join('')).not.toMatch(/[\s\p{C}]/u);
  expect(byteCharacters('a é')).toBe('aĠÃ©');
});
