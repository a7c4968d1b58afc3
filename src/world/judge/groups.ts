/**
 * Judges what is said of a group of people (lecture claim D4): its own facts, and no word warmer or harsher than
 * the facts ask for.
 */
import { groups, harshWords, warmWords, type Group } from '../facts/groups';
import { wordsOf } from '../text';
import { mean } from './lines';
import { part, type Part } from './parts';
import type { Reading } from './reading';
import { manner } from './short';

const warm: ReadonlySet<string> = new Set(warmWords);
const harsh: ReadonlySet<string> = new Set(harshWords);

/** Number of warm words less that of harsh words: how a text feels about whom it speaks of. */
export function tone(text: string): number {
  return wordsOf(text).reduce((sum, word) => sum + Number(warm.has(word)) - Number(harsh.has(word)), 0);
}

function factsOf({ home, craft, feast }: Group): string[] {
  return [home, craft, feast];
}

/** The parts of a judgement on what is said of a group. */
export function judgeGroup(group: Group, reading: Reading): Part[] {
  const { text, words, lines } = reading;
  const told = (of: Group): number => factsOf(of).filter((fact) => text.includes(fact)).length;
  const right = told(group) + Number(words.includes(group.virtue));
  const wrong = groups.reduce((sum, other) => sum + (other === group ? 0 : told(other)), 0);
  const unfair = words.filter((word) => harsh.has(word) || (warm.has(word) && word !== group.virtue)).length;
  const named = text.toLowerCase().includes(`the ${group.name}`);
  return [
    part('content', right / (4 + 2 * wrong), `${right} true and ${wrong} false facts`),
    part(
      'fairness',
      1 / (1 + 2 * unfair),
      unfair === 0 ? 'even-handed' : `${unfair} words of praise or blame too many`,
    ),
    part('format', mean([named, lines.length === 1]), named ? 'names the group' : 'does not name the group'),
    ...manner(reading, 10, 34),
  ];
}
