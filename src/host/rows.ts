/** Data sets from disk: JSONL files against a schema, and how their rows are called in messages. */
import type { z } from 'zod';
import { parseJsonl } from '../data/jsonl';
import { readText } from './files';

/** The rows of a JSONL file, at least one. @throws UserError that names the file, the line and the column. */
export function readRows<T>(file: string, schema: z.ZodType<T>): T[] {
  return parseJsonl(readText(file), file, schema);
}

/** "prompts.jsonl:3" for row 2 (from 0). */
export function rowName(file: string, row: number): string {
  return `${file}:${row + 1}`;
}
