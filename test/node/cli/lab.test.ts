import { expect, it } from 'vitest';
import { secondsLine } from '../../../src/node/cli/lab';

it('sums seconds by stage, in the order of first use', () => {
  const timings = [
    { stage: 'SFT', seconds: 1.25 },
    { stage: 'sampling', seconds: 2 },
    { stage: 'SFT', seconds: 0.5 },
  ];
  expect(secondsLine(timings)).toBe('Seconds by stage: SFT 1.8, sampling 2.0');
});
