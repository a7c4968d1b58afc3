/** What a format of data sets is: the columns that give it away, their schema, and the record that a row becomes. */
import type * as z from 'zod';
import { fitSchema } from '../json';
import type { DataRecord, RecordKind } from '../records';
import { refuseHalves, refuseLostContext } from './context';

/** A row as it lies in the file: values by column. */
export type Row = Readonly<Record<string, unknown>>;

/** A format of data sets. */
export interface Format {
  /** For `--format`. */
  readonly name: string;
  /** What a row becomes. */
  readonly kind: RecordKind;
  /** Whether a row looks like it; never throws. */
  readonly matches: (row: Row) => boolean;
  /** A row as a record. @param where the file with the line or row. @throws UserError that names it and the column at fault. */
  readonly read: (row: Row, where: string) => DataRecord;
}

/** A format from the schema of its rows. `convert` may throw a UserError that begins with `where`. */
export function defineFormat<Columns, Kind extends RecordKind>(definition: {
  readonly name: string;
  readonly kind: Kind;
  readonly matches: (row: Row) => boolean;
  readonly schema: z.ZodObject & z.ZodType<Columns>;
  readonly convert: (columns: Columns, where: string) => Extract<DataRecord, { kind: Kind }>;
}): Format {
  const { name, kind, matches, schema, convert } = definition;
  return {
    name,
    kind,
    matches,
    read: (row, where) => {
      const columns = fitSchema(row, where, schema, 'column');
      refuseLostContext(row, Object.keys(schema.shape), where);
      const record = convert(columns, where);
      refuseHalves(record, where);
      return record;
    },
  };
}

/** Whether a row has all of these columns, with something in them. */
export function has(row: Row, ...columns: readonly string[]): boolean {
  return columns.every((column) => Object.hasOwn(row, column) && row[column] != null);
}
