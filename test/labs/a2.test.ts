/** Lab A2 at toy size: an account of every stage, from what the runs counted. */
import { expect, it } from 'vitest';
import { a2 } from '../../src/labs/a2';
import { openBackend } from '../../src/node/backends';
import { memoryStore } from '../../src/study/store';
import { Workbench } from '../../src/study/workbench';
import { changesTo, proveLab, toyJob } from '../helpers/toy-labs';

it('lab A2 has an account of every stage of the main job, all that it used', async () => {
  const changes = { ...changesTo(toyJob, 'job'), 'job.foundation.demonstrations': 64 };
  const { result, figures } = await proveLab(a2, changes, ['pre-training', 'post-training', 'SFT']);
  const { ledger, rows, checks } = result;
  expect(ledger.map(({ stage }) => stage)).toEqual(['SFT', 'sampling', 'reward model', 'PPO']);
  const value = (arm: string, measure: string) =>
    rows.find((row) => row.arm === arm && row.measure === measure)?.value;
  /** Rows keep five digits. */
  const inRows = (exact: number) => Number(exact.toPrecision(5));
  let total = 0;
  for (const { stage, flops, parameters, trainedTokens, forwardTokens } of ledger) {
    expect(flops).toBe(parameters * (6 * trainedTokens + 2 * forwardTokens));
    expect(value('post-training', stage)).toBe(inRows(flops / 1e12));
    total += flops;
  }
  // Sampling trains nothing.
  expect(ledger[1].trainedTokens).toBe(0);
  expect(value('pre-training', 'pre-training')).toBe(6e9 / 1e12);
  expect(checks.map(({ id, effect, main }) => [id, effect, main])).toEqual([
    ['less', inRows(Math.log10(6e9 / total)), undefined],
    ['a-tenth', inRows(Math.log10(6e9 / total)), true],
    ['sft-a-tenth', inRows(Math.log10(6e9 / ledger[0].flops)), undefined],
  ]);
  expect(figures.compute.layout.barmode).toBe('stack');
  // Seconds are no part of a result, which is to have the same bytes again.
  expect(JSON.stringify(result)).not.toContain('seconds');
}, 240_000);

it('lab A2 says so when the workbench does not know how its base was made', async () => {
  const none = (): never => {
    throw new Error('not needed');
  };
  const backend = await openBackend('engine', 1);
  const bench = new Workbench({ backend, base: none, exposure: none, store: memoryStore(), code: () => '' });
  await expect(a2.run(bench, 'quick').next()).rejects.toThrow('does not know');
});
