/** The frame that labs stand in, on a lab without a network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderStore } from '../../src/node/lab-store';
import { checkOf, defineLab, verdictOf, type LabResult } from '../../src/study/lab';
import { Workbench, type LabEvent, type Made, type Recipe } from '../../src/study/workbench';
import { memoryStore, pieceName, recipeOf, type Store } from '../../src/study/store';
import { spent } from '../../src/study/ledger';

/** How often each recipe really worked. */
const made: string[] = [];

const half: Recipe<{ of: number }, Record<string, never>, number> = {
  name: 'half',
  title: ({ of }) => `half of ${of}`,
  async *make(_, { of }) {
    made.push(`half of ${of}`);
    yield { type: 'stage', title: `half of ${of}`, steps: 1 };
    return { piece: of / 2, ledger: [spent('halving', 10, { trained: of })] };
  },
  toFiles: (piece) => new Map([['value', String(piece)]]),
  fromFiles: (read) => Number(new TextDecoder().decode(read('value'))),
};

const product: Recipe<{ by: number }, { of: Made<number> }, number> = {
  ...half,
  name: 'product',
  title: ({ by }) => `a piece times ${by}`,
  async *make(_, { by }, { of }) {
    made.push(`${of.piece} times ${by}`);
    yield { type: 'stage', title: `times ${by}`, steps: 1 };
    return { piece: by * of.piece, ledger: [spent('multiplying', 10, { forward: 1 })] };
  },
};

const toy = defineLab({
  id: 'T1',
  title: 'Is a quarter less than a half?',
  presets: { quick: { of: 8 }, lecture: { of: 16 }, full: { of: 32 } },
  data: z.object({ difference: z.number() }),
  async *run(bench, settings) {
    const all = yield* bench.make(half, settings, {});
    const less = yield* bench.make(product, { by: 0.5 }, { of: all });
    return { difference: all.piece - less.piece };
  },
  checks: ({ difference }) => [
    checkOf({
      claim: 'T1',
      statement: 'it is',
      effect: { value: difference, low: difference - 1, high: difference + 1 },
      bound: 0,
      unit: 'units',
      over: 'seeds',
    }),
  ],
  figures: () => ({}),
});

function bench(store: Store, code = 'one'): Workbench {
  const none = (): never => {
    throw new Error('the toy needs no network');
  };
  return new Workbench({
    backend: { name: 'engine', languageModel: none, scalarModel: none },
    base: none,
    exposure: none,
    store,
    code,
  });
}

async function finish(
  events: AsyncGenerator<LabEvent, LabResult>,
): Promise<{ result: LabResult; found: string[] }> {
  const found: string[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done) return { result: next.value, found };
    if (next.value.type === 'found') found.push(next.value.title);
  }
}

describe('a lab', () => {
  it('makes what it needs once, and finds it again with the same result and ledger', async () => {
    made.length = 0;
    const store = memoryStore();
    const first = await finish(toy.run(bench(store), 'quick'));
    expect(made).toEqual(['half of 8', '4 times 0.5']);
    expect(first.result.data).toEqual({ difference: 2 });
    expect(first.result.checks[0].holds).toBe(true);
    expect(first.result.ledger).toEqual([
      { stage: 'halving', parameters: 10, trainedTokens: 8, forwardTokens: 0, flops: 480 },
      { stage: 'multiplying', parameters: 10, trainedTokens: 0, forwardTokens: 1, flops: 20 },
    ]);
    const second = await finish(toy.run(bench(store), 'quick'));
    expect(second.found).toEqual(['half of 8', 'a piece times 0.5']);
    expect(made).toHaveLength(2);
    expect(JSON.stringify(second.result)).toBe(JSON.stringify(first.result));
  });

  it('tells seconds by stage, and by recipe where the ledger has nothing', async () => {
    const free: typeof half = {
      ...half,
      name: 'free-of-cost',
      async *make(_, { of }) {
        yield { type: 'stage', title: 'free', steps: 1 };
        return { piece: of, ledger: [] };
      },
    };
    const one = bench(memoryStore());
    await finish(toy.run(one, 'quick'));
    const events = one.make(free, { of: 3 }, {});
    while (!(await events.next()).done);
    expect(one.timings().map(({ stage }) => stage)).toEqual(['halving', 'multiplying', 'free-of-cost']);
  });

  it('runs with a setting of the preset changed, and says so', async () => {
    const { result } = await finish(toy.run(bench(memoryStore()), 'quick', { of: 100 }));
    expect(result).toMatchObject({ changes: { of: 100 }, settings: { of: 100 }, data: { difference: 25 } });
    const { result: plain } = await finish(toy.run(bench(memoryStore()), 'quick'));
    expect(plain).not.toHaveProperty('changes');
    await expect(toy.run(bench(memoryStore()), 'quick', { off: 1 }).next()).rejects.toThrow(
      'expected one of of',
    );
  });

  it('goes on where it was killed', async () => {
    made.length = 0;
    const folder = mkdtempSync(join(tmpdir(), 'posttrain-store-'));
    const events = toy.run(bench(folderStore(folder)), 'lecture');
    for (let i = 0; i < 2; i++) await events.next(); // ends while the product is being made
    expect(made).toEqual(['half of 16', '8 times 0.5']);
    const { result, found } = await finish(toy.run(bench(folderStore(folder)), 'lecture'));
    expect(found).toEqual(['half of 16']);
    const whole = await finish(toy.run(bench(memoryStore()), 'lecture'));
    expect(JSON.stringify(result)).toBe(JSON.stringify(whole.result));
    rmSync(folder, { recursive: true });
  });

  it('does not take what other code made', async () => {
    made.length = 0;
    const store = memoryStore();
    await finish(toy.run(bench(store, 'one'), 'quick'));
    await finish(toy.run(bench(store, 'two'), 'quick'));
    expect(made).toHaveLength(4);
  });

  it('reports a claim whose interval reaches the bound as not held', () => {
    const parts = { claim: 'T1', statement: '', bound: 0, unit: '', over: '' };
    expect(checkOf({ ...parts, effect: { value: 1, low: 0, high: 2 } }).holds).toBe(false);
    expect(checkOf({ ...parts, effect: { value: 1, low: 0.1, high: 2 } }).holds).toBe(true);
  });

  it('says on which side of the bound the interval lies, if there is one', () => {
    const parts = { claim: 'T1', statement: '', bound: 1, unit: '', over: '' };
    const verdict = (low: number | null, high: number | null) =>
      verdictOf(checkOf({ ...parts, effect: { value: 1.5, low, high } }));
    expect(verdict(1.1, 2)).toBe('holds');
    expect(verdict(0.5, 2)).toBe('not shown');
    expect(verdict(-2, 0.9)).toBe('contradicted');
    expect(verdict(null, null)).toBe('no interval');
  });
});

describe('pieceName', () => {
  it('does not depend on the order of keys or on what is undefined', () => {
    const name = pieceName('sft', { a: 1, b: { c: 2, d: [1, 2] } }, 'code');
    expect(pieceName('sft', { b: { d: [1, 2], c: 2 }, a: 1, e: undefined }, 'code')).toBe(name);
    expect(pieceName('sft', { a: 1, b: { c: 2, d: [2, 1] } }, 'code')).not.toBe(name);
    expect(pieceName('reward', { a: 1, b: { c: 2, d: [1, 2] } }, 'code')).not.toBe(name);
  });

  it('tells the recipe', () => {
    expect(recipeOf(pieceName('best-of-n-curve', {}, 'code'))).toBe('best-of-n-curve');
  });
});
