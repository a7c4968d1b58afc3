/** A check in words: the one way in which terminal, page, notebook and README print it. */
import { withMinus } from '../plots/numbers';
import type { Check, Verdict } from './checks';

/** Three significant digits, with a true minus sign. */
export function threeDigits(value: number): string {
  return withMinus(String(Number(value.toPrecision(3))));
}

/** A check's parts as text. */
export interface CheckWords {
  readonly id: string;
  readonly verdict: Verdict;
  /** The statement, with its claim. */
  readonly statement: string;
  /** Effect, interval, unit, and over what: "0.21 [0.1, 0.32] sd of SFT over 3 seeds". */
  readonly found: string;
  /** Where the claim puts the effect: "above 0; less than 0.1 does not matter". */
  readonly expected: string;
}

/** The words for a check. */
export function checkWords({ id, claim, statement, verdict, ...check }: Check): CheckWords {
  const { effect, interval, unit, over, expected, bound, matters } = check;
  const ends = interval ? `[${interval.map(threeDigits).join(', ')}]` : 'no interval';
  return {
    id,
    verdict,
    statement: `${claim}: ${statement}`,
    found: effect === null ? 'not measured' : `${threeDigits(effect)} ${ends} ${unit} over ${over}`,
    expected:
      expected === 'within'
        ? `within ${threeDigits(matters)} of ${threeDigits(bound)}`
        : `${expected} ${threeDigits(bound)}; ${threeDigits(matters)} is the least that matters`,
  };
}

/** A check as one line of plain text. */
export function checkLine(check: Check): string {
  const { verdict, statement, found, expected } = checkWords(check);
  return `${verdict === 'holds' ? verdict : verdict.toUpperCase()}: ${statement}: ${found}, expected ${expected}`;
}

/** "5 of 9 checks hold, 1 is contradicted, 1 shows no difference that matters, 2 are undecided." */
export function countLine(checks: readonly Check[]): string {
  const count = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length;
  const some = (n: number, one: string, many: string) => (n > 0 ? [`${n} ${n === 1 ? one : many}`] : []);
  return `${[
    `${count('holds')} of ${checks.length} checks hold`,
    ...some(count('contradicted'), 'is contradicted', 'are contradicted'),
    ...some(
      count('no difference that matters'),
      'shows no difference that matters',
      'show no difference that matters',
    ),
    ...some(count('undecided'), 'is undecided', 'are undecided'),
  ].join(', ')}.`;
}
