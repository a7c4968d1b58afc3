/**
 * Data parted into rows to train on and rows to evaluate on: by prompt, not by row. Data sets have several rows to one
 * prompt, and a model that has been trained on one reply to a prompt is no stranger to the other.
 */
import type { Random } from '../random';
import type { Message } from './records';

/** Names a prompt by its content: equal prompts have equal names, whatever form they had in their files. */
export function promptKey(messages: readonly Message[]): string {
  return JSON.stringify(messages.map(({ role, content }) => [role, content.trim()]));
}

/**
 * What a demonstration asks first. A conversation is imitated from its first reply on, so two conversations that open
 * alike share a prompt, however they go on. Without an opening it is its own prompt.
 */
export function openingOf(messages: readonly Message[]): readonly Message[] {
  const replies = messages.findIndex(({ role }) => role === 'assistant');
  return replies > 0 ? messages.slice(0, replies) : messages;
}

/** A data set in two parts. */
export interface Parts<Row> {
  readonly training: Row[];
  readonly heldOut: Row[];
  /** How many different prompts the held-out rows have; none of them is among those of the training rows. */
  readonly heldOutPrompts: number;
}

/**
 * Parts a data set by lot. Where every row has a prompt of its own, this is a lot among rows.
 * @param share of the rows, in [0, 1), to be held out: as many as whole prompts give without passing it, but one prompt
 *   at least where the share is above 0. Something is always left for training, so rows of one prompt are not parted.
 * @param keyOf names a row's prompt, by `promptKey`.
 */
export function holdOut<Row>(
  rows: readonly Row[],
  share: number,
  random: Random,
  keyOf: (row: Row) => string,
): Parts<Row> {
  const shuffled = random.split('held out').shuffle(rows);
  const sizes = new Map<string, number>();
  const keys = shuffled.map(keyOf);
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const wanted = share === 0 ? 0 : Math.min(Math.max(1, Math.floor(share * rows.length)), rows.length - 1);
  const held = new Set<string>();
  let count = 0;
  for (const [key, size] of sizes)
    if (count + size <= wanted) {
      held.add(key);
      count += size;
    }
  if (held.size === 0 && wanted > 0 && sizes.size > 1) {
    // No prompt has so few rows: the one with the fewest goes.
    const [fewest] = [...sizes].reduce((least, entry) => (entry[1] < least[1] ? entry : least));
    held.add(fewest);
  }
  const isHeld = (_: Row, i: number) => held.has(keys[i]);
  return {
    training: shuffled.filter((row, i) => !isHeld(row, i)),
    heldOut: shuffled.filter(isHeld),
    heldOutPrompts: held.size,
  };
}

/** The rows whose prompt is none of the training rows'. */
export function unseen<Row>(
  rows: readonly Row[],
  training: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  const seen = new Set(training.map(keyOf));
  return rows.filter((row) => !seen.has(keyOf(row)));
}
