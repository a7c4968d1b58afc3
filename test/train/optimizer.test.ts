import { describe, expect, it } from 'vitest';
import { requireFinite, requirePrompts } from '../../src/train/checks';
import { learningRateAt } from '../../src/train/optimizer';

describe('the learning rate', () => {
  const course = (warmupSteps: number, decay: 'constant' | 'linear', steps: number) =>
    Array.from({ length: steps }, (_, step) =>
      learningRateAt({ learningRate: 1, warmupSteps, decay }, step, steps),
    );

  it('rises linearly and then stays', () => {
    expect(course(4, 'constant', 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('rises linearly, touches its height and falls, never to 0', () => {
    expect(course(2, 'linear', 6)).toEqual([0.5, 1, 1, 0.75, 0.5, 0.25]);
  });

  it('starts at its height without a warm-up', () => {
    expect(course(0, 'linear', 2)).toEqual([1, 0.5]);
  });

  it('may end within the warm-up', () => {
    expect(course(4, 'linear', 2)).toEqual([0.25, 0.5]);
  });
});

describe('checks', () => {
  it('stop at NaN and infinity and name step and quantity', () => {
    expect(() => requireFinite('sft: step 3', { loss: 1, 'gradient norm': Infinity })).toThrow(
      'sft: step 3: gradient norm is Infinity; training stopped',
    );
    expect(() => requireFinite('sft: step 3', { loss: 0 })).not.toThrow();
  });

  it('want prompts that leave room for a reply', () => {
    expect(() => requirePrompts('ppo', [], 8)).toThrow('ppo: no prompts');
    expect(() => requirePrompts('ppo', [Int32Array.of(1), new Int32Array(8)], 8)).toThrow(
      'ppo: prompt 1 has 8 tokens; expected 1 to 7',
    );
  });
});
