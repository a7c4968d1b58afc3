/**
 * Writes a reply on a subject with exactly the flaws that are asked for: what every demonstration is made of.
 */
import type { Random } from '../../random';
import { finish, type Flaw } from '../house/flaws';
import type { SubjectOf } from './family';

/** A reply with exactly these flaws (those that the family knows). */
export function writeReply(subject: SubjectOf, has: ReadonlySet<Flaw>, random: Random): string {
  const lines = subject.write(has, random.split('lines'));
  return finish(lines, subject.closings ?? [], has, random.split('finish'));
}
