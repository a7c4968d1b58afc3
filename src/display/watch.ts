/** A trainer's stream in a notebook. The records pass through unchanged and come back as a list. */
import type { LiveNumbers } from '../host/progress';
import { Live } from './live';

/** What every trainer's record has. */
export interface Stepped {
  /** Steps taken, from 1, and in the whole run. */
  readonly step: number;
  readonly steps: number;
}

/**
 * Runs a stream to its end and shows it on the way: a line that says how far it is, and a chart that grows in place.
 * @param measures the numbers of a record that are worth a curve; undefined for a record that has none.
 * @returns all records, in order.
 */
export async function watch<Entry extends Stepped>(
  title: string,
  stream: AsyncIterable<Entry>,
  measures: (entry: Entry) => LiveNumbers | undefined,
): Promise<Entry[]> {
  const live = new Live();
  const records: Entry[] = [];
  for await (const record of stream) {
    if (records.length === 0) live.begin(title, record.steps);
    records.push(record);
    live.step(record.step, measures(record) ?? {});
  }
  await live.finish(records.length > 0 ? records[records.length - 1].step : 0);
  return records;
}
