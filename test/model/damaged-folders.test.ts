/**
 * Folders that were damaged on the way: each of many mutations of safetensors, config and tokenizer files is refused
 * with one clear line that names the file, or leaves a model that is whole. Never a crash, and never more memory than
 * the file itself is worth.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors';
import { inMemory, type ByteSource } from '../../src/model/byte-source';
import { loadModel, type Checkpoint } from '../../src/model/checkpoint';
import { parameterShapes } from '../../src/model/config';
import { encodeChat } from '../../src/model/chat-template';
import { Random } from '../../src/random';

const folder = path.join(__dirname, '../fixtures/borders/smol-bf16-sharded');
const files = new Map(
  fs.readdirSync(folder).map((name) => [name, new Uint8Array(fs.readFileSync(path.join(folder, name)))]),
);
const shards = [...files.keys()].filter((name) => name.endsWith('.safetensors'));
const texts = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors.index.json'];

type Damage = (bytes: Uint8Array, random: Random) => Uint8Array;

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const utf8 = (value: string) => new TextEncoder().encode(value);

/** A safetensors file with its header changed, as text. */
function withHeader(bytes: Uint8Array, change: (header: string) => string): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = utf8(change(text(bytes.subarray(8, 8 + length))));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
  return Uint8Array.from([...size, ...header, ...bytes.subarray(8 + length)]);
}

/** One match of a pattern, drawn by lot, replaced. */
function replaceOne(source: string, pattern: RegExp, random: Random, by: (match: string) => string): string {
  const matches = [...source.matchAll(pattern)];
  if (matches.length === 0) return source;
  const match = matches[random.int(matches.length)];
  return source.slice(0, match.index) + by(match[0]) + source.slice(match.index + match[0].length);
}

const strangeNumbers = [
  '-1',
  '0',
  '1e999',
  '9007199254740993',
  '4294967296',
  '1.5',
  'null',
  '"7"',
  '[]',
  '1e15',
];
const pick = <T>(list: readonly T[], random: Random): T => list[random.int(list.length)];

/** Damage that any file can take. */
const general: Damage[] = [
  (bytes, random) => bytes.slice(0, random.int(bytes.length)),
  (bytes, random) => Uint8Array.from([...bytes, ...bytes.slice(0, 1 + random.int(64))]),
  (bytes, random) => {
    const damaged = bytes.slice();
    for (let i = 0; i < 4; i++) damaged[random.int(Math.min(2000, bytes.length))] = random.int(256);
    return damaged;
  },
  (bytes, random) => {
    const at = random.int(bytes.length);
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random.int(100))]);
  },
];

const weights: Damage[] = [
  ...general,
  // A header longer than the file, by a little and by a lot.
  (bytes, random) => {
    const damaged = bytes.slice();
    const lengths = [2n ** 64n - 1n, 2n ** 40n, 100_000_001n, BigInt(bytes.length), 0n, 1n];
    new DataView(damaged.buffer).setBigUint64(0, pick(lengths, random), true);
    return damaged;
  },
  // Offsets and sizes.
  (bytes, random) =>
    withHeader(bytes, (header) =>
      replaceOne(header, /\d+(?=[,\]])/g, random, () => pick(strangeNumbers, random)),
    ),
  (bytes, random) =>
    withHeader(bytes, (header) =>
      replaceOne(header, /"data_offsets":\[\d+,\d+\]/g, random, () => '"data_offsets":[0,64]'),
    ),
  (bytes, random) =>
    withHeader(bytes, (header) =>
      replaceOne(header, /"(BF16|F32|F16)"/g, random, () =>
        pick(['"F64"', '"I8"', '"F32"', '"bf16"', '16', '"F8_E4M3"'], random),
      ),
    ),
  (bytes, random) =>
    withHeader(bytes, (header) =>
      replaceOne(header, /"model[^"]*"/g, random, () =>
        pick(['"__proto__"', '"model.norm.weight"', '"a\\nb"', '""'], random),
      ),
    ),
  (bytes) => withHeader(bytes, (header) => header.replace('{', `{"x":${'['.repeat(100_000)}`)),
];

const json: Damage[] = [
  ...general,
  (bytes, random) =>
    utf8(replaceOne(text(bytes), /(?<=[:[] ?)\d+(\.\d+)?/g, random, () => pick(strangeNumbers, random))),
  (bytes, random) =>
    utf8(
      replaceOne(text(bytes), /(?<=: ?)"[^"]*"/g, random, () =>
        pick(['"x"', 'null', '{}', '7', '"\\n"'], random),
      ),
    ),
  (bytes, random) =>
    utf8(
      replaceOne(text(bytes), /"[^"]*"(?= ?:)/g, random, () =>
        pick(['"__proto__"', '"constructor"', '"x\\ny"'], random),
      ),
    ),
  (bytes, random) =>
    utf8(
      replaceOne(text(bytes), /(true|false|null)/g, random, () =>
        pick(['1', '"true"', '{"type":"X"}', '[0]'], random),
      ),
    ),
  () => utf8('[]'),
  () => utf8('{"a":'.repeat(50_000)),
];

/** The folder as one on disk would be read: bytes asked for are counted. */
function open(changed: string, bytes: Uint8Array, asked: { bytes: number }): Checkpoint {
  const source = (content: Uint8Array): ByteSource => {
    const all = inMemory(content);
    return {
      size: all.size,
      read(from, to) {
        if (!(from >= 0 && from <= to && to <= all.size))
          throw new Error(`reads ${from} to ${to} of ${all.size}`);
        asked.bytes += to - from;
        return all.read(from, to);
      },
    };
  };
  return loadModel((name) => {
    const content = name === changed ? bytes : files.get(name);
    return content && source(content);
  }, 'm');
}

/** Uses a model that was read, as every command would. */
function use({ config, kind, weights, tokenizer }: Checkpoint): void {
  for (const [name, shape] of parameterShapes(config, kind)) {
    const data = weights.get(name)?.data;
    expect(data).toHaveLength(shape.reduce((a, b) => a * b, 1));
  }
  for (const id of tokenizer.encode('Hi <|im_end|> 12 ß\n')) expect(id).toBeLessThan(tokenizer.vocabSize);
  if (tokenizer.config.chat_template !== undefined) encodeChat(tokenizer, [{ role: 'user', content: 'Hi' }]);
}

describe('500 damaged files are refused with one line each; damage that is none does no harm', () => {
  test.each([
    ['safetensors', shards, weights, 200],
    ['config, tokenizer and index', texts, json, 300],
  ])('%s', (_, names, damages, count) => {
    const whole = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    let refused = 0;
    for (let i = 0; refused < count; i++) {
      expect(i).toBeLessThan(4 * count);
      const random = new Random(1).split('damage', i);
      const name = names[i % names.length];
      const damage = damages[Math.floor(i / names.length) % damages.length];
      const original = files.get(name) ?? new Uint8Array();
      const asked = { bytes: 0 };
      const where = `mutation ${i} of ${name}`;
      try {
        use(open(name, damage(original, random), asked));
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`${where}: not a clear message`, { cause: error });
        refused++;
        expect(error.message, where).toMatch(/^(m|tokenizer)[^\n]*[:;][^\n]+$/);
        expect(error.message.length, where).toBeLessThan(700);
      }
      expect(asked.bytes, where).toBeLessThan(4 * whole);
    }
  });
});
