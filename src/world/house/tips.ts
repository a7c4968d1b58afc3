/**
 * Tips under a title: the form of advice, and of help with a request. Written with the flaws that are asked for, and
 * judged by distinct tips of the matter, as many as wanted.
 */
import type { Random } from '../../random';
import { wordsOf } from '../text';
import type { Answer, Flaw } from './flaws';
import { itemsIn, spoiled } from './items';
import { sentencesOf, type Reading } from './lines';
import { format, manner, part, type Part } from './parts';

/** How many tips a good answer has. */
const tipsWanted = 3;

/** Last lines of an answer that gives tips. */
export const tipClosings = ['Good luck!', 'Good luck with it!'] as const;

/** An answer that gives tips under a title. `foreign` are the tips of something else. */
export function writeTips(
  title: string,
  known: readonly string[],
  foreign: readonly string[],
  has: ReadonlySet<Flaw>,
  random: Random,
): Answer {
  const wanted = has.has('long') ? known.length : tipsWanted;
  const tips = spoiled(random.shuffle(known).slice(0, wanted), random.pick(foreign), has, random);
  const closing = random.pick(tipClosings);
  if (has.has('prose')) return { lines: [`${tips.join(' ')} ${closing}`] };
  return { lines: [title, ...tips.map((tip) => `- ${tip}`)], closing };
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

/** The parts of a judgement on tips under a title. */
export function judgeTips(title: string, tips: readonly string[], reading: Reading): Part[] {
  const { title: given, items, stray } = itemsIn(reading, 'bullet');
  // Without bullets the sentences count: prose loses its marks for format, not here.
  const lines = items.length > 0 ? items.map((item) => item.text) : sentencesOf(reading.text);
  const hits = tipHits(tips, lines);
  const score = Math.min(hits, tipsWanted) / tipsWanted;
  const precision = Math.min(1, hits / (items.length > 0 ? items.length : tipsWanted));
  return [
    part('content', score * Math.sqrt(precision), `${hits.toFixed(1)} right tips, wanted ${tipsWanted}`),
    format([given === title.toLowerCase(), items.length >= 2], 'a title line and bullets'),
    ...manner(reading, 8, 34, { stray, closings: tipClosings }),
  ];
}
