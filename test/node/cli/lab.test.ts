/** What a lab's run says on the terminal. */
import { expect, it } from 'vitest';
import { labReport, secondsLine } from '../../../src/node/cli/lab-run';
import { quickNote } from '../../../src/study/page';
import { finish, toyBench } from '../../helpers/toy-labs';
import { toyLab } from '../../study/toy';

it('sums seconds by stage, in the order of first use', () => {
  const timings = [
    { stage: 'SFT', seconds: 1.25 },
    { stage: 'sampling', seconds: 2 },
    { stage: 'SFT', seconds: 0.5 },
  ];
  expect(secondsLine(timings)).toBe('Seconds by stage: SFT 1.8, sampling 2.0');
});

it('tells a result by its arms in columns, its checks one a line, and how many hold', async () => {
  const lab = toyLab();
  const { result } = await finish(lab.run(await toyBench(), 'lecture'));
  const lines = labReport(lab, result).split('\n');
  expect(lines[0]).toBe('T1: Is it <so>?');
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}holds: T1: .* over 3 seeds, expected above 0;/));
  expect(lines).toContain('1 of 1 checks hold.');
  const quick = await finish(lab.run(await toyBench(), 'quick'));
  expect(labReport(lab, quick.result)).toContain(quickNote);
});
