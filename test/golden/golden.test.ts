/**
 * Every recipe's trajectory is what it was (see `compare.ts`). `npm run goldens` makes the trajectories again: after a
 * change that is meant to move them, and after a new base model or new data; the diff then shows what moved.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256 } from '../../src/node/hash';
import { shippedBase } from '../../src/node/models';
import { engineBackend } from '../../src/model/engine-backend';
import { testEngine } from '../helpers/engines';
import { differences, rowsOf, type Row } from './compare';
import { runRecipes } from './recipes';

const names = [
  ...['pretrain', 'sft', 'reward-model', 'attribute-model', 'dpo'],
  ...['ppo', 'reinforce', 'grpo', 'rejection-sampling', 'best-of-n'],
] as const;
const fileOf = (name: string) => join(__dirname, `${name}.json`);
const remake = process.env.MODE === 'goldens';

const goldenSchema = z.object({
  /** Hash of what the trajectory was made from. */
  madeFrom: z.string(),
  trajectory: z.array(z.record(z.string(), z.number())),
});

/** Hash of the base model and the data sets. */
function inputs(): string {
  const files = ['base/model.safetensors', 'demonstrations.jsonl', 'prompts-rewards.jsonl'];
  const hashes = files.map((file) => sha256(fs.readFileSync(join(shippedBase, '..', file))));
  return sha256(new TextEncoder().encode(hashes.join()));
}

describe('golden trajectories', () => {
  let now: Record<string, Row[]> = {};
  beforeAll(async () => {
    const records = await runRecipes(engineBackend(await testEngine(undefined, 1)));
    now = Object.fromEntries(Object.entries(records).map(([name, list]) => [name, rowsOf(list)]));
    expect(Object.keys(now).sort()).toEqual([...names].sort());
    if (!remake) return;
    for (const name of names) {
      const golden = { madeFrom: inputs(), trajectory: now[name] };
      fs.writeFileSync(fileOf(name), `${JSON.stringify(golden, null, 1)}\n`);
    }
  });

  it.each(names)('%s', (name) => {
    const { madeFrom, trajectory } = goldenSchema.parse(JSON.parse(fs.readFileSync(fileOf(name), 'utf8')));
    expect(madeFrom === inputs(), 'base model or data have changed: run `npm run goldens`').toBe(true);
    expect(differences(trajectory, now[name])).toEqual([]);
  });
});

describe('the comparison', () => {
  const golden: Row[] = Array.from({ length: 10 }, (_, i) => ({ step: i + 1, loss: 2 - 0.1 * i }));
  const moved = (by: (i: number) => number) => golden.map((row, i) => ({ ...row, loss: row.loss + by(i) }));

  it('lets small deviations to both sides pass', () => {
    expect(differences(golden, golden)).toEqual([]);
    expect(
      differences(
        golden,
        moved((i) => (i % 2 === 0 ? 1e-3 : -1e-3)),
      ),
    ).toEqual([]);
  });

  it('catches one value that is off, a drift, a wrong count, and what is missing', () => {
    expect(
      differences(
        golden,
        moved((i) => (i === 4 ? 3e-3 : 0)),
      ),
    ).toEqual([
      expect.stringContaining('record 5: loss is 1.603, was 1.6'),
      expect.stringContaining('loss drifts'),
    ]);
    expect(
      differences(
        golden,
        moved(() => 1e-3),
      ),
    ).toEqual([expect.stringContaining('loss drifts')]);
    const counted = golden.map((row) => ({ ...row, step: row.step + 1e-9 }));
    expect(differences(golden, counted)).toHaveLength(10);
    expect(differences(golden, golden.slice(1))).toEqual(['9 records, were 10']);
    expect(
      differences(
        golden,
        golden.map(({ step }) => ({ step })),
      ),
    ).toHaveLength(11);
  });
});
