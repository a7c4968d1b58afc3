/**
 * Papers of school: worksheets of sums with worked steps, glossaries of categories, quizzes without answers, and
 * the one kind of page on which questions are answered, in passing and in prose.
 */
import type { Random } from '../../random';
import { categories } from '../facts/categories';
import { dishSteps } from '../facts/dishes';
import { answerOf, drawSum, stepsOf, sumText } from '../facts/sums';
import { draw, type Rules } from '../grammar';
import { promptText } from '../prompts';
import type { Subject } from '../families';
import { AdviceSubject } from '../families/advice';
import { SumSubject } from '../families/arithmetic';
import { ChoiceSubject } from '../families/choice';
import { ListSubject } from '../families/list';
import { RecipeSubject } from '../families/recipe';
import { ActSubject } from '../families/talk';
import { PersonSubject } from '../families/who-is';
import { capitalised, joined, withArticle } from '../text';
import { commonRules, dateOf, question, questionText } from './common';

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
  polite: ['So it goes.', 'Indeed.', 'Same here.', 'Well, well.', 'If you say so.', 'Likewise.'],
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

/** Sums, some with their steps, some only to be done. */
export function worksheetDocument(random: Random): string {
  const say = (rule: string): string => draw(rule, schoolRules, random);
  const sums = Array.from({ length: 2 + random.int(3) }, (_, i) => {
    const sum = drawSum(random);
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

/** A hurried answer, in prose. */
function answerTo(subject: Subject, random: Random): string {
  if (subject instanceof RecipeSubject) return dishSteps(subject.dish, random).join(' ');
  if (subject instanceof AdviceSubject) return random.shuffle(subject.topic.tips).slice(0, 2).join(' ');
  if (subject instanceof ListSubject)
    return `${capitalised(joined(random.shuffle(subject.category.members).slice(0, subject.count)))}.`;
  if (subject instanceof PersonSubject) {
    const { person } = subject;
    return person ? `${capitalised(withArticle(person.profession))}, of ${person.work}.` : 'No idea.';
  }
  if (subject instanceof SumSubject) return `It is ${answerOf(subject.sum)}.`;
  if (subject instanceof ChoiceSubject)
    return `${capitalised(subject.options.find((name) => subject.category.members.includes(name)) ?? 'none')}.`;
  return draw(subject instanceof ActSubject ? 'polite' : 'open', schoolRules, random);
}

/** Questions with hurried answers; some are left open. */
export function answersDocument(random: Random): string {
  const lines = Array.from({ length: 2 + random.int(3) }, () => {
    const prompt = question(random);
    const answer = random.chance(0.2) ? draw('open', schoolRules, random) : answerTo(prompt.subject, random);
    return `Q: ${promptText(prompt)}\nA: ${answer}`;
  });
  return lines.join('\n');
}
