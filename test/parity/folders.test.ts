/**
 * A folder that is read and written again says the same: its tokens, its template, and all tokens that end a reply.
 * test/fixtures/parity/check-folders.py opens such folders in transformers, by hand: `npm run exactness` writes them to
 * runs/parity.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encodeChat } from '../../src/model/chat-template';
import { root } from '../helpers/built';
import { casesOf, families, familyNames } from './fixture';
import { folder, open, rewritten } from './folders';

const ends = z.object({ eos_token_id: z.union([z.int().transform((id) => [id]), z.array(z.int())]) });

describe.each(familyNames)('%s', (family) => {
  const files = rewritten(family);
  const [before, after] = [folder(family), files].map((each) => open(each).tokenizer);

  test('keeps the ends of replies', () => {
    const written = ends.parse(JSON.parse(String(files.get('generation_config.json')))).eos_token_id;
    expect(written).toEqual(expect.arrayContaining(families[family].ends));
    expect([...after.stopIds].sort()).toEqual([...before.stopIds].sort());
    expect([...after.stopIds]).toEqual(expect.arrayContaining(families[family].ends));
  });

  test('keeps tokens, template and masks', () => {
    expect(after.config.chat_template).toBe(families[family].template);
    const rows = casesOf('messages', family).filter(({ expected }) => !('error' in expected));
    for (const { row } of rows.slice(0, 6)) {
      const messages = z
        .array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
        .parse(row['messages']);
      expect(encodeChat(after, messages)).toEqual(encodeChat(before, messages));
    }
  });

  test.runIf(process.env.MODE === 'exactness')('is written for Python to open', () => {
    const to = join(root, 'runs/parity', family);
    mkdirSync(to, { recursive: true });
    for (const [name, content] of files) writeFileSync(join(to, name), content);
  });
});
