/**
 * Text cut along a pattern in the five ways of Hugging Face's tokenizers (`NormalizedString::split`): what becomes of
 * a match, which may be a word of its own, be dropped, or go with its neighbour.
 */

/** What becomes of the matches of a pattern. */
export type SplitBehavior = 'Removed' | 'Isolated' | 'MergedWithPrevious' | 'MergedWithNext' | 'Contiguous';

/** A stretch of text, and whether it is a match. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly match: boolean;
}

/** The matches of a pattern and what stands between them, in order. */
function stretchesOf(text: string, pattern: RegExp, invert: boolean): Stretch[] {
  const found: Stretch[] = [];
  let done = 0;
  for (const { index, 0: match } of text.matchAll(pattern)) {
    if (index > done) found.push({ start: done, end: index, match: invert });
    done = index + match.length;
    found.push({ start: index, end: done, match: !invert });
  }
  if (done < text.length) found.push({ start: done, end: text.length, match: invert });
  return found;
}

/** Neighbours made one where `joins` says so. */
function joined(
  stretches: readonly Stretch[],
  joins: (before: Stretch, next: Stretch) => boolean,
): Stretch[] {
  const all: Stretch[] = [];
  stretches.forEach((stretch, i) => {
    const last = all.at(-1);
    if (last !== undefined && joins(stretches[i - 1], stretch))
      all[all.length - 1] = { ...last, end: stretch.end };
    else all.push(stretch);
  });
  return all;
}

/**
 * Cuts a text along a pattern; no piece is empty.
 * @param pattern with the flags g and u.
 * @param invert what lies between the matches counts as the match.
 */
export function splitText(text: string, pattern: RegExp, behavior: SplitBehavior, invert = false): string[] {
  const all = stretchesOf(text, pattern, invert);
  const pieces = {
    Isolated: () => all,
    Removed: () => all.filter(({ match }) => !match),
    Contiguous: () => joined(all, (before, next) => before.match === next.match),
    // Of several matches in a row, only the one beside the text goes with it.
    MergedWithPrevious: () => joined(all, (before, next) => next.match && !before.match),
    MergedWithNext: () => joined(all, (before, next) => before.match && !next.match),
  }[behavior]();
  return pieces.filter(({ start, end }) => end > start).map(({ start, end }) => text.slice(start, end));
}
