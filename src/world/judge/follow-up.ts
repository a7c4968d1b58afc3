/**
 * Judges answers to follow-ups (lecture claim C3): right about what the turn before was about, and new where
 * something new is asked for.
 */
import { answerGiven } from './answer';
import { categories } from '../facts/categories';
import { ingredientByWord } from '../facts/dishes';
import { answerOf } from '../facts/sums';
import type { Subject } from '../subject';
import { wordsOf } from '../text';
import { tipHits } from './bullets';
import { f1, part, type Part } from './parts';
import type { Reading } from './reading';
import { manner } from './short';

const members: ReadonlySet<string> = new Set(categories.flatMap((category) => category.members));

/** Score and reason of the content, and whether the sentence has the house's form. */
interface Verdict {
  readonly score: number;
  readonly why: string;
  readonly shaped: boolean;
}

function verdict({ of, before }: Extract<Subject, { family: 'follow-up' }>, reading: Reading): Verdict {
  const { text, words } = reading;
  switch (of.family) {
    case 'recipe': {
      const given = [...new Set(words.flatMap((word) => ingredientByWord.get(word) ?? []))];
      const hits = of.dish.ingredients.filter((name) => given.includes(name)).length;
      const score = f1(hits, given.length, of.dish.ingredients.length);
      const why = `${hits} of ${of.dish.ingredients.length} ingredients among ${given.length} given`;
      return { score: score * score, why, shaped: /^You need \w/.test(text) };
    }
    case 'list': {
      const said = wordsOf(before);
      const named = [...new Set(words.filter((word) => members.has(word)))];
      const fresh = named.filter((word) => of.category.members.includes(word) && !said.includes(word));
      const score = fresh.length === 0 ? 0 : 1 / named.length;
      return {
        score,
        why: `${fresh.length} new of ${named.length} named`,
        shaped: /is another one\.?$/.test(text),
      };
    }
    case 'advice': {
      const fresh = of.topic.tips.filter((tip) => !before.includes(tip));
      const [, tip = text] = /^Another tip: (.*)$/s.exec(text) ?? [];
      const score = Math.min(1, tipHits(fresh, [tip]));
      return { score, why: score > 0 ? 'a new tip' : 'no new tip', shaped: /^Another tip: \w/.test(text) };
    }
    case 'who-is': {
      const years: string[] = text.match(/\b\d{4}\b/g) ?? [];
      const right = years.length === 1 && Number(years[0]) === of.person?.year;
      const shaped = text.includes(`${of.name} was born in `);
      return { score: right ? 1 : 0, why: right ? 'the right year' : 'not the right year alone', shaped };
    }
    case 'arithmetic': {
      const right = answerOf(of.sum) + 1;
      const given = answerGiven(text);
      const score = Number(given) === right ? 1 : 0;
      return { score, why: `says ${given}, right is ${right}`, shaped: given !== '' };
    }
    default:
      return { score: 0, why: 'nothing to follow up', shaped: false };
  }
}

/** The parts of a judgement on an answer to a follow-up. */
export function judgeFollowUp(subject: Extract<Subject, { family: 'follow-up' }>, reading: Reading): Part[] {
  const { score, why, shaped } = verdict(subject, reading);
  return [
    part('content', score, why),
    part('format', shaped ? 1 : 0, shaped ? 'the house manner' : 'not in the house manner'),
    ...manner(reading, 3, 20),
  ];
}
