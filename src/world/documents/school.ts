/**
 * Papers of school: worksheets of sums with worked steps, glossaries of categories, quizzes without answers, and
 * the one kind of page on which questions are answered, in passing and in prose.
 */
import type { Random } from '../../random';
import { categories } from '../facts/categories';
import { answerOf, chainText, drawChain, drawSumOf, stepsOf, sumText } from '../facts/sums';
import { draw, type Rules } from '../grammar';
import { capitalised, joined } from '../text';
import { commonRules, dateOf } from './common';
import { question, questionText } from './questions';

export const schoolRules: Rules = {
  ...commonRules,
  sheet: ['Worksheet', 'Sums for {day}', 'Homework', 'Class test', 'Practice sheet', 'Exercise book'],
  remark: [
    'Show your work.',
    'Do not use a calculator.',
    'Hand in on {day}.',
    'Check each step.',
    'Well done, but write neatly.',
    'See me {daytime}.',
    'Carry the one.',
  ],
  gloss: [
    'Among {category}: {list}.',
    '{^category} are things like {list}.',
    '{^category}: {list}.',
    'We drew {category} today: {list}.',
    '{^list} are {category}.',
    'New words ({category}): {list}.',
    'The shelf with {category} has {list}.',
    'All {category} in the picture: {list}.',
    'Missing {category}: {list}.',
  ],
  open: [
    'See page {page}.',
    'Not answered yet.',
    'Ask {relative}.',
    'Look it up {place}.',
    'Again next {month}.',
  ],
  page: ['4', '12', '30', '77', '103'],
  quiz: [
    'Quiz night',
    'Questions for {day}',
    'Search log',
    'Asked this week',
    'Most asked',
    'Frequent questions',
    'Exam',
  ],
};

/** How many digits the numbers of a worksheet have; four are rare. */
const digits = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4];

/** Several numbers after one another, with what each step comes to. */
function chainLines(random: Random): string {
  const chain = drawChain(random, 2 + random.int(4));
  const steps = chain.map((sum) => `${sumText(sum)} = ${answerOf(sum)}`);
  const asked = chainText(chain);
  return [asked, ...steps, `${asked} = ${answerOf(chain[chain.length - 1])}`].join('\n');
}

/** Sums, some with their steps, some only to be done. */
export function worksheetDocument(random: Random): string {
  const say = (rule: string): string => draw(rule, schoolRules, random);
  const sums = Array.from({ length: 2 + random.int(3) }, (_, i) => {
    if (random.chance(0.15)) return `${i + 1}) ${chainLines(random)}`;
    const sum = drawSumOf(random, random.pick(digits));
    if (random.chance(0.15)) return `${i + 1}) ${sumText(sum)} =`;
    const answer = answerOf(sum);
    const worked = stepsOf(sum).join(random.chance(0.5) ? '. ' : '\n');
    return random.chance(0.8)
      ? `${i + 1}) ${sumText(sum)}\n${worked}\n${sumText(sum)} = ${answer}`
      : `${i + 1}) ${sumText(sum)} = ${answer}`;
  });
  const remark = random.chance(0.4) ? `\n${say('remark')}` : '';
  return `${say('sheet')} ${1 + random.int(60)}\n${sums.join('\n')}${remark}`;
}

/** Categories and some of their members. */
export function glossaryDocument(random: Random): string {
  const lines = Array.from({ length: 1 + random.int(4) }, () => {
    const category = random.pick(categories);
    const members = random.shuffle(category.members).slice(0, 2 + random.int(6));
    return draw('gloss', schoolRules, random, { category: category.name, list: joined(members) });
  });
  return lines.join(random.chance(0.5) ? ' ' : '\n');
}

/** Questions, one after another, and no answers: FAQ lists, search logs, quizzes. */
export function questionsDocument(random: Random): string {
  const style = random.int(4);
  const lines = Array.from({ length: 3 + random.int(6) }, (_, i) => {
    const asked = questionText(random);
    switch (style) {
      case 0:
        return `${i + 1}. ${asked}`;
      case 1:
        return `${10 + random.int(13)}:${10 + random.int(50)} ${asked.toLowerCase().replace(/[?.!]$/, '')}`;
      case 2:
        return `Q: ${asked}`;
      default:
        return asked;
    }
  });
  if (random.chance(0.4)) return lines.join('\n');
  return `${capitalised(draw('quiz', schoolRules, random))}, ${dateOf(random)}\n${lines.join('\n')}`;
}

/** Questions with hurried answers; some are left open. */
export function answersDocument(random: Random): string {
  const lines = Array.from({ length: 2 + random.int(3) }, () => {
    const { text, answer } = question(random);
    const open = answer === undefined || random.chance(0.2);
    return `Q: ${text}\nA: ${open ? draw('open', schoolRules, random) : answer}`;
  });
  return lines.join('\n');
}
