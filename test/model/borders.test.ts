/**
 * Models from elsewhere give here what they give in Python's transformers: small random ones, made and run by
 * test/fixtures/borders/make-fixtures.py. The same at full size is checked by check-transformers.py, by hand.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toBatch } from '../../src/data/batch';
import { messageSchema } from '../../src/data/records';
import { readLanguageModel } from '../../src/node/models';
import { encodeChat, renderChat, withChatTemplate } from '../../src/model/chat-template';
import { engineBackend } from '../../src/model/engine-backend';
import { referenceBackend } from '../../src/model/reference-backend';
import { Tokenizer } from '../../src/model/tokenizer';
import { Random } from '../../src/random';
import { complaint } from '../helpers/complaint';
import { testEngine } from '../helpers/engines';

const folders = ['smol-bf16-sharded', 'sentencepiece-f16', 'llama3-f32-padded'];
const at = (...names: string[]) => path.join(__dirname, '../fixtures/borders', ...names);

const ids = z.array(z.number());
const expectedSchema = z.object({
  texts: z.array(z.object({ text: z.string(), ids, decoded: z.string() })),
  conversations: z.array(z.array(messageSchema)),
  chats: z.array(z.object({ text: z.string(), ids })),
  row: ids,
  positions: ids,
  logits: z.array(ids),
  greedy: ids,
});

describe.each(folders)('%s', (folder) => {
  const expected = expectedSchema.parse(JSON.parse(fs.readFileSync(at(folder, 'expected.json'), 'utf8')));
  const { config, weights, tokenizer } = readLanguageModel(at(folder));

  test('texts have the same ids, and ids the same text', () => {
    expect(expected.texts.map(({ text }) => [...tokenizer.encode(text)])).toEqual(
      expected.texts.map((entry) => entry.ids),
    );
    // Known: where bytes fall back, the JavaScript library's decoder takes U+FEFF for a byte order mark and drops it.
    const shown = (text: string) => (folder === 'sentencepiece-f16' ? text.replaceAll('\ufeff', '') : text);
    expect(expected.texts.map((entry) => shown(tokenizer.decode(entry.ids)))).toEqual(
      expected.texts.map(({ decoded }) => shown(decoded)),
    );
  });

  test('conversations have the same text and the same ids', () => {
    const chats = expected.conversations.flatMap((messages) =>
      [false, true].map((generationPrompt) => ({
        text: renderChat(tokenizer, messages, { generationPrompt }),
        ids: [...encodeChat(tokenizer, messages, { generationPrompt }).tokens],
      })),
    );
    expect(chats).toEqual(expected.chats);
  });

  test('the mask covers what the assistant says, up to the end of its turn', () => {
    for (const messages of expected.conversations) {
      const { tokens, assistantMask } = encodeChat(tokenizer, messages);
      // SentencePiece writes a space as this sign, so it cannot write the sign itself.
      const spaceMark = folder === 'sentencepiece-f16' ? ' ' : '▁';
      const said = tokenizer.decode(tokens.filter((_, i) => assistantMask[i] === 1));
      const all = messages.filter(({ role }) => role === 'assistant').map(({ content }) => content);
      // A token may reach over the border: a line break that the template writes and one that begins the content.
      for (const content of all) expect(said).toContain(content.replaceAll('▁', spaceMark).trim());
      const ends = [...tokens].filter((id, i) => assistantMask[i] === 1 && id === tokenizer.eosId);
      expect(ends).toHaveLength(all.length);
    }
  });

  test.each([
    ['engine', async () => engineBackend(await testEngine())],
    ['tfjs', () => Promise.resolve(referenceBackend)],
  ] as const)('%s: the same logits and the same greedy continuation', async (_, open) => {
    const model = (await open()).languageModel(config, weights);
    const vocab = config.vocab_size;
    const logits = model.logits(toBatch([Int32Array.from(expected.row)]));
    expected.positions.forEach((t, k) => {
      const row = logits.subarray(t * vocab, (t + 1) * vocab);
      const apart = expected.logits[k].map((value, i) => Math.abs(value - row[i]));
      expect(Math.max(...apart)).toBeLessThan(1e-4);
    });
    const [{ tokens }] = model.generate([expected.row], {
      maxNewTokens: 50,
      temperature: 0,
      topK: 0,
      topP: 1,
      stopTokens: [],
      random: new Random(1),
    });
    expect([...tokens]).toEqual(expected.greedy);
  });
});

test('bytes to fall back on are text where a file marks them as special tokens', () => {
  const { tokenizer } = readLanguageModel(at('sentencepiece-f16'));
  const { json, config } = tokenizer;
  const bytes = Object.entries(json.model.vocab).filter(([name]) => /^<0x..>$/.test(name));
  const marked = bytes.map(([content, id]) => ({ id, content, special: true, normalized: false }));
  const other = new Tokenizer({ ...json, added_tokens: [...json.added_tokens, ...marked] }, config);
  for (const text of ['so hello日本 there', '<0x0A>\n', '\u0007 é\ufeff'])
    expect(other.encode(text)).toEqual(tokenizer.encode(text));
  expect(other.decode(other.encode('日本\ufeff'), { skipSpecial: true })).toBe('日本\ufeff');
});

describe('a base model from elsewhere learns to chat', () => {
  const { tokenizer } = readLanguageModel(at('smol-bf16-sharded'));
  const without = (names: readonly string[]) =>
    new Tokenizer(
      {
        ...tokenizer.json,
        added_tokens: tokenizer.json.added_tokens.map((token) => ({
          ...token,
          special: !names.includes(token.content),
        })),
      },
      { ...tokenizer.config, eos_token: '<|endoftext|>', chat_template: undefined },
    );

  test('in ChatML, where its tokenizer knows the tokens', () => {
    const chat = withChatTemplate(without([]));
    expect(chat.eosToken).toBe('<|im_end|>');
    const messages = [
      { role: 'user' as const, content: 'Hi <|im_end|>' },
      { role: 'assistant' as const, content: ' Yes.\n' },
    ];
    const { tokens, assistantMask } = encodeChat(chat, messages);
    expect(chat.decode(tokens)).toBe(
      '<|im_start|>user\nHi <|im_end|><|im_end|>\n<|im_start|>assistant\n Yes.\n<|im_end|>\n',
    );
    expect(tokens.filter((id) => id === chat.eosId)).toHaveLength(2);
    expect(chat.decode(tokens.filter((_, i) => assistantMask[i] === 1))).toBe(' Yes.\n<|im_end|>');
  });

  test('not where there are no such tokens', () => {
    expect(complaint(() => withChatTemplate(without(['<|im_start|>'])))).toContain(
      'no special tokens to write one with',
    );
  });
});
