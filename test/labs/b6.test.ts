/** Lab B6: its path at toy size, and its checks on made-up rows. */
import { describe, expect, it } from 'vitest';
import { b6, b6Checks, b6Presets } from '../../src/labs/b6';
import { prompts } from '../../src/world';
import { changesTo, proveLab, toyBench, toyJob } from '../helpers/toy-labs';
import { madeUp, verdictsOn } from './made-up';

describe('lab B6', () => {
  it('measures sums and gold of SFT and of every arm', async () => {
    const changes = { ...changesTo(toyJob, ''), 'foundation.demonstrations': 64, measuredPrompts: 6 };
    const arms = ['SFT', 'RM', '×2', 'sums'];
    const { result, figures } = await proveLab(b6, changes, arms);
    for (const arm of arms)
      for (const measure of ['sums right', 'gold'])
        expect(result.rows.filter((row) => row.arm === arm && row.measure === measure)).toHaveLength(6);
    const along = result.rows.filter(({ measure }) => measure === 'gold of sums along the way');
    expect(along.map(({ arm, at }) => [arm, at])).toEqual(
      arms.slice(1).flatMap((arm) => [
        [arm, 0],
        [arm, 1],
      ]),
    );
    expect(Object.keys(figures)).toEqual(['mixture', 'courses']);
  }, 240_000);

  it('refuses weights without the one that the checks are about, before any work', async () => {
    const events = b6.run(await toyBench(), 'quick', { weights: [1] });
    await expect(events.next()).rejects.toThrow('weights are 1; expected 2, which the checks are about');
  });

  it('asks for as many sums as for the rest, to a tenth', () => {
    const all = prompts('rewards', b6Presets.quick.families);
    const sums = all.filter(({ family }) => family === 'arithmetic').length;
    expect(Math.abs(sums / all.length - 0.5)).toBeLessThan(0.1);
  });
});

describe('checks of lab B6', () => {
  /** Share of sums right and gold of each arm. */
  const rows = (levels: Readonly<Record<string, readonly [right: number, gold: number]>>) =>
    Object.entries(levels).flatMap(([arm, [right, gold]]) => [
      ...madeUp(arm, 'sums right', right),
      ...madeUp(arm, 'gold', gold),
    ]);
  const checks = b6Checks(b6Presets.lecture);

  it('hold where the mixture raises both and either alone its own', () => {
    const as = { SFT: [0.2, 0], RM: [0.1, 1.5], '×2': [0.5, 1], sums: [0.8, -0.5] } as const;
    const found = verdictsOn(checks, rows(as));
    expect(Object.keys(found)).toHaveLength(8);
    for (const [id, verdict] of Object.entries(found)) expect([id, verdict]).toEqual([id, 'holds']);
  });

  it('find no difference that matters where no reward moves anything', () => {
    const still = [0.2, 0.1] as const;
    const found = verdictsOn(checks, rows({ SFT: still, RM: still, '×2': still, sums: still }));
    expect(new Set(Object.values(found))).toEqual(new Set(['no difference that matters']));
  });

  it('are contradicted where the reward model alone is right on more sums', () => {
    const as = { SFT: [0.2, 0], RM: [0.9, 1.5], '×2': [0.5, 1], sums: [0.8, -0.5] } as const;
    expect(verdictsOn(checks, rows(as))['model-leaves-sums']).toBe('contradicted');
  });
});
