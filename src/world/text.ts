/**
 * Small helpers for English text: capitals, lists, numbers as words, words of a text, stable hashes of names.
 */

/** The text with its first letter as a capital. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a baker", "an architect". */
export function withArticle(noun: string): string {
  return `${'aeiou'.includes(noun[0]) ? 'an' : 'a'} ${noun}`;
}

/** "a", "a and b", "a, b and c". */
export function joined(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** "one" … "ten", by number. */
export const numberWords: readonly string[] = 'no one two three four five six seven eight nine ten'.split(
  ' ',
);

/** The words of a text in lower case: letters with inner apostrophes. Numbers and signs are left out. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+(?:'[a-z]+)*/g) ?? [];
}

/** Lines without the blanks around them and without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A name as part of an id: lower case, hyphens. "Chili sauce" becomes "chili-sauce". */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** A hash of the text in [0, n) that never changes: which entities are held out depends on names alone. */
export function stableHash(text: string, n: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % n;
}
