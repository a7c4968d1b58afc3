/** A check in words. */
import { describe, expect, it } from 'vitest';
import { verdicts } from '../../src/study/checks';
import { checkLine, checkWords, countLine, threeDigits } from '../../src/study/words';
import { aCheck } from './toy';

describe('a check in words', () => {
  it('says effect, interval, unit and seeds, and what is expected', () => {
    expect(checkWords({ ...aCheck, statement: 'it is so' })).toEqual({
      id: 'one',
      verdict: 'holds',
      statement: 'T1: it is so',
      found: '1.23 [0.75, 2] units over 3 seeds',
      expected: 'above 0.5; 0.1 is the least that matters',
    });
    expect(checkWords({ ...aCheck, expected: 'within', bound: 0 }).expected).toBe('within 0.1 of 0');
  });

  it('says what is missing', () => {
    const over = 'nothing: not measured';
    expect(checkWords({ ...aCheck, effect: null, interval: null, over }).found).toBe('not measured');
    expect(checkWords({ ...aCheck, interval: null, over: 'one run' }).found).toBe(
      '1.23 no interval units over one run',
    );
  });

  it('stands on one line, where only what holds is quiet', () => {
    const rest =
      'T1: it is so: 1.23 [0.75, 2] units over 3 seeds, expected above 0.5; 0.1 is the least that matters';
    const lines = verdicts.map((verdict) => checkLine({ ...aCheck, verdict }));
    expect(lines).toEqual([
      `holds: ${rest}`,
      `CONTRADICTED: ${rest}`,
      `NO DIFFERENCE THAT MATTERS: ${rest}`,
      `UNDECIDED: ${rest}`,
    ]);
  });

  it('has three digits and a true minus sign', () => {
    expect([-0.25, -1234.5, 0.000123456, 0, 100].map(threeDigits)).toEqual([
      ...['−0.25', '−1230', '0.000123', '0', '100'],
    ]);
    expect(checkWords({ ...aCheck, effect: -1, interval: [-2, -0.5], bound: -0.1 })).toMatchObject({
      found: '−1 [−2, −0.5] units over 3 seeds',
      expected: 'above −0.1; 0.1 is the least that matters',
    });
  });
});

it('verdicts are counted, those there are', () => {
  const of = (...found: (typeof verdicts)[number][]) =>
    countLine(found.map((verdict) => ({ ...aCheck, verdict })));
  expect(of('holds')).toBe('1 of 1 checks hold.');
  expect(of(...verdicts, 'undecided')).toBe(
    '1 of 5 checks hold, 1 is contradicted, 1 shows no difference that matters, 2 are undecided.',
  );
  expect(of('contradicted', 'contradicted')).toBe('0 of 2 checks hold, 2 are contradicted.');
});
