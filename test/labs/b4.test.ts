/** Lab B4: a toy of the whole runs twice alike; checks and figures on made-up courses. */
import { describe, expect, it } from 'vitest';
import {
  b4Checks,
  b4Data,
  b4Figures,
  b4Presets,
  goldAt,
  runB4,
  type B4Data,
  type B4Settings,
} from '../../src/labs/b4';
import { madeUpCourse, type Landmarks } from './courses';
import { finished, toyBench } from './toy-bench';

describe('lab B4 at toy size', () => {
  const { quick } = b4Presets;
  const settings: B4Settings = {
    ...quick,
    seeds: [3],
    foundation: { ...quick.foundation, demonstrations: 32, pairs: 8, heldOutPairs: 8, maxNewTokens: 24 },
    comparisons: 8,
    iterations: 1,
    ppo: { ...quick.ppo, rowsPerIteration: 8, minibatchRows: 8, maxNewTokens: 24 },
    evaluation: { interval: 1, prompts: 8 },
  };

  it('gives the same bytes twice, an arm for each price and one outside', async () => {
    const once = async () => finished(runB4(await toyBench(), settings));
    const [first, second] = [await once(), await once()];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    const data = b4Data.parse(first);
    expect(data.arms.map(({ klCoefficient, prompts }) => [klCoefficient, prompts])).toEqual([
      [0, 'inside'],
      [0.15, 'inside'],
      [0.15, 'outside'],
    ]);
    expect(Object.keys(b4Figures(data))).toEqual(['penalty', 'distribution', 'monitors']);
  }, 120_000);

  it('trains outside on families that the reward model never saw', () => {
    for (const { outside, foundation } of Object.values(b4Presets))
      for (const family of outside) expect(foundation.families).not.toContain(family);
  });
});

const rounds: B4Data['arms'][number]['rounds'] = [1, 2].map((iteration) => ({
  iteration,
  score: 0,
  kl: 0,
  entropy: 1,
  length: 40 + 10 * iteration,
  clipFraction: 0,
  explainedVariance: 0,
  unfinished: 0,
}));

function madeUp(free: Landmarks, priced: Landmarks, outside: Landmarks): B4Data {
  const arm = (klCoefficient: number, prompts: 'inside' | 'outside', course: Landmarks) => ({
    klCoefficient,
    prompts,
    seeds: [1, 2, 3].map((seed) => madeUpCourse(seed, course)),
    rounds,
  });
  return { arms: [arm(0, 'inside', free), arm(0.15, 'inside', priced), arm(0.15, 'outside', outside)] };
}

const rising = [0, 0.5, 1];

describe('checks of lab B4', () => {
  const free = { kl: [0, 4, 16], gold: [0, 0.3, -0.6], proxy: rising };
  const priced = { kl: [0, 1, 4], gold: [0, 0.2, 0.3], proxy: rising };
  const falling = { kl: [0, 1, 4], gold: [0, -0.2, -0.4], proxy: rising };

  it('hold where PPO gains inside, less outside, and no more than the free run at its distance', () => {
    const found = b4Checks(madeUp(free, priced, falling));
    expect(found.map(({ holds }) => holds)).toEqual([true, true, true]);
    expect(found[1].effect.value).toBeCloseTo(0.7, 9);
    expect(found[2].effect.value).toBeCloseTo(0.25, 9);
  });

  it('do not hold where the priced run falls, outside gains as much, or the price beats the free run by far', () => {
    expect(b4Checks(madeUp(free, falling, falling)).map(({ holds }) => holds)).toEqual([false, false, true]);
    const worse = { ...free, gold: [0, -0.5, -0.6] };
    expect(b4Checks(madeUp(worse, priced, priced))[2].holds).toBe(false);
  });

  it('read gold off a course between its points, and nothing beyond them', () => {
    const course = madeUpCourse(0, { kl: [0, 4], gold: [0, 0.4], proxy: [0, 1] });
    expect(goldAt(course, 1)).toBeCloseTo(0.2, 9);
    expect(goldAt(course, 3)).toBeUndefined();
  });

  it('are what the titles say', () => {
    const titles = (data: B4Data) => Object.values(b4Figures(data)).map(({ layout }) => layout.title?.text);
    expect(titles(madeUp(free, priced, falling))).toEqual([
      'With a price on KL, PPO ends above SFT',
      'On prompts like the reward model’s own PPO gains more gold than on others',
      'Without a penalty: from 50 to 60 tokens a reply',
    ]);
    expect(titles(madeUp(free, falling, falling))[0]).toBe('No price of KL made PPO end above SFT');
    const two = madeUp(free, priced, falling);
    const cheap = { ...two.arms[1], klCoefficient: 0.02, seeds: two.arms[2].seeds };
    expect(titles({ arms: [two.arms[0], cheap, ...two.arms.slice(1)] })[0]).toBe(
      'PPO ends above SFT at β 0.15 only',
    );
  });
});
