/** Lab A2 at toy size, and its checks and figure on made-up accounts. */
import { beforeAll, describe, expect, it } from 'vitest';
import { a2Definition, type A2Data } from '../../src/labs/a2';
import { defineLab, type LabResult } from '../../src/study/lab';
import { Workbench } from '../../src/study/workbench';
import { spent } from '../../src/study/ledger';
import { finish, toyBench, toyJob } from '../helpers/toy-labs';

describe('lab A2 at toy size', () => {
  const results: LabResult[] = [];
  let data: A2Data;
  let timings: { stage: string; seconds: number }[] = [];

  beforeAll(async () => {
    const quick = { seeds: [1], job: toyJob };
    const toy = defineLab({ ...a2Definition, presets: { ...a2Definition.presets, quick } });
    for (let i = 0; i < 2; i++) {
      const bench = await toyBench();
      results.push(await finish(toy.run(bench, 'quick')));
      timings = bench.timings();
    }
    data = a2Definition.data.parse(results[0].data);
  }, 240_000);

  it('has an account of every stage, all that the lab used', () => {
    const [{ stages }] = data.seeds;
    expect(stages.map(({ stage }) => stage)).toEqual(['SFT', 'sampling', 'reward model', 'PPO']);
    expect(stages).toEqual(results[0].ledger);
    for (const { flops, parameters, trainedTokens, forwardTokens } of stages) {
      expect(flops).toBe(parameters * (6 * trainedTokens + 2 * forwardTokens));
      expect(flops).toBeGreaterThan(0);
    }
    // Sampling trains nothing.
    expect(stages[1].trainedTokens).toBe(0);
    expect(data.pretraining.flops).toBe(6e9);
  });

  it('keeps seconds out of the result, which has the same bytes again', () => {
    expect(JSON.stringify(results[1])).toBe(JSON.stringify(results[0]));
    expect(JSON.stringify(results[0])).not.toContain('seconds');
    expect(timings.map(({ stage }) => stage)).toEqual(['SFT', 'sampling', 'sampling', 'reward model', 'PPO']);
    for (const { seconds } of timings) expect(seconds).toBeGreaterThan(0);
  });

  it('says so when the workbench does not know how its base was made', () => {
    const none = (): never => {
      throw new Error('not needed');
    };
    const backend = { name: 'engine', languageModel: none, scalarModel: none } as const;
    const store = { find: () => undefined, keep: () => undefined };
    const bench = new Workbench({ backend, base: none, exposure: none, store, code: '' });
    expect(() => bench.pretraining('large')).toThrow('does not know');
  });
});

/** Pre-training of 10,000 tokens, then this many by SFT and by PPO, with each seed. */
function made(...seeds: readonly { sft: number; ppo: number }[]): A2Data {
  return {
    pretraining: spent('pre-training', 10, { trained: 10_000 }),
    seeds: seeds.map(({ sft, ppo }, s) => ({
      seed: s + 1,
      stages: [
        spent('SFT', 10, { trained: sft }),
        spent('sampling', 10, { forward: 30 }),
        spent('PPO', 10, { trained: ppo }),
      ],
    })),
  };
}

const held = (data: A2Data) => a2Definition.checks(data).map(({ holds }) => holds);

describe('checks of A2', () => {
  it('are log ratios over seeds', () => {
    const little = made({ sft: 100, ppo: 190 }, { sft: 110, ppo: 180 }, { sft: 90, ppo: 200 });
    const [first] = a2Definition.checks(little);
    expect(first.effect.value).toBeCloseTo(Math.log10(10_000 / 300), 6);
    expect(first.over).toBe('3 seeds');
    expect(held(little)).toEqual([true, true, true]);
    expect(held(made({ sft: 500, ppo: 2500 }, { sft: 510, ppo: 2400 }))).toEqual([true, false, true]);
    expect(held(made({ sft: 9000, ppo: 2500 }, { sft: 9100, ppo: 2400 }))).toEqual([false, false, false]);
  });

  it('give the value of one run, and do not hold on it', () => {
    const found = a2Definition.checks(made({ sft: 100, ppo: 190 }));
    expect(found[0].effect).toEqual({ value: Math.log10(10_000 / 300), low: null, high: null });
    expect(found.map(({ holds }) => holds)).toEqual([false, false, false]);
  });
});

describe('the figure of A2', () => {
  it('stacks the stages, with the ratio in its title', () => {
    const { compute } = a2Definition.figures(made({ sft: 100, ppo: 190 }, { sft: 100, ppo: 890 }));
    expect(compute.layout.barmode).toBe('stack');
    expect(compute.layout.title?.text).toContain('Pre-training took 21.7 times');
    // Compute has all four, the trained tokens no sampling, what only went forward the sampling alone.
    const names = (axis: string) =>
      compute.data.filter(({ xaxis }) => xaxis === axis).map(({ name }) => name);
    expect(names('x')).toEqual(['pre-training', 'SFT', 'sampling', 'PPO']);
    expect(names('x2')).toEqual(['pre-training', 'SFT', 'PPO']);
    expect(names('x3')).toEqual(['pre-training', 'sampling']);
  });
});
