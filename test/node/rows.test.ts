import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readComparisons, readDataset, readDemonstrations } from '../../src/node/rows';

const fixtures = path.join(__dirname, '../fixtures/formats');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'posttrain-rows-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Why a file with these bytes cannot be read. */
async function complaintOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  const error: unknown = await readDataset(file).then(
    () => new Error('it was read'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error && error.name === 'UserError') return error.message.replace(`${folder}/`, '');
  throw error;
}

describe('the fixtures', () => {
  test.each([
    ['messages.jsonl', 'messages', 'text', 2],
    ['messages.parquet', 'messages', 'parquet', 2],
    ['prompt-completion.jsonl', 'prompt-completion', 'text', 2],
    ['prompt.jsonl', 'prompt', 'text', 2],
    ['preference.jsonl', 'preference', 'text', 3],
    ['preference-implicit.jsonl', 'preference', 'text', 2],
    ['preference.parquet', 'preference', 'parquet', 2],
    ['hh-rlhf.jsonl.gz', 'hh-rlhf', 'gzip', 3],
    ['alpaca.json', 'alpaca', 'text', 2],
    ['sharegpt.json', 'sharegpt', 'text', 2],
    ['helpsteer2.jsonl', 'helpsteer2', 'text', 6],
    ['helpsteer2.parquet', 'helpsteer2', 'parquet', 6],
    ['reward-bench.parquet', 'reward-bench', 'parquet', 2],
  ])('%s', async (name, format, container, count) => {
    const data = await readDataset(path.join(fixtures, name));
    expect([data.format.name, data.container, data.records.length]).toEqual([format, container, count]);
  });

  test('hold the same, whatever the file', async () => {
    const at = (name: string) => path.join(fixtures, name);
    const rows = async (name: string) => (await readDataset(at(name))).records;
    expect(await rows('messages.parquet')).toEqual(await rows('messages.jsonl'));
    expect(await rows('helpsteer2.parquet')).toEqual(await rows('helpsteer2.jsonl'));
    const [one] = await readComparisons(at('hh-rlhf.jsonl.gz'));
    for (const name of [
      'preference.jsonl',
      'preference.parquet',
      'helpsteer2.parquet',
      'reward-bench.parquet',
    ]) {
      const [{ prompt, chosen, rejected }] = await readComparisons(at(name));
      expect({ prompt, chosen, rejected }).toEqual({
        ...{ prompt: one.prompt, chosen: one.chosen, rejected: one.rejected },
      });
    }
    const [alpaca] = await readDemonstrations(at('alpaca.json'));
    expect(alpaca.messages).toEqual((await readDemonstrations(at('prompt-completion.jsonl')))[0].messages);
  });

  test('64-bit numbers of Parquet become what JSON can hold', async () => {
    const { rows, where } = await readDataset(path.join(fixtures, 'reward-bench.parquet'));
    expect(rows[1].id).toBe(2 ** 40 + 1);
    expect(where(1)).toMatch(/reward-bench\.parquet: row 2$/);
  });
});

describe('damaged files', () => {
  const zipped = fs.readFileSync(path.join(fixtures, 'hh-rlhf.jsonl.gz'));
  const parquet = fs.readFileSync(path.join(fixtures, 'helpsteer2.parquet'));

  test.each([
    ['empty.jsonl', '', 'empty.jsonl: no rows found'],
    ['empty.parquet', '', 'empty.parquet: no rows found'],
    ['cut.jsonl.gz', zipped.subarray(0, 60), 'cut.jsonl.gz: a damaged gzip file'],
    ['noise.jsonl.gz', Buffer.from([0x1f, 0x8b, 7, 7, 7, 7]), 'noise.jsonl.gz: a damaged gzip file'],
    ['cut.parquet', parquet.subarray(0, 900), 'cut.parquet: a damaged Parquet file'],
    ['noise.parquet', 'PAR1 and then some', 'noise.parquet: a damaged Parquet file'],
    ['lines.parquet', '{"prompt":"Hi"}', 'lines.parquet: not a Parquet file'],
    ['latin.jsonl', Buffer.from('{"prompt":"Caf\xe9"}', 'latin1'), 'latin.jsonl: not UTF-8 text'],
    ['latin.jsonl.gz', gzipSync(Buffer.from('{"prompt":"\xe9"}', 'latin1')), 'latin.jsonl.gz: not UTF-8'],
    ['bomb.jsonl.gz', gzipSync(Buffer.alloc(500_000_001, 32)), 'bomb.jsonl.gz: more than 500 MB'],
    [
      'second.jsonl.gz',
      gzipSync('{"prompt":"Hi"}\n{"prompt":7}\n'),
      'second.jsonl.gz:2: column "prompt" is 7',
    ],
  ])('%s', async (name, bytes, told) => {
    const message = await complaintOf(name, bytes);
    expect(message).toContain(told);
    expect(message).not.toContain('\n');
  });

  // Some damage breaks several columns at once; each such failure must end in the one message.
  test('Parquet with bytes overwritten is read or refused, never fatal', async () => {
    let refused = 0;
    for (let at = 4; at < parquet.length; at += 97) {
      const bytes = Uint8Array.from(parquet);
      bytes.fill(0xff, at, at + 8);
      const file = path.join(folder, 'overwritten.parquet');
      fs.writeFileSync(file, bytes);
      await readDataset(file).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'UserError' });
        refused++;
      });
    }
    expect(refused).toBeGreaterThan(10);
  });
});
