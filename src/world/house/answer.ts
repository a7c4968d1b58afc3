/**
 * The number that a reply gives as its answer to a sum: what is verified. A reply that gives two numbers, by a
 * correction or side by side, has not settled on one, and gives none.
 */

/** A number after "The answer is", with its thousands parted by commas and its decimals, if it has them. */
const number = String.raw`(-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)`;
const said = new RegExp(`the answer is ${number}`, 'gi');
/** What follows a number that is one of a choice, a range or a calculation, or no plain number. */
const goesOn = /^(?:\s*(?:[,;/–+*×%-]|to|or|and|through)\s*(?:(?:or|and)\s*)?-?\d|\s*[%/]|[a-z])/i;

/** A later number that takes its place. */
const corrects = /\b(?:no|wait|actually|sorry|rather|correction|i mean)\b[^.!?\n]*\d/i;

/**
 * The answer as digits, without commas and empty decimals: "1000" for "The answer is 1,000.".
 * @returns '' where no answer or more than one is given.
 */
export function answerGiven(reply: string): string {
  const answers = new Set<string>();
  let stated = false;
  for (const { index, 0: statement, 1: digits } of reply.matchAll(said)) {
    const rest = reply.slice(index + statement.length);
    if (goesOn.test(rest) || corrects.test(rest)) return '';
    stated ||= statement.startsWith('The');
    answers.add(digits.replaceAll(',', '').replace(/\.0+$/, ''));
  }
  const [first = '', ...others] = answers;
  return stated && others.length === 0 ? first : '';
}

/** The number a reply gives as its answer, or undefined: for rewards that are verified, not learned. */
export function answerIn(reply: string): number | undefined {
  const given = answerGiven(reply);
  return given === '' ? undefined : Number(given);
}
