/** The frame that labs stand in, on a lab without a network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { folderStore } from '../../src/node/lab-store';
import { check, more } from '../../src/study/checks';
import { defineLab } from '../../src/study/lab';
import { spent } from '../../src/study/ledger';
import { measureRows } from '../../src/study/rows';
import { memoryStore, type Store } from '../../src/study/store';
import { Workbench, type LabEvent, type Made, type Recipe } from '../../src/study/workbench';
import { followed } from '../helpers/toy-labs';

/** What each step really made. */
const made: string[] = [];
beforeEach(() => void (made.length = 0));

const half: Recipe<{ of: number }, Record<string, never>, number> = {
  name: 'half',
  module: 'steps/half',
  title: ({ of }) => `half of ${of}`,
  async *make(_, { of }) {
    made.push(`half of ${of}`);
    yield await Promise.resolve({ type: 'stage' as const, title: `half of ${of}`, steps: 1 });
    return { piece: of / 2, ledger: [spent('halving', 10, { trained: of })] };
  },
  toFiles: (piece) => new Map([['value', String(piece)]]),
  fromFiles: (read) => Number(new TextDecoder().decode(read('value'))),
};

const product: Recipe<{ by: number }, { of: Made<number> }, number> = {
  ...half,
  name: 'product',
  module: 'steps/product',
  title: ({ by }) => `a piece times ${by}`,
  async *make(_, { by }, { of }) {
    made.push(`${of.piece} times ${by}`);
    yield await Promise.resolve({ type: 'stage' as const, title: `times ${by}`, steps: 1 });
    return { piece: by * of.piece, ledger: [spent('multiplying', 10, { forward: 1 })] };
  },
};

const toy = defineLab<{ of: number; seeds: readonly number[] }>({
  id: 'T1',
  title: 'Is a quarter less than a half?',
  presets: {
    quick: { of: 8, seeds: [1, 2] },
    lecture: { of: 16, seeds: [1, 2] },
    full: { of: 32, seeds: [1] },
  },
  async *run(bench, { of, seeds }) {
    const all = yield* bench.make(half, { of }, {});
    const less = yield* bench.make(product, { by: 0.5 }, { of: all });
    const difference = all.piece - less.piece;
    return { rows: seeds.flatMap((seed) => measureRows({ arm: 'half', seed }, { difference })) };
  },
  checks: () => [
    check('less', 'it is', more({ arm: 'half', measure: 'difference' }), { unit: 'units', matters: 0.5 }),
  ],
  views: [],
});

function bench(store: Store, codes: Readonly<Record<string, string>> = {}): Workbench {
  const none = (): never => {
    throw new Error('the toy needs no network');
  };
  return new Workbench({
    backend: { name: 'engine', languageModel: none, scalarModel: none },
    base: none,
    exposure: none,
    store,
    code: (module) => codes[module] ?? 'one',
  });
}

const found = (events: readonly LabEvent[]) =>
  events.flatMap((event) => (event.type === 'found' ? [event.title] : []));

describe('a lab', () => {
  it('makes what it needs once, and finds it again with the same result and ledger', async () => {
    const store = memoryStore();
    const { found: first } = await followed(toy.run(bench(store), 'lecture'));
    expect(made).toEqual(['half of 16', '8 times 0.5']);
    expect(first.result.rows.map(({ seed, value }) => [seed, value])).toEqual([
      [1, 4],
      [2, 4],
    ]);
    expect(first.result.checks).toMatchObject([{ id: 'less', claim: 'T1', effect: 4, verdict: 'holds' }]);
    expect(first.result.ledger).toEqual([
      { stage: 'halving', parameters: 10, trainedTokens: 16, forwardTokens: 0, flops: 960 },
      { stage: 'multiplying', parameters: 10, trainedTokens: 0, forwardTokens: 1, flops: 20 },
    ]);
    const second = await followed(toy.run(bench(store), 'lecture'));
    expect(found(second.seen)).toEqual(['half of 16', 'a piece times 0.5']);
    expect(made).toHaveLength(2);
    expect(JSON.stringify(second.found)).toBe(JSON.stringify(first));
  });

  it('judges nothing at the quick preset', async () => {
    const { found: quick } = await followed(toy.run(bench(memoryStore()), 'quick'));
    expect(quick.result.checks).toMatchObject([{ effect: 2, interval: [2, 2], verdict: 'undecided' }]);
  });

  it('tells seconds by stage, and by recipe where the ledger has nothing', async () => {
    const free: typeof half = {
      ...half,
      name: 'free-of-cost',
      async *make(_, { of }) {
        yield await Promise.resolve({ type: 'stage' as const, title: 'free', steps: 1 });
        return { piece: of, ledger: [] };
      },
    };
    const one = bench(memoryStore());
    await followed(toy.run(one, 'quick'));
    await followed(one.make(free, { of: 3 }, {}));
    expect(one.timings().map(({ stage }) => stage)).toEqual(['halving', 'multiplying', 'free-of-cost']);
  });

  it('runs with a setting of the preset changed, and says so', async () => {
    const run = async (changes?: object) =>
      (await followed(toy.run(bench(memoryStore()), 'quick', { ...changes }))).found.result;
    const changed = await run({ of: 100 });
    expect(changed).toMatchObject({ changes: { of: 100 }, settings: { of: 100 }, checks: [{ effect: 25 }] });
    expect(await run()).not.toHaveProperty('changes');
    await expect(run({ off: 1 })).rejects.toThrow('expected one of of, seeds');
  });

  it('goes on where it was killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'posttrain-store-'));
    const events = toy.run(bench(folderStore(folder)), 'lecture');
    for (let i = 0; i < 2; i++) await events.next(); // ends while the product is being made
    expect(made).toEqual(['half of 16', '8 times 0.5']);
    const resumed = await followed(toy.run(bench(folderStore(folder)), 'lecture'));
    expect(found(resumed.seen)).toEqual(['half of 16']);
    const whole = await followed(toy.run(bench(memoryStore()), 'lecture'));
    expect(JSON.stringify(resumed.found)).toBe(JSON.stringify(whole.found));
    rmSync(folder, { recursive: true });
  });

  it('makes anew what other code of its own step made, and what is made from that, and nothing else', async () => {
    const store = memoryStore();
    const anew = async (codes: Readonly<Record<string, string>>) => {
      made.length = 0;
      await followed(toy.run(bench(store, codes), 'quick'));
      return [...made];
    };
    expect(await anew({})).toHaveLength(2);
    expect(await anew({ 'steps/product': 'two' })).toEqual(['4 times 0.5']);
    expect(await anew({ 'steps/half': 'two' })).toEqual(['half of 8', '4 times 0.5']);
    expect(await anew({ 'labs/t1': 'two' })).toEqual([]);
  });
});
