/** The product's side of test/fixtures/parity/settings.py: a folder that is opened, conversations encoded and decoded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { messageSchema } from '../../src/data/records';
import { encodeChat } from '../../src/model/chat-template';
import { loadModel } from '../../src/model/checkpoint';
import { modelConfigSchema } from '../../src/model/hf-config';
import { writeSafetensors } from '../../src/model/safetensors';
import { initialWeights } from '../../src/model/weights';
import { Random } from '../../src/random';
import { outcomeOf, type Outcome } from './fixture';

const files = z.record(z.string(), z.unknown());
const row = z.strictObject({
  ids: z.array(z.int()),
  mask: z.string().nullable(),
  text: z.string(),
  plain: z.string(),
});
const expected = z.union([
  z.strictObject({ error: z.string() }),
  z.strictObject({ eos: z.int(), rows: z.array(row) }),
]);
const { conversations, bases, cases } = z
  .strictObject({
    conversations: z.array(z.array(messageSchema)),
    bases: z.record(z.string(), files),
    cases: z.array(z.strictObject({ name: z.string(), base: z.string(), files, expected })),
  })
  .parse(
    JSON.parse(
      gunzipSync(readFileSync(join(__dirname, '../fixtures/parity/settings.json.gz'))).toString('utf8'),
    ),
  );

/** Settings by name. */
export const settings = cases;
type Setting = (typeof settings)[number];

/** The shape of a very small network, with room for every vocabulary. */
export const shape = modelConfigSchema.parse({
  ...z.looseObject({}).parse(bases['byte_folder']['config.json']),
  num_key_value_heads: 2,
  rms_norm_eps: 1e-6,
  rope_theta: 10000,
  tie_word_embeddings: false,
});
/** Some weights for it, as a file. */
export const weights = writeSafetensors(initialWeights(shape, 'lm', new Random(1)));

/** Opens the folder as every command does. @throws UserError as `loadModel`. */
function open({ base, files: changed }: Setting) {
  const all: Record<string, unknown> = { ...bases[base], ...changed };
  const config = { ...shape, ...z.looseObject({}).parse(all['config.json']), rms_norm_eps: 1e-6 };
  const text = (value: unknown) =>
    new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
  const read = (file: string) => {
    if (file === 'model.safetensors') return weights;
    if (file === 'config.json') return text(config);
    return file in all ? text(all[file]) : undefined;
  };
  return loadModel(read, 'model').tokenizer;
}

/** What came of a setting. */
export function compareSetting(setting: Setting): Outcome {
  return outcomeOf(setting.expected, () => {
    const tokenizer = open(setting);
    const masks = 'error' in setting.expected ? [] : setting.expected.rows.map(({ mask }) => mask);
    const rows = conversations.map((messages, i) => {
      const { tokens, assistantMask } = encodeChat(tokenizer, messages);
      const plain = tokenizer.decode(tokens, { skipSpecial: true });
      // The mask is only compared where the template has marks.
      const mask = masks[i] == null ? null : [...assistantMask].join('');
      return { ids: [...tokens], mask, text: tokenizer.decode(tokens), plain };
    });
    return { eos: tokenizer.eosId, rows };
  });
}
