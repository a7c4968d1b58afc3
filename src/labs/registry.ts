/** All labs, in the lecture's order. */
import { UserError } from '../errors';
import { a1 } from './a1';
import { a2 } from './a2';
import { a4 } from './a4';
import { b1 } from './b1';
import { b2 } from './b2';
import { b3 } from './b3';
import { b4 } from './b4';
import { b5 } from './b5';
import { b6 } from './b6';
import { d2 } from './d2';
import { d3 } from './d3';
import { d5 } from './d5';
import { lecture } from './lecture';
import type { Lab } from '../study/lab';

/** The main job, and the labs in the lecture's order. */
export const labs: readonly Lab[] = [lecture, a1, a2, a4, b1, b2, b3, b4, b5, b6, d2, d3, d5];

/** @throws UserError that lists the labs there are. */
export function labById(id: string): Lab {
  const lab = labs.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (lab) return lab;
  throw new UserError(`lab ${id}: there is none; expected one of ${labs.map((one) => one.id).join(', ')}`);
}
