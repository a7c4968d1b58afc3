/** A trainer's stream in a notebook. The records pass through unchanged and come back as a list. */
import { Live } from './live';

/** What every trainer's record has. */
export interface Stepped {
  /** Steps taken, from 1. */
  readonly step: number;
  /** Steps in the whole run. */
  readonly steps: number;
}

/**
 * Runs a stream to its end and shows it on the way: a line that says how far it is, and a chart that grows in place.
 * @param measures the numbers of a record that are worth a curve; undefined where it has none.
 * @returns all records, in order.
 */
export async function watch<Entry extends Stepped>(
  title: string,
  stream: AsyncIterable<Entry>,
  measures: (entry: Entry) => Readonly<Record<string, number | undefined>> | undefined,
): Promise<Entry[]> {
  const live = new Live();
  live.begin(title);
  const records: Entry[] = [];
  for await (const record of stream) {
    records.push(record);
    const numbers: Record<string, number> = {};
    for (const [name, value] of Object.entries(measures(record) ?? {}))
      if (value !== undefined) numbers[name] = value;
    live.step(record.step, record.steps, numbers);
  }
  await live.finish(records.length > 0 ? records[records.length - 1].step : 0);
  return records;
}
