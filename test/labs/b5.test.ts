/** Lab B5: its path at toy size, and its checks on made-up sweeps. */
import { describe, expect, it } from 'vitest';
import { b5, b5Checks, b5Presets } from '../../src/labs/b5';
import { changesTo, proveLab, toyJob } from '../helpers/toy-labs';
import { madeUp, madeUpCourse, verdictsOn } from './made-up';

it('lab B5 measures every cell of the sweeps, the ensembles and three PPO arms', async () => {
  const { comparisons, ...job } = toyJob;
  const changes = {
    ...changesTo(job, ''),
    'foundation.demonstrations': 64,
    comparisons: [4, comparisons],
    'pool.prompts': 4,
    'pool.samplesPerPrompt': 8,
    prices: [0, 0.15],
    ensembles: true,
  };
  const cells = ['4 comparisons', '16 comparisons', 'tiny model', 'large model', '10 % turned round'];
  const curves = ['one reward model', 'mean of three', 'worst of three', 'gold itself'];
  const runs = ['PPO', 'PPO, β 0.15', 'PPO: mean of three', 'PPO: worst of three', 'PPO on gold'];
  const { result, figures } = await proveLab(b5, changes, [...cells, ...curves, ...runs, 'all cells']);
  expect(Object.keys(figures)).toEqual(['over-optimization', 'sweeps', 'remedies']);
  const one = (arm: string, at: number) =>
    result.rows.filter((row) => row.arm === arm && row.measure === 'gold' && row.at === at);
  for (const arm of curves) expect(one(arm, 8), arm).toHaveLength(4);
  for (const arm of runs) expect(one(arm, 1), arm).toHaveLength(4);
  // Choosing by gold is worth at least as much as choosing by anything else.
  for (const [i, { value }] of one('gold itself', 8).entries())
    for (const arm of curves) expect(value).toBeGreaterThanOrEqual(one(arm, 8)[i].value);
}, 400_000);

describe('checks of lab B5', () => {
  const settings = { ...b5Presets.lecture, worse: [{ comparisons: 250 }, { size: 'tiny' as const }] };
  const arms = (names: readonly string[], peaks: readonly number[]) =>
    names.flatMap((arm, i) => [
      ...madeUp(arm, 'gold', [0, peaks[i], peaks[i] / 2]),
      ...madeUp(arm, 'fitted peak', peaks[i]),
    ]);
  const rows = (truth: boolean) => {
    const rise = truth ? [0.4, 0.8, 1.2] : [1.2, 0.8, 0.4];
    return [
      ...madeUpCourse('PPO', truth ? [0, 1, 0.2] : [0, 0.5, 1], [0, 1, 2]),
      ...madeUpCourse('PPO: 250 comparisons', [0, truth ? 0.5 : 2, 0]),
      ...madeUpCourse('PPO: tiny model', [0, truth ? 0.5 : 2, 0]),
      ...madeUpCourse('PPO on gold', truth ? [0, 1, 2] : [0, -1, -2]),
      ...madeUp('all cells', 'share of cells with R² ≥ .95', truth ? 0.9 : 0.1),
      ...arms(['250 comparisons', '1000 comparisons', '4000 comparisons'], rise),
      ...arms(
        ['tiny model', 'small model', 'medium model', 'large model'],
        [...rise.slice(0, 2), ...rise.slice(1)],
      ),
      ...arms(['0 % turned round', '10 % turned round', '30 % turned round'], [...rise].reverse()),
      ...madeUp('one reward model', 'gold', truth ? [0, 1, 0.5] : [0, 0.5, 1]),
      ...madeUp('worst of three', 'gold', truth ? [0, 1, 0.9] : [0, 0.2, 0.3]),
      ...madeUp('gold itself', 'gold', truth ? [0, 1, 2] : [0, 0.2, 0.3]),
    ];
  };

  it('all hold where the claim is true', () => {
    const found = verdictsOn(b5Checks(settings), rows(true));
    expect(Object.keys(found)).toEqual([
      ...['free-falls', 'free-proxy', 'lower-peak-250', 'lower-peak-tiny', 'control-rises'],
      ...['best-of-n-falls', 'best-of-n-fit', 'comparisons-peak', 'comparisons-place'],
      ...['size-peak', 'size-place', 'noise-peak', 'noise-place', 'ensemble-more', 'gold-more'],
    ]);
    for (const [id, verdict] of Object.entries(found)) expect([id, verdict]).toEqual([id, 'holds']);
  });

  it('none holds where it is the other way round', () => {
    const found = verdictsOn(b5Checks(settings), rows(false));
    for (const [id, verdict] of Object.entries(found)) expect([id, verdict]).not.toEqual([id, 'holds']);
    for (const id of ['size-peak', 'noise-place', 'lower-peak-250', 'control-rises', 'gold-more'])
      expect([id, found[id]]).toEqual([id, 'contradicted']);
  });

  it('say nothing of sweeps of two places', () => {
    const ids = b5Checks(b5Presets.quick).map(({ id }) => id);
    expect(ids.filter((id) => /^(comparisons|size|noise)-/.test(id))).toEqual([]);
  });
});
