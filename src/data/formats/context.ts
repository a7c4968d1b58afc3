/**
 * What of a row a format does not read although the model would have seen it or the loss would have heeded it: told, and
 * never dropped in silence. A column with nothing in it is none.
 */
import { UserError } from '../../errors';
import type { Row } from './format';

/** Columns in which data sets keep context beside prompt and reply. */
const columns = ['system', 'history', 'tools', 'functions', 'documents', 'images', 'chat_template_kwargs'];
/** Keys of a turn that templates write, or that bring another turn along. */
const keys = [
  'tool_calls',
  'tool_call_id',
  'function_call',
  'reasoning_content',
  'reasoning',
  'thinking',
  'name',
  'images',
  // By these, other trainers leave turns out of the loss; here `weight` does.
  'train',
  'training',
  'train_detail',
  'loss',
];

/** Whether a text in it has half a character, of a pair that JSON writes as two: Python can give it no ids. */
function hasHalves(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Cs}/u.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasHalves);
}

/** @throws UserError that names the row, where a record has half a character (an emoji that was cut). */
export function refuseHalves(record: object, where: string): void {
  if (hasHalves(record))
    throw new UserError(`${where}: half a character (a lone surrogate) in a text; mend or remove the row`);
}

function filled(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).some(filled);
  return value !== undefined && value !== null;
}

/**
 * Refuses a row with context that would be lost.
 * @param read the columns that the format reads.
 * @throws UserError that names the row and the column.
 */
export function refuseLostContext(row: Row, read: readonly string[], where: string): void {
  const lost = (name: string) => {
    throw new UserError(
      `${where}: column "${name}" is not read and would be lost; remove it to go on without`,
    );
  };
  if (read.includes('completion') && typeof row['label'] === 'boolean')
    throw new UserError(
      `${where}: column "label" says whether the completion is good (TRL's unpaired preference), which is not ` +
        'supported; keep the good ones and remove the column',
    );
  for (const name of columns) if (!read.includes(name) && filled(row[name])) lost(name);
  for (const name of read) {
    const turns = row[name];
    if (!Array.isArray(turns)) continue;
    turns.forEach((turn: unknown, i) => {
      if (typeof turn !== 'object' || turn === null) return;
      for (const key of keys) if (filled(Reflect.get(turn, key))) lost(`${name}[${i}].${key}`);
    });
  }
}
