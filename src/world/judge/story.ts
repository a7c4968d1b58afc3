/**
 * Judges little stories: about what was asked for, the four turns in their order, a line each, an end. Whether it
 * is a good story is a matter of taste that this program does not have.
 */
import { closings } from '../demonstrations/style';
import { heroes, storyTurns, wishes, type StoryTheme } from '../facts/stories';
import { wordsOf } from '../text';
import { sentencesOf } from './bullets';
import { directness, ending, length, repetition, spelling } from './manner';
import { part, type Part } from './parts';
import type { Reading } from './reading';

const cast: ReadonlySet<string> = new Set([...heroes, ...wishes]);

/** How many of the turns are there, in order, each a sentence about somebody or something in a story. */
function turnsIn(sentences: readonly string[]): number {
  let next = 0;
  let found = 0;
  for (const sentence of sentences) {
    const lower = sentence.trim().toLowerCase();
    const turn = storyTurns.findIndex(({ sign }, i) => i >= next && lower.startsWith(`${sign} `));
    if (turn < 0) continue;
    const words = wordsOf(lower);
    if (words.length < 5 || !words.some((word) => cast.has(word))) continue;
    found++;
    next = turn + 1;
  }
  return found;
}

/** The parts of a judgement on a story. */
export function judgeStory(theme: StoryTheme, reading: Reading): Part[] {
  const { words, lines, text } = reading;
  const sentences = sentencesOf(text);
  // Who is named first is the hero; a story without its beginning may name him anywhere.
  const opening = sentences.find((sentence) => /^once /i.test(sentence.trim()));
  const hero = (opening === undefined ? words : wordsOf(opening)).includes(theme.hero);
  const thing = words.includes(theme.thing);
  const turns = turnsIn(sentences);
  const wanted = storyTurns.length;
  return [
    part(
      'content',
      (hero ? 1 : 0.2) * (thing ? 1 : 0.4),
      `${hero ? 'about' : 'not about'} the ${theme.hero}, ${thing ? 'with' : 'without'} the ${theme.thing}`,
    ),
    part('steps', turns / wanted, `${turns} of ${wanted} turns of a story`),
    part('format', Math.min(1, (lines.length - 1) / (wanted - 1)), `${lines.length} lines`),
    repetition(reading),
    directness(reading),
    spelling(reading),
    length(reading, 18, 60),
    ending(reading, closings.story),
  ];
}
