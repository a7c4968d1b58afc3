/**
 * Text is cut as Hugging Face's Rust cuts it, whatever a tokenizer.json asks for; what is not known is refused when
 * the folder is opened. Right values by test/fixtures/splits/make-fixtures.py.
 */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Tokenizer } from '../../src/model/tokenizer';
import { complaint } from '../helpers/complaint';
import fixture from '../fixtures/splits/expected.json';

const config = JSON.stringify({ bos_token: '<s>', eos_token: '</s>' });
const open = (parts: object) => Tokenizer.parse(JSON.stringify({ ...fixture.base, ...parts }), config, 'm');

const variants = z
  .record(
    z.string(),
    z.object({
      parts: z.looseObject({}),
      spelled: z.array(z.array(z.number())),
      special: z.array(z.array(z.number())),
      decoded: z.array(z.string()),
    }),
  )
  .parse(fixture.variants);

test.each(Object.entries(variants))('%s: the ids and texts of the Rust package', (_, expected) => {
  const tokenizer = open(expected.parts);
  expect(fixture.texts.map((text) => [...tokenizer.encode(text)])).toEqual(expected.spelled);
  expect(fixture.texts.map((text) => [...tokenizer.encodeTemplate(text)])).toEqual(expected.special);
  expect(expected.special.map((ids) => tokenizer.decode(ids))).toEqual(expected.decoded);
});

describe('refused when the folder is opened', () => {
  const { model } = fixture.base;
  test.each([
    [{ pre_tokenizer: { type: 'UnicodeScripts' } }, 'the pre_tokenizer UnicodeScripts is not supported'],
    [{ normalizer: { type: 'BertNormalizer' } }, 'the normalizer BertNormalizer is not supported'],
    [{ normalizer: { type: 'Sequence', normalizers: [{ type: 'Nmt' }] } }, 'the normalizer Nmt is not'],
    [
      { model: { ...model, end_of_word_suffix: '</w>' } },
      'model.end_of_word_suffix is "</w>"; expected none',
    ],
    [{ model: { ...model, continuing_subword_prefix: '##' } }, 'model.continuing_subword_prefix is "##"'],
    [{ model: { ...model, dropout: 0.1 } }, 'model.dropout is 0.1; expected none'],
    [{ pre_tokenizer: null }, 'no ByteLevel'],
    [
      { pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated' } },
      'm/tokenizer.json:',
    ],
  ])('%#', (parts, reason) => {
    const told = complaint(() => open(parts));
    expect(told).toMatch(/^m\/tokenizer\.json: /);
    expect(told).toContain(reason);
    expect(told).not.toContain('\n');
  });
});
