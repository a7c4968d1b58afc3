/** Numbers as figures and pages show them. */

/** The text of a number with a true minus sign, as long as a plus, in place of the hyphen. */
export function withMinus(text: string): string {
  return text.replace('-', '−');
}
