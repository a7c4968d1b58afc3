/**
 * Golden trajectories: what a recipe reported when it was last known to be right, compared with what it reports now.
 * Two checks a field, after the idea of TRL's invariant tests: no value is off by more than a tolerance, and the values
 * are not off to one side on average, which a slow drift would be long before a single one leaves the tolerance.
 *
 * On one machine the values are equal to the last bit. The tolerance is for other JavaScript engines, whose exp and log
 * may differ in the last place; counts are exact everywhere.
 */

/** One record's numbers by field. */
export type Row = Readonly<Record<string, number>>;

/** Fields that count something. */
const counts = new Set([
  ...['step', 'steps', 'epoch', 'iteration', 'promptIndex', 'kept', 'length', 'unfinished', 'mixedGroups'],
  ...['tokens', 'sampledTokens', 'scoredTokens', 'trainedTokens', 'duplicates'],
]);

/** Relative to the field's largest value in the trajectory: of a single value, and of the mean deviation. */
const tolerance = 1e-3;
const driftTolerance = 1e-4;

/** The numbers of records; texts, replies and fields without a value are left out. */
export function rowsOf(records: readonly object[]): Row[] {
  return records.map((record) =>
    Object.fromEntries(
      Object.entries(record).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
  );
}

/** What differs, one line each; empty when the trajectory is as it was. */
export function differences(golden: readonly Row[], now: readonly Row[]): string[] {
  if (golden.length !== now.length) return [`${now.length} records, were ${golden.length}`];
  const found: string[] = [];
  const fields = new Set([...golden, ...now].flatMap((row) => Object.keys(row)));
  for (const field of fields) {
    const scale = golden.reduce((most, row) => Math.max(most, Math.abs(row[field] ?? 0)), 0);
    let drift = 0;
    let seen = 0;
    golden.forEach((row, i) => {
      const [was, is] = [row[field], now[i][field]];
      if (was === undefined && is === undefined) return;
      const off = is - was;
      drift += off;
      seen++;
      const allowed = counts.has(field) ? 0 : tolerance * scale;
      if (!(Math.abs(off) <= allowed)) found.push(`record ${i + 1}: ${field} is ${is}, was ${was}`);
    });
    if (!counts.has(field) && !(Math.abs(drift / seen) <= driftTolerance * scale))
      found.push(`${field} drifts: off by ${drift / seen} on average`);
  }
  return found;
}
