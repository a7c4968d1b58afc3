/**
 * Judges advice and lists: distinct tips of the topic, distinct members of the category, as many as wanted.
 */
import { tipsWanted } from '../demonstrations/advice';
import { closings, listClosing } from '../demonstrations/style';
import type { Category } from '../facts/categories';
import { topics, type Topic } from '../facts/topics';
import { numberWords, wordsOf } from '../text';
import { inOrder, mean, parseLines, type Line } from './lines';
import { directness, ending, length, repetition, spelling } from './manner';
import { part, type Part } from './parts';

interface Bullets {
  readonly title: string;
  readonly items: readonly Line[];
  readonly chatter: number;
}

function bullets(reply: string, kind: Line['kind']): Bullets {
  const lines = parseLines(reply);
  const texts = lines.filter((line) => line.kind === 'text').length;
  const closing = lines.length > 1 && lines[lines.length - 1].kind === 'text' ? 1 : 0;
  return {
    title: (lines.find((line) => line.kind === 'heading')?.text ?? '').toLowerCase(),
    items: lines.filter((line) => line.kind === kind),
    chatter: texts - closing,
  };
}

/** The words of each tip, by topic. */
const tipWords = new Map(topics.map((topic) => [topic, topic.tips.map((tip) => new Set(wordsOf(tip)))]));

/** Shared words over all words: 1 for the same words, 0 for none in common. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared);
}

/** Below this overlap a line is not the tip. */
const sameTip = 0.5;

/** Each tip counts once, by the line that comes closest to it. */
function tipHits(topic: Topic, lines: readonly string[]): number {
  const given = lines.map((line) => new Set(wordsOf(line)));
  let hits = 0;
  for (const tip of tipWords.get(topic) ?? []) {
    const closest = given.reduce((best, line) => Math.max(best, overlap(tip, line)), 0);
    if (closest > sameTip) hits += (closest - sameTip) / (1 - sameTip);
  }
  return hits;
}

/** The parts of a judgement on advice. */
export function judgeAdvice(topic: Topic, reply: string): Part[] {
  const { title, items, chatter } = bullets(reply, 'bullet');
  const words = wordsOf(reply);
  // Without bullets the sentences count: prose loses its marks for format, not here.
  const given = items.length > 0 ? items.map((item) => item.text) : (reply.match(/[^.!?]+[.!?]/g) ?? []);
  const others = items.length > 0 ? items.length : tipsWanted;
  const hits = tipHits(topic, given);
  const score = Math.min(hits, tipsWanted) / tipsWanted;
  const precision = Math.min(1, hits / others);
  return [
    part(
      'content',
      score * Math.sqrt(precision),
      `${hits.toFixed(1)} tips for ${topic.doing}, wanted ${tipsWanted}`,
    ),
    part(
      'format',
      mean([title === `tips for ${topic.doing}:`, items.length >= 2]),
      'a title line and bullets',
    ),
    repetition(reply, words),
    directness(items.length > 0 ? chatter : 0),
    spelling(words),
    length(words, 14, 36),
    ending(reply, closings.advice),
  ];
}

/** The parts of a judgement on a list of `count` members. */
export function judgeList(category: Category, count: number, reply: string): Part[] {
  const { title, items, chatter } = bullets(reply, 'numbered');
  const words = wordsOf(reply);
  const named = items.length > 0 ? items.map((item) => item.text.toLowerCase()) : words;
  const hits = category.members.filter((member) => named.includes(member)).length;
  const given = items.length > 0 ? items.length : count;
  const score = Math.min(hits, count) / Math.max(count, given);
  const number = numberWords[count];
  return [
    part('content', score * score, `${hits} of ${count} ${category.name}, ${items.length} items`),
    part(
      'format',
      mean([title === `${number} ${category.name}:`, items.length >= 2, inOrder(items)]),
      'title, numbers',
    ),
    repetition(reply, words),
    directness(items.length > 0 ? chatter : 0),
    spelling(words),
    length(words, count + 3, count + 16),
    ending(reply, [listClosing(number)]),
  ];
}

/** True when there is a title line and at least two items of that kind. */
export function looksLikeBullets(reply: string, kind: 'bullet' | 'numbered'): boolean {
  const { title, items } = bullets(reply, kind);
  return title !== '' && items.length >= 2;
}
