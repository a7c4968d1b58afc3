import { describe, expect, test } from 'vitest';
import { bitsPerByte, firstCharacters, packDocuments } from '../../src/train/pretrain-data';
import { Tokenizer } from '../../src/model/tokenizer';
import { toyTokenizer } from '../model/toy';

function* endless(): Generator<string> {
  for (let i = 0; ; i++) yield `Page ${i}, crème.`;
}

describe('packDocuments', () => {
  test('is the documents, each after <|endoftext|>, and counts their bytes', () => {
    const texts = ['Hello.', 'Crème brûlée!'];
    const { tokens, documents, bytes } = packDocuments(toyTokenizer, texts);
    expect(toyTokenizer.decode(tokens)).toBe('<|endoftext|>Hello.<|endoftext|>Crème brûlée!');
    expect(documents).toBe(2);
    expect(bytes).toBe(Buffer.byteLength(texts.join('')));
  });

  test('holds ids over 65,535, where a vocabulary has them', () => {
    const { json, config } = toyTokenizer;
    const vocab = { ...json.model.vocab };
    const [first] = Object.entries(vocab).filter(([token]) => token === 'H');
    const size = toyTokenizer.vocabSize;
    for (let id = size; id < 70_000; id++) vocab[`spare ${id}`] = id;
    // The letter changes places with the last of the spare tokens.
    vocab['H'] = 69_999;
    vocab['spare 69999'] = first[1];
    const wide = new Tokenizer({ ...json, model: { ...json.model, vocab } }, config);
    const { tokens } = packDocuments(wide, ['HHH']);
    expect([...tokens]).toEqual([wide.bosId, 69_999, 69_999, 69_999]);
    expect(packDocuments(toyTokenizer, ['HHH']).tokens).toBeInstanceOf(Uint16Array);
  });

  test('ends with the document that reaches the limit', () => {
    const { tokens, documents } = packDocuments(toyTokenizer, endless(), 100);
    const before = packDocuments(toyTokenizer, endless(), tokens.length - 20);
    expect(tokens.length).toBeGreaterThanOrEqual(100);
    expect(before.documents).toBeLessThan(documents);
    expect(tokens.subarray(0, before.tokens.length)).toEqual(before.tokens);
  });
});

test('bits per byte: a uniform guess among 256 bytes, one a token, costs 8', () => {
  const packed = { tokens: new Uint16Array(50), documents: 1, bytes: 50 };
  expect(bitsPerByte(Math.log(256), packed)).toBeCloseTo(8, 12);
  expect(bitsPerByte(Math.log(256), { ...packed, bytes: 100 })).toBeCloseTo(4, 12);
});

test('firstCharacters takes whole texts until there are enough, from endless ones too', () => {
  expect(firstCharacters(['abc', 'de', 'f'], 4)).toEqual(['abc', 'de']);
  expect(firstCharacters(['abc', 'de', 'f'], 99)).toEqual(['abc', 'de', 'f']);
  expect(firstCharacters(endless(), 40)).toHaveLength(3);
});
