/**
 * Judges what comes as items under a title: advice and lists. Distinct tips of the topic, distinct members of the
 * category, as many as wanted.
 */
import { tipsWanted } from '../demonstrations/advice';
import { closings, listClosing } from '../demonstrations/style';
import type { Category } from '../facts/categories';
import type { Topic } from '../facts/topics';
import { numberWords, wordsOf } from '../text';
import { inOrder, mean, type Line } from './lines';
import { directness, ending, length, repetition, spelling } from './manner';
import { part, type Part } from './parts';
import type { Reading } from './reading';

interface Bullets {
  readonly title: string;
  readonly items: readonly Line[];
  /** Lines that are neither title nor item nor the closing line. */
  readonly stray: number;
}

/** What a reply has of a title and items of that kind. */
function bullets({ lines }: Reading, kind: Line['kind']): Bullets {
  const texts = lines.filter((line) => line.kind === 'text').length;
  const closing = lines.length > 1 && lines[lines.length - 1].kind === 'text' ? 1 : 0;
  const items = lines.filter((line) => line.kind === kind);
  return {
    title: (lines.find((line) => line.kind === 'heading')?.text ?? '').toLowerCase(),
    items,
    stray: items.length > 0 ? texts - closing : 0,
  };
}

/** The words of each tip. */
const tipWords = new WeakMap<readonly string[], readonly ReadonlySet<string>[]>();

function wordsOfTips(tips: readonly string[]): readonly ReadonlySet<string>[] {
  let known = tipWords.get(tips);
  if (known === undefined) {
    known = tips.map((tip) => new Set(wordsOf(tip)));
    tipWords.set(tips, known);
  }
  return known;
}

/** Shared words over all words: 1 for the same words, 0 for none in common. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared);
}

/** Below this overlap a line is not the tip. */
const sameTip = 0.5;

/** Each tip counts once, by the line that comes closest to it. */
export function tipHits(tips: readonly string[], lines: readonly string[]): number {
  const given = lines.map((line) => new Set(wordsOf(line)));
  let hits = 0;
  for (const tip of wordsOfTips(tips)) {
    const closest = given.reduce((best, line) => Math.max(best, overlap(tip, line)), 0);
    if (closest > sameTip) hits += (closest - sameTip) / (1 - sameTip);
  }
  return hits;
}

/** The sentences of a text. */
export function sentencesOf(text: string): string[] {
  return text.match(/[^.!?\n]+[.!?]*/g) ?? [];
}

/** The parts of a judgement on tips under a title. */
export function judgeTips(title: string, tips: readonly string[], reading: Reading): Part[] {
  const { title: given, items, stray } = bullets(reading, 'bullet');
  // Without bullets the sentences count: prose loses its marks for format, not here.
  const lines = items.length > 0 ? items.map((item) => item.text) : sentencesOf(reading.text);
  const hits = tipHits(tips, lines);
  const score = Math.min(hits, tipsWanted) / tipsWanted;
  const precision = Math.min(1, hits / (items.length > 0 ? items.length : tipsWanted));
  return [
    part('content', score * Math.sqrt(precision), `${hits.toFixed(1)} right tips, wanted ${tipsWanted}`),
    part('format', mean([given === title.toLowerCase(), items.length >= 2]), 'a title line and bullets'),
    repetition(reading),
    directness(reading, stray),
    spelling(reading),
    length(reading, 8, 34),
    ending(reading, closings.advice),
  ];
}

/** The parts of a judgement on advice. */
export function judgeAdvice(topic: Topic, reading: Reading): Part[] {
  return judgeTips(`Tips for ${topic.doing}:`, topic.tips, reading);
}

/** The parts of a judgement on a list of `count` members. */
export function judgeList(category: Category, count: number, reading: Reading): Part[] {
  const { title, items, stray } = bullets(reading, 'numbered');
  const named = items.length > 0 ? items.map((item) => item.text.toLowerCase()) : reading.words;
  const hits = category.members.filter((member) => named.includes(member)).length;
  const given = items.length > 0 ? items.length : count;
  const score = Math.min(hits, count) / Math.max(count, given);
  const number = numberWords[count];
  const numbered = reading.allLines.filter((line) => line.kind === 'numbered');
  return [
    part('content', score * score, `${hits} of ${count} ${category.name}, ${items.length} items`),
    part(
      'format',
      mean([title === `${number} ${category.name}:`, items.length >= 2, inOrder(numbered)]),
      'title, numbers',
    ),
    repetition(reading),
    directness(reading, stray),
    spelling(reading),
    length(reading, count + 1, count + 16),
    ending(reading, [listClosing(number)]),
  ];
}

/** True when there is a title line and at least two items of that kind. */
export function looksLikeBullets(reading: Reading, kind: 'bullet' | 'numbered'): boolean {
  const { title, items } = bullets(reading, kind);
  return title !== '' && items.length >= 2;
}
