/** All labs, in the lecture's order. */
import { UserError } from '../errors';
import { b3 } from './b3/lab';
import { b4 } from './b4';
import { b5 } from './b5/lab';
import type { Lab } from './lab';

export const labs: readonly Lab[] = [b3, b4, b5];

/** @throws UserError that lists the labs there are. */
export function labById(id: string): Lab {
  const lab = labs.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (lab) return lab;
  throw new UserError(`lab ${id}: there is none; expected one of ${labs.map((one) => one.id).join(', ')}`);
}
