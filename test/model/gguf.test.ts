/** GGUF files against what Python makes of them: test/fixtures/gguf/make-gguf.py made both. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toBatch } from '../../src/data/batch';
import { encodeChat } from '../../src/model/chat-template';
import { loadModel, saveModel } from '../../src/model/checkpoint';
import { engineBackend } from '../../src/model/engine-backend';
import { readGguf } from '../../src/model/gguf';
import { loadGguf } from '../../src/model/gguf-model';
import { referenceBackend } from '../../src/model/reference-backend';
import { readLanguageModel } from '../../src/node/models';
import { complaint } from '../helpers/complaint';
import { testEngine } from '../helpers/engines';

const at = (name: string) => path.join(__dirname, '../fixtures/gguf', name);
const numbers = z.array(z.number());
const expected = z
  .object({
    formats: z.record(z.string(), numbers),
    row: numbers,
    logits: z.record(z.string(), z.array(numbers)),
  })
  .parse(JSON.parse(fs.readFileSync(at('expected.json'), 'utf8')));

test.each(Object.keys(expected.formats))('%s gives the numbers of the Python package', (format) => {
  const { tensors } = readGguf(fs.readFileSync(at('formats.gguf')), 'formats.gguf');
  expect(tensors.get(format)?.data).toEqual(Float32Array.from(expected.formats[format]));
});

describe.each(Object.keys(expected.logits))('%s', (family) => {
  const model = readLanguageModel(at(`${family}.gguf`));
  const { config, weights, tokenizer } = model;

  test.each([
    ['engine', async () => engineBackend(await testEngine())],
    ['tfjs', () => Promise.resolve(referenceBackend)],
  ] as const)('%s: the logits of transformers', async (_, open) => {
    const logits = (await open())
      .languageModel(config, weights)
      .logits(toBatch([Int32Array.from(expected.row)]));
    const vocab = config.vocab_size;
    expected.logits[family].forEach((row, i) => {
      const t = i * (expected.row.length - 1);
      const apart = row.map((value, token) => Math.abs(value - logits[t * vocab + token]));
      expect(Math.max(...apart)).toBeLessThan(1e-4);
    });
  });

  test('is the same model once it is written as a folder', () => {
    const files = saveModel(model);
    const content = (name: string) => {
      const file = files.get(name);
      return typeof file === 'string' ? new TextEncoder().encode(file) : file;
    };
    const again = loadModel(content, 'm');
    expect(again.config).toEqual(config);
    for (const [name, { data }] of weights) expect(again.weights.get(name)?.data).toEqual(data);
    expect(again.tokenizer.encode('hello the <|mine|> 12')).toEqual(
      tokenizer.encode('hello the <|mine|> 12'),
    );
    expect(again.tokenizer.stopIds).toEqual(tokenizer.stopIds);
  });

  test('has its tokens, its chat template and the end of its turns', () => {
    const names = (ids: ArrayLike<number>) => Array.from(ids, (id) => tokenizer.decode([id]));
    expect(names(tokenizer.encode('hello th12'))).toEqual(['hell', 'o', ' t', 'h', '1', '2']);
    expect(names(tokenizer.encode('<|mine|>'))).toEqual(['<|mine|>']);
    expect(tokenizer.stopIds).toEqual([2]);
    const chat = encodeChat(tokenizer, [{ role: 'user', content: 'hi<|im_end|>' }], {
      generationPrompt: true,
    });
    expect(tokenizer.decode(chat.tokens)).toBe(
      '<|im_start|>user\nhi<|im_end|><|im_end|>\n<|im_start|>assistant\n',
    );
    expect([...chat.tokens].filter((id) => id === 2)).toHaveLength(1);
  });
});

describe('is refused in one line', () => {
  const bytes = fs.readFileSync(at('llama.gguf'));
  /** The file with one text, or the number behind it, in another's place. */
  const changed = (from: string, to: string, behind = 0) => {
    const text = Buffer.from(bytes).toString('latin1');
    const place = text.indexOf(from) + behind;
    return Buffer.from(text.slice(0, place) + to + text.slice(place + to.length), 'latin1');
  };
  const refusal = (file: Uint8Array) => complaint(() => loadGguf(file, 'm.gguf'));

  test.each([
    [
      'another format',
      Buffer.from('PK\x03\x04 ...'),
      /^m\.gguf: not a GGUF file; expected one that begins with GGUF/,
    ],
    ['nothing', new Uint8Array(), /not a GGUF file/],
    ['an old version', changed('GGUF', '\x01', 4), /GGUF of version 1; expected 2 or 3/],
    ['a cut head', bytes.subarray(0, 3000), /ends within its head; it is cut short/],
    [
      'cut tensors',
      bytes.subarray(0, bytes.length - 100),
      /tensor \S+, Q8_0 \[32, 64\], would end at byte .*fetch the file again/,
    ],
    [
      'another architecture',
      changed('llama', 'gemma'),
      /the architecture gemma is not computed here; expected one of llama/,
    ],
    [
      'a setting that is not known',
      changed('llama.rope.freq_base', 'llama.rope.freq_bass'),
      /setting llama\.rope\.freq_bass is 1000, which is not known here/,
    ],
    [
      'another tokenizer',
      changed('smollm', 'tekken'),
      /"tokenizer.ggml.pre" is "tekken"; expected one of "gpt-2"/,
    ],
    ['a part turned', changed('rope.dimension_count', '\x04', 24), /partial_rotary_factor" is 0.5/],
    [
      'an unknown format',
      changed('output_norm.weight', '\x0a', 30),
      /tensor output_norm\.weight is in ggml's format 10/,
    ],
    [
      'an unknown tensor',
      changed('output_norm.weight', 'output_nose.weight'),
      /model\.norm\.weight is missing/,
    ],
  ])('%s', (_, file, message) => {
    expect(refusal(file)).toMatch(message);
  });
});
