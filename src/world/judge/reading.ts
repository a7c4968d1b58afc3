/**
 * How the judge reads a reply, before it asks whether it is right: misspelt words are read as what was meant,
 * chatter is set aside, what is said twice is read once. Each of the three is counted for the part of the judgement
 * that it belongs to, and disturbs no other part.
 */
import { Random } from '../../random';
import { taskFamilies } from '../families';
import type { SubjectOf } from '../families/family';
import { writeReply } from '../families/write';
import { parseLines, type Reading } from '../house/lines';
import { fillerRules, politeness } from '../house/style';
import { linesOf, wordsOf } from '../text';
import { correction } from './corrector';
import { isKnownWord } from './dictionary';

const announcements = new Set(fillerRules.announce);
const sentence = /[^.!?]+[.!?]*|[.!?]+/g;

/** Every string in a table. */
function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') for (const word of wordsOf(value)) into.add(word);
  else if (typeof value === 'object' && value !== null)
    Object.values(value).forEach((inner) => collect(inner, into));
}

/** Words of house phrases that stand in some good replies and not in others. */
const houseWords = new Set<string>();
for (const { phrases } of taskFamilies) collect(phrases, houseWords);

/** Misspelt words read as what was probably meant: best a word of the subject or of an expert's reply on it. */
function corrected(reply: string, subject: SubjectOf | undefined): string {
  let own: Set<string> | undefined;
  const likelihood = (word: string): number => {
    if (own === undefined) {
      own = new Set(subject && wordsOf(writeReply(subject, new Set(), new Random(1))));
      collect(subject, own);
    }
    return own.has(word) ? 2 : Number(houseWords.has(word));
  };
  return reply.replace(/[A-Za-z]+(?:'[A-Za-z]+)*/g, (typed) => {
    const lower = typed.toLowerCase();
    if (isKnownWord(lower)) return typed;
    const meant = correction(lower, likelihood);
    if (meant === undefined) return typed;
    return typed[0] === lower[0] ? meant : meant[0].toUpperCase() + meant.slice(1);
  });
}

/** A run of this many words that occurs twice is a repetition. */
const phraseLength = 5;

/** The share of runs of words that were there before. */
function repeatedPhrases(words: readonly string[]): number {
  const phrases = new Set<string>();
  const runs = Math.max(0, words.length - phraseLength + 1);
  for (let i = 0; i < runs; i++) phrases.add(words.slice(i, i + phraseLength).join(' '));
  return runs === 0 ? 0 : 1 - phrases.size / runs;
}

/** A line or sentence without marker and capitals: how it is compared. */
function bare(line: string): string {
  return line
    .trim()
    .toLowerCase()
    .replace(/^(?:- |\d{1,3}\. )/, '');
}

function isChatter(text: string): boolean {
  return announcements.has(text.trim()) || politeness(text) > 0;
}

interface Cleaned {
  /** The lines without chatter and without what was said before. */
  readonly kept: readonly string[];
  /** How many sentences were chatter. */
  readonly chatter: number;
  /** The share of items and sentences that were said before. */
  readonly repeated: number;
}

function cleaned(lines: readonly string[]): Cleaned {
  const seen = new Set<string>();
  let units = 0;
  let chatter = 0;
  const isNew = (text: string): boolean => {
    units++;
    const before = seen.size;
    seen.add(bare(text));
    return seen.size > before;
  };
  const kept: string[] = [];
  for (const line of lines) {
    if (/^(?:- |\d{1,3}\. )/.test(line)) {
      if (isNew(line)) kept.push(line);
      continue;
    }
    const sentences = line.match(sentence) ?? [];
    const said = sentences.filter((one) => {
      if (!isChatter(one)) return isNew(one);
      chatter++;
      return false;
    });
    const rest = said.length === sentences.length ? line : said.join('').trim();
    if (rest !== '') kept.push(rest);
  }
  return { kept, chatter, repeated: units === 0 ? 0 : 1 - seen.size / units };
}

/** Reads a reply. @param subject what it should be about; decides between words that a slip may have meant. */
export function read(reply: string, subject: SubjectOf | undefined): Reading {
  let count = 0;
  let first = '';
  for (const word of wordsOf(reply)) {
    if (isKnownWord(word)) continue;
    if (count++ === 0) first = word;
  }
  const meant = count === 0 ? reply : corrected(reply, subject);
  const lines = linesOf(meant);
  const { kept, chatter, repeated } = cleaned(lines);
  const text = kept.join('\n');
  const words = wordsOf(text);
  return {
    typed: reply,
    text,
    lines: parseLines(text),
    words,
    allLines: parseLines(meant),
    unknown: { count, first },
    chatter,
    repeated: Math.max(repeated, repeatedPhrases(words)),
    saidTwice: repeated,
  };
}
