/** Lab A1 at toy size, and its checks, figures and page on replies that are made up. */
import { beforeAll, describe, expect, it } from 'vitest';
import { a1Checks } from '../../src/labs/a1/checks';
import {
  a1Data,
  a1Presets,
  armNames,
  seedsOf,
  type A1Data,
  type ArmName,
  type Measures,
} from '../../src/labs/a1/data';
import { a1Figures } from '../../src/labs/a1/figures';
import { a1, a1Definition } from '../../src/labs/a1/lab';
import { samplesPage } from '../../src/labs/a1/page';
import { defineLab, labResultSchema, type LabResult } from '../../src/study/lab';
import { finish, toyBench, toyJob } from '../helpers/toy-labs';

describe('lab A1 at toy size', () => {
  const results: LabResult[] = [];
  let data: A1Data;

  beforeAll(async () => {
    const quick = { ...a1Presets.quick, job: toyJob, shown: 3 };
    const toy = defineLab({ ...a1Definition, presets: { ...a1Presets, quick } });
    for (let i = 0; i < 2; i++) results.push(await finish(toy.run(await toyBench(), 'quick')));
    data = a1Data.parse(results[0].data);
  }, 240_000);

  it('asks every model the same prompts', () => {
    expect(data.arms.map(({ arm }) => arm)).toEqual(armNames);
    expect(data.families).toHaveLength(24);
    for (const arm of armNames) {
      const [{ heldOut, slides }] = seedsOf(data, arm);
      for (const values of Object.values(heldOut)) expect(values).toHaveLength(24);
      for (const values of Object.values(slides)) expect(values).toHaveLength(4);
    }
  });

  it('shows the slides’ prompts first, with a reply of every model', () => {
    expect(data.samples.map(({ prompt }) => prompt).slice(0, 2)).toEqual([
      'Please give me an easy chili sauce recipe.',
      'Who is John Schulman?',
    ]);
    expect(data.samples).toHaveLength(5);
    for (const { replies } of data.samples) expect(Object.keys(replies).sort()).toEqual([...armNames].sort());
  });

  it('finds that SFT has the right format more often than the base model, as a page and as a chat', () => {
    const rate = (arm: ArmName) => seedsOf(data, arm)[0].heldOut.rightFormat.filter(Boolean).length / 24;
    expect(rate('SFT')).toBeGreaterThan(rate('base, page') + 0.2);
    expect(rate('SFT')).toBeGreaterThan(rate('base, chat') + 0.2);
  });

  it('gives the same bytes again, also after a way through JSON', () => {
    expect(JSON.stringify(results[1])).toBe(JSON.stringify(results[0]));
    const stored = labResultSchema.parse(JSON.parse(JSON.stringify(results[0])));
    expect(a1.pages(stored)).toEqual({ 'samples.md': samplesPage(data) });
    expect(Object.keys(a1.figures(stored))).toEqual(['behaviour', 'families']);
  });
});

/** Two replies in three good, or all bad; alternating, so that the intervals have a width. */
function replies(good: boolean): Measures {
  const flags = Array.from({ length: 12 }, (_, i) => Number(good && i % 3 > 0));
  return {
    answered: flags,
    rightFormat: flags,
    offTopic: flags.map((flag) => 1 - flag),
    repetition: flags.map((flag) => 0.2 - 0.2 * flag),
    gold: flags.map((flag, i) => flag * (0.5 + i / 100)),
  };
}

/** @param good arms that answer. */
function made(good: readonly ArmName[], seeds = 1): A1Data {
  return {
    families: Array.from({ length: 12 }, (_, i) => (i < 6 ? 'recipe' : 'list')),
    arms: armNames.map((arm) => ({
      arm,
      seeds: Array.from({ length: seeds }, (_, s) => ({
        seed: s + 1,
        heldOut: replies(good.includes(arm)),
        slides: replies(good.includes(arm)),
      })),
    })),
    samples: [
      {
        prompt: 'Ask | me',
        replies: {
          'base, page': { text: 'A page\nof | words', gold: 0, fault: 'off topic' },
          SFT: { text: 'Yes.', gold: 0.5, fault: null },
        },
      },
    ],
  };
}

const held = (data: A1Data) => a1Checks(data).map(({ holds }) => holds);

describe('checks of A1', () => {
  it('hold where both treatments answer and the base does not', () => {
    const found = a1Checks(made(['SFT', 'PPO']));
    expect(found).toHaveLength(14);
    // PPO is made as good as SFT, so it is not better.
    expect(found.filter(({ holds }) => !holds).map(({ statement }) => statement)).toEqual([
      'PPO has more gold than SFT, over all families',
    ]);
    expect(found[0].over).toBe('12 prompts');
    expect(found[5].over).toBe('12 replies');
    expect(a1Checks(made(['SFT', 'PPO'], 3))[5].over).toBe('3 seeds');
  });

  it('do not hold where nothing was learnt, or where the template alone is enough', () => {
    expect(held(made([]))).not.toContain(true);
    const control = held(made(['base, chat', 'SFT', 'PPO']));
    expect(control[0]).toBe(true);
    expect(control[13]).toBe(false);
  });
});

describe('what A1 shows', () => {
  it('has the outcome in the title', () => {
    const title = (data: A1Data) => a1Figures(data).behaviour.layout.title?.text;
    expect(title(made(['SFT', 'PPO']))).toContain('after post-training it answers');
    expect(title(made([]))).toContain('Not shown');
    expect(a1Figures(made(['SFT'])).families.layout.title?.text).toContain('2 of 2 families');
  });

  it('has a bar for each model in each panel', () => {
    const { behaviour, families } = a1Figures(made(['SFT']));
    expect(behaviour.data).toHaveLength(5);
    expect(families.data).toHaveLength(2);
    for (const { x } of behaviour.data) expect(x).toHaveLength(armNames.length);
  });

  it('puts replies side by side, in one row of a table', () => {
    const rows = samplesPage(made([])).split('\n');
    expect(rows).toContain(
      '| **Ask \\| me** | A page<br>of \\| words<br>*gold 0.00, off topic* |  | Yes.<br>*gold 0.50* |  |',
    );
  });
});
