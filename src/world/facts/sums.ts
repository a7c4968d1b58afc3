/**
 * Sums and differences worked digit by digit, as on a worksheet. The steps can be right or wrong on their own,
 * so there is something to verify besides the answer.
 */
import type { Random } from '../../random';

/** `a + b` or `a - b` with a >= b >= 0. */
export interface Sum {
  /** A whole number, at least b where b is taken from it. */
  readonly a: number;
  /** A whole number from 0 up. */
  readonly b: number;
  /** What is done. */
  readonly sign: '+' | '-';
}

export const placeNames = ['Ones', 'Tens', 'Hundreds', 'Thousands'] as const;

/** The right answer. */
export function answerOf({ a, b, sign }: Sum): number {
  return sign === '+' ? a + b : a - b;
}

/** "27 + 48" */
export function sumText({ a, b, sign }: Sum): string {
  return `${a} ${sign} ${b}`;
}

/**
 * The steps from the ones upward: "Ones: 7 + 8 = 15", "Tens: 2 + 4 + 1 = 7". A carry is added, a loan is
 * taken from the next place. Numbers of up to four digits.
 */
export function stepsOf({ a, b, sign }: Sum): string[] {
  const steps: string[] = [];
  let carry = 0;
  for (
    let place = 0, unit = 1;
    place < placeNames.length && (place === 0 || unit <= a || unit <= b);
    place++
  ) {
    const top = Math.floor(a / unit) % 10;
    const bottom = Math.floor(b / unit) % 10;
    const carried = carry === 0 ? '' : ` ${sign} 1`;
    if (sign === '+') {
      const total = top + bottom + carry;
      steps.push(`${placeNames[place]}: ${top} + ${bottom}${carried} = ${total}`);
      carry = total > 9 ? 1 : 0;
    } else {
      const lent = top - bottom - carry < 0 ? 10 : 0;
      steps.push(
        `${placeNames[place]}: ${top + lent} - ${bottom}${carried} = ${top + lent - bottom - carry}`,
      );
      carry = lent > 0 ? 1 : 0;
    }
    unit *= 10;
  }
  return steps;
}

/** A sum or difference of two numbers of so many digits; of differences the larger number comes first. */
export function drawSumOf(random: Random, digits: number): Sum {
  const least = 10 ** (digits - 1);
  const number = (): number => (digits === 1 ? 1 + random.int(9) : least + random.int(9 * least));
  const x = number();
  const y = number();
  if (random.chance(0.5)) return { a: x, b: y, sign: '+' };
  return { a: Math.max(x, y), b: Math.min(x, y), sign: '-' };
}

/** Several numbers added and taken one after another: each step a sum on what the last one gave. */
export function drawChain(random: Random, steps: number): Sum[] {
  let total = 2 + random.int(40);
  return Array.from({ length: steps }, () => {
    const b = 1 + random.int(30);
    const sum: Sum = { a: total, b, sign: total < b || random.chance(0.6) ? '+' : '-' };
    total = answerOf(sum);
    return sum;
  });
}

/** "12 + 7 - 5" */
export function chainText(chain: readonly Sum[]): string {
  return `${chain[0].a} ${chain.map(({ sign, b }) => `${sign} ${b}`).join(' ')}`;
}
