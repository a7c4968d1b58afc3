/** All labs, in the lecture's order. */
import { UserError } from '../errors';
import { a1 } from './a1';
import { a4 } from './a4';
import { b1 } from './b1';
import { b6 } from './b6';
import { lecture } from './lecture';
import type { Lab } from '../study/lab';

/** The main job, and the labs in the lecture's order. */
export const labs: readonly Lab[] = [lecture, a1, a4, b1, b6];

/** @throws UserError that lists the labs there are. */
export function labById(id: string): Lab {
  const lab = labs.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (lab) return lab;
  throw new UserError(`lab ${id}: there is none; expected one of ${labs.map((one) => one.id).join(', ')}`);
}
