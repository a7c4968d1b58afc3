/** Lab B3 at toy size: the smallest base, a few dozen pairs. */
import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../src/node/backends';
import { readExposure, readLanguageModel, shippedBases } from '../../../src/node/models';
import { b3Checks } from '../../../src/labs/b3/checks';
import { b3Data, type B3Data } from '../../../src/labs/b3/data';
import { b3Figures } from '../../../src/labs/b3/figures';
import { runB3 } from '../../../src/labs/b3/lab';
import { subsetNames } from '../../../src/labs/b3/report-card';
import { b3Presets, type B3Settings } from '../../../src/labs/b3/settings';
import { Workbench, type LabEvent } from '../../../src/study/workbench';
import { memoryStore } from '../../../src/study/store';

const { quick } = b3Presets;
const center = { ...quick.center, budget: 40 };
const toy: B3Settings = {
  ...quick,
  foundation: {
    ...quick.foundation,
    demonstrations: 400,
    sft: { epochs: 2, learningRate: 3e-3, rowsPerBatch: 16 },
    pairs: 40,
    heldOutPairs: 24,
    maxNewTokens: 48,
  },
  center,
  cells: [
    center,
    { ...center, labels: 'rating' },
    { ...center, labels: 'attributes' },
    { ...center, labels: 'notes' },
    { ...center, budget: 16 },
    { ...center, size: 'tiny' },
    { ...center, flipRate: 0.3 },
  ],
  cardPairs: 4,
};

async function finished(events: AsyncGenerator<LabEvent, B3Data>): Promise<{ data: B3Data; made: number }> {
  for (let made = 0; ;) {
    const next = await events.next();
    if (next.done) return { data: next.value, made };
    if (next.value.type === 'stage') made++;
  }
}

async function bench(store = memoryStore()): Promise<Workbench> {
  const base = readLanguageModel(shippedBases.small);
  const exposure = () => readExposure(shippedBases.small);
  const backend = await openBackend('engine', 1);
  return new Workbench({ backend, base: () => base, exposure, store, code: 'toy' });
}

describe('lab B3 at toy size', () => {
  let data: B3Data;
  const store = memoryStore();

  beforeAll(async () => {
    ({ data } = await finished(runB3(await bench(store), toy)));
  }, 240_000);

  it('puts every cell to the same exam', () => {
    expect(data.cells.map(({ cell }) => cell)).toEqual(toy.cells);
    for (const { seeds } of data.cells) {
      expect(seeds).toHaveLength(1);
      expect(seeds[0].leads).toHaveLength(24);
      expect(new Set(seeds[0].leads).size).toBeGreaterThan(1);
    }
    expect(data.cells.find(({ cell }) => cell.size === 'tiny')?.parameters).not.toBe(
      data.cells[0].parameters,
    );
  });

  it('gives dearer labels fewer pairs, at the same labour', () => {
    const [binary, ...others] = data.cells.slice(0, 4).map(({ cell, seeds }) => {
      const cost = data.costs.find(({ labels }) => labels === cell.labels);
      return { labelled: seeds[0].labelled, spent: seeds[0].labelled * (cost?.seconds[0] ?? NaN) };
    });
    expect(binary.labelled).toBe(40);
    for (const { labelled, spent } of others) {
      expect(labelled).toBeLessThan(40);
      expect(spent).toBeLessThanOrEqual(binary.spent);
      expect(spent).toBeGreaterThan(binary.spent * (1 - 1 / labelled));
    }
  });

  it('gives all kinds of labels and both mixes of prompts a report card', () => {
    expect(data.card.subsets.map(({ name }) => name)).toEqual(subsetNames);
    expect(data.card.models.map(({ labels, prompts }) => `${labels}, ${prompts}`)).toEqual([
      'binary, narrow',
      'rating, narrow',
      'attributes, narrow',
      'notes, narrow',
      'binary, broad',
    ]);
    for (const { seeds } of data.card.models)
      expect(seeds[0].leads.map((leads) => leads.length)).toEqual(subsetNames.map(() => 4));
  });

  it('finds all its pieces again, and gives the same bytes from an empty store', async () => {
    const again = await finished(runB3(await bench(store), toy));
    expect(again.made).toBe(0);
    expect(JSON.stringify(again.data)).toBe(JSON.stringify(data));
    const anew = await finished(runB3(await bench(), toy));
    expect(anew.made).toBeGreaterThan(10);
    expect(JSON.stringify(anew.data)).toBe(JSON.stringify(data));
  }, 240_000);

  it('is checked and drawn from what is stored', () => {
    const stored = b3Data.parse(JSON.parse(JSON.stringify(data)));
    expect(stored).toEqual(data);
    expect(b3Checks(stored).length).toBeGreaterThan(10);
    expect(Object.keys(b3Figures(stored))).toEqual(['accuracy', 'labels', 'calibration', 'report-card']);
  });
});
