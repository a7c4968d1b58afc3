import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specialTokens, trainBpe } from '../../src/model/bpe-trainer';
import { chatTokenizerConfig } from '../../src/model/chat-template';
import { Tokenizer } from '../../src/model/tokenizer';
import type { TokenizerJson } from '../../src/model/tokenizer-json';
import { complaint } from '../helpers/complaint';
import texts from '../fixtures/texts.json';
import reference from '../fixtures/tokenizers.json';
import { toyTokenizer as tokenizer } from './toy';

/** Text with special tokens, or parts of them, scattered in it. */
const hostileText = fc
  .array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...specialTokens, '<|', '|>', 'end', ' ', '\n')),
  )
  .map((parts) => parts.join(''));

describe('encode and decode', () => {
  test('give the ids of the Python package on mixed-language text', () => {
    expect(texts.map((text) => [...tokenizer.encode(text)])).toEqual(reference.spelled);
    expect(texts.map((text) => [...tokenizer.encodeTemplate(text)])).toEqual(reference.special);
  });

  test('any text comes back exactly, and never holds a special token', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const ids = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(ids.every((id) => id >= specialTokens.length)).toBe(true);
      }),
    );
  });

  test('the ids do not depend on what was encoded before', () => {
    const fresh = () => new Tokenizer(tokenizer.json, tokenizer.config);
    for (const text of texts) expect(fresh().encode(text)).toEqual(tokenizer.encode(text));
  });

  test('a tokenizer that cuts and maps bytes in one go works too', () => {
    const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
    const plain = new Tokenizer({ ...tokenizer.json, pre_tokenizer: byteLevel }, tokenizer.config);
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(plain.decode(plain.encode(text))).toBe(text);
      }),
    );
    expect([...plain.encode('stir the onion')]).toEqual([...tokenizer.encode('stir the onion')]);
  });

  test('decode can leave special tokens out, and shows broken UTF-8 as U+FFFD', () => {
    const ids = [tokenizer.bosId, ...tokenizer.encode('hi é'), tokenizer.eosId];
    expect(tokenizer.decode(ids)).toBe('<|endoftext|>hi é<|end|>');
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('hi é');
    expect(tokenizer.decode(tokenizer.encode('é').slice(0, 1))).toBe('\uFFFD');
    expect(tokenizer.decode([])).toBe('');
    expect([...tokenizer.encode('')]).toEqual([]);
    expect(tokenizer.decode(tokenizer.encode('a \ud800 b'))).toBe('a \uFFFD b');
  });

  test('decode refuses what is no id; ids of a padded embedding stand for no text', () => {
    expect(tokenizer.decode([...tokenizer.encode('hi'), tokenizer.vocabSize])).toBe('hi');
    for (const id of [-1, 1.5, NaN]) expect(() => tokenizer.decode([9, id])).toThrow(RangeError);
  });
});

test('special tokens have ids by name', () => {
  expect(specialTokens.map((name) => tokenizer.specialId(name))).toEqual([0, 1, 2, 3, 4]);
  expect([tokenizer.bosId, tokenizer.eosId]).toEqual([0, 4]);
  expect(complaint(() => tokenizer.specialId('<|tool|>'))).toMatch(
    /no special token <\|tool\|>; expected one of <\|endof/,
  );
});

describe('files of a tokenizer', () => {
  const json = JSON.stringify(tokenizer.json);
  const config = JSON.stringify(tokenizer.config);
  const altered = (change: (json: TokenizerJson) => object) =>
    complaint(() => Tokenizer.parse(JSON.stringify(change(trainBpe(['ab ab'], 300))), config, 'm'));

  test('a tokenizer read from its own files is the same', () => {
    const again = Tokenizer.parse(json, config, 'm');
    for (const text of texts) expect(again.encode(text)).toEqual(tokenizer.encode(text));
    expect(again.json).toEqual(tokenizer.json);
    expect(again.config).toEqual(tokenizer.config);
  });

  test('without a token before documents, the one that ends things stands there', () => {
    const only = Tokenizer.parse(json, '{"eos_token":{"content":"<|end|>"},"bos_token":null}', 'm');
    expect([only.bosToken, only.bosId]).toEqual(['<|end|>', 4]);
  });

  test('of several chat templates, the default is taken', () => {
    const several = [
      { name: 'tools', template: 'a' },
      { name: 'default', template: 'b' },
    ];
    const text = JSON.stringify({ ...tokenizer.config, chat_template: several });
    expect(Tokenizer.parse(json, text, 'm').config.chat_template).toBe('b');
  });

  test('a chat template in a file of its own goes first', () => {
    expect(Tokenizer.parse(json, config, 'm', 'other').config.chat_template).toBe('other');
    expect(Tokenizer.parse(json, config, 'm').config.chat_template).toBe(chatTokenizerConfig.chat_template);
  });

  test('names the file and the key at fault', () => {
    expect(complaint(() => Tokenizer.parse(json.slice(0, 999), config, 'm'))).toMatch(
      /^m\/tokenizer\.json: .*not valid/,
    );
    expect(complaint(() => Tokenizer.parse(json, '{"bos_token":"<|end|>"}', 'm'))).toMatch(
      /^m\/tokenizer_config\.json: key "eos_token" is missing/,
    );
    expect(complaint(() => Tokenizer.parse(json, '{"eos_token":"</s>","bos_token":"<s>"}', 'm'))).toContain(
      'no special token </s>',
    );
    expect(altered(({ model, ...rest }) => ({ ...rest, model: { ...model, type: 'Unigram' } }))).toContain(
      'm/tokenizer.json: key "model.type" is "Unigram"; expected "BPE"',
    );
    expect(altered((all) => ({ ...all, normalizer: { type: 'Nonsense' } }))).toMatch(
      /^m\/tokenizer\.json: .*Nonsense/,
    );
    expect(altered((all) => ({ ...all, pre_tokenizer: { type: 'Nonsense' } }))).toMatch(
      /^m\/tokenizer\.json: .*Nonsense/,
    );
  });

  test('refuses a vocabulary with gaps, or without a merge or a part of one', () => {
    const withVocab = (change: (vocab: Record<string, number>) => object) =>
      altered(({ model, ...rest }) => ({ ...rest, model: { ...model, vocab: change(model.vocab) } }));
    expect(withVocab((vocab) => ({ ...vocab, extra: 900 }))).toContain(
      '263 tokens, but the largest id is 900',
    );
    expect(withVocab(({ ab, ...vocab }) => ({ ...vocab, other: ab }))).toContain('model.vocab has no "ab"');
    expect(withVocab(({ a, ...vocab }) => ({ ...vocab, other: a }))).toContain('model.vocab has no "a"');
  });

  test('a byte without a token is missed only by the text that holds it', () => {
    const { model, ...rest } = trainBpe(['ab ab'], 300);
    const { Ċ, Ą, ...vocab } = model.vocab;
    const json = { ...rest, model: { ...model, vocab: { ...vocab, first: Ċ, second: Ą } } };
    const without = new Tokenizer(json, tokenizer.config);
    const whole = new Tokenizer({ ...rest, model }, tokenizer.config);
    expect(without.encode('ab é')).toEqual(whole.encode('ab é'));
    expect(complaint(() => without.encode('ab\u0004!'))).toBe(
      'the tokenizer has no token for 0x04 in "\\u0004!"; take it out of the text',
    );
  });
});
