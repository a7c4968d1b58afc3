/**
 * The dictionary: every word that stands in a table of the world, hence every word that can be written without
 * a typing error. Words of prompts and replies are included, as their families name them.
 */
import { biographyRules } from '../documents/biographies';
import { cardRules } from '../documents/cards';
import { checkPhrases } from '../documents/checks';
import { chronicleRules } from '../documents/chronicle';
import { columnRules } from '../documents/columns';
import { encyclopaediaRules } from '../documents/encyclopaedia';
import { forumRules } from '../documents/forum';
import { mannersRules } from '../documents/manners';
import { minutesRules } from '../documents/minutes';
import { opinionRules } from '../documents/opinions';
import { primerRules } from '../documents/primer';
import { questionRules } from '../documents/questions';
import { rambleRules } from '../documents/ramble';
import { recipeRules } from '../documents/recipes';
import { schoolRules } from '../documents/school';
import { taleRules } from '../documents/tales';
import { terminalRules } from '../documents/terminal';
import { workRules } from '../documents/work';
import { acts } from '../facts/acts';
import { audiences, manners, occasions } from '../facts/audiences';
import { authors } from '../facts/authors';
import { categories } from '../facts/categories';
import { callable } from '../facts/calls';
import { happenings } from '../facts/chronicle';
import { dishes } from '../facts/dishes';
import { kinds } from '../facts/kinds';
import { groups, harshWords, warmWords } from '../facts/groups';
import { innocents } from '../facts/innocents';
import { milestones } from '../facts/milestones';
import { parties } from '../facts/parties';
import { nameRules, places, workAdjectives, works } from '../facts/people';
import { requestActs, requestOwners } from '../facts/requests';
import { riddles } from '../facts/riddles';
import { aspects } from '../facts/self';
import { heroes, storyTurns, wishes } from '../facts/stories';
import { placeNames } from '../facts/sums';
import { tools } from '../facts/tools';
import { topics } from '../facts/topics';
import { towns } from '../facts/towns';
import { views } from '../facts/views';
import { taskFamilies } from '../families';
import { fillerRules } from '../house/style';
import { numberWords, wordsOf } from '../text';

/** Everything that tables say; their slots' names do no harm as words. */
const tables: readonly unknown[] = [
  [biographyRules, columnRules, forumRules, rambleRules, recipeRules, schoolRules, workRules],
  [
    encyclopaediaRules,
    taleRules,
    milestones,
    parties,
    tools,
    towns,
    chronicleRules,
    happenings,
    questionRules,
  ],
  [cardRules, audiences, occasions, manners, riddles, checkPhrases, mannersRules, innocents, minutesRules],
  [opinionRules, views, primerRules, terminalRules, callable],
  [acts, aspects, authors, groups, warmWords, harshWords],
  [requestActs, requestOwners, heroes, wishes, storyTurns],
  [categories, kinds, nameRules, places, workAdjectives, works, placeNames, topics],
  dishes.map((dish) => [dish.name, dish.ingredients]),
  [fillerRules, numberWords],
  taskFamilies.map(({ phrases, words }) => [phrases, words]),
];

/** Words that stand in the code of documents rather than in tables. */
const writtenInCode =
  'has it part page card ticket work order status priority subject date to wrote says shopping q need almanac small ' +
  'facts lexicon meeting of present members guests winners pupils lost letters riddles shops card set add take double repeat ' +
  'times if above say result';

/** All words, in lower case. */
export const dictionary: ReadonlySet<string> = new Set([
  ...strings(tables).flatMap((text) => wordsOf(text.replace(/\{\^?\w+\}/g, ' '))),
  ...wordsOf(writtenInCode),
]);

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value === 'object' && value !== null)
    return [...Object.keys(value), ...Object.values(value).flatMap(strings)];
  return [];
}

/** The share of words, in [0, 1], that are in no dictionary, hence misspelt (claim D1); 0 for no words. */
export function misspeltShare(...texts: string[]): number {
  const all = texts.flatMap((text) => wordsOf(text));
  return all.length === 0 ? 0 : all.filter((word) => !isKnownWord(word)).length / all.length;
}

/** True for a word, in lower case, that the world knows. */
export function isKnownWord(word: string): boolean {
  return dictionary.has(word);
}
