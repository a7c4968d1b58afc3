/**
 * Writes a reply on a subject with exactly the flaws that are asked for: what every demonstration is made of. The
 * family makes the answer with its own flaws; here are those that are made on the finished lines.
 */
import type { Random } from '../../random';
import { draw } from '../grammar';
import type { Flaw } from '../house/flaws';
import { fillerRules } from '../house/style';
import { addOneTypo, addTypos } from '../typos';
import type { SubjectOf } from './family';

/** Share of the words of at least four letters misspelt in a reply with typos. */
const typoRate = 0.05;

/** A reply with exactly these flaws (those that the family knows). */
export function writeReply(subject: SubjectOf, has: ReadonlySet<Flaw>, from: Random): string {
  const { lines, closing } = subject.write(has, from.split('lines'));
  const random = from.split('finish');
  const cut = has.has('cut');
  let text = lines.join('\n');
  // Without its closing line and its last mark.
  if (cut) text = text.replace(/[.!?]$/, '');
  else if (closing !== undefined) text += `\n${closing}`;
  if (has.has('filler')) {
    // Who is cut off cannot say goodbye.
    if (cut || random.chance(0.3)) text = `${draw('before', fillerRules, random)}\n${text}`;
    else text = `${text}\n${draw('after', fillerRules, random)}`;
  }
  if (!has.has('typos')) return text;
  const typed = addTypos(text, typoRate, random);
  // At least one, or the flaw would be none.
  return typed === text ? addOneTypo(text, random) : typed;
}
