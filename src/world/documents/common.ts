/**
 * Words that many kinds of document share: dates, relatives, handles, things, weather, small phrases.
 */
import type { Random } from '../../random';
import { dishes } from '../facts/dishes';
import { topics } from '../facts/topics';
import { drawPrompts, promptText, type Prompt } from '../prompts';
import type { Rules } from '../grammar';
import { families } from '../families';
import { AdviceSubject } from '../families/advice';
import { ChoiceSubject } from '../families/choice';
import { GroupSubject } from '../families/groups';
import { ListSubject } from '../families/list';
import { RecipeSubject } from '../families/recipe';
import { RequestSubject } from '../families/requests';
import { StorySubject } from '../families/story';
import { PersonSubject } from '../families/who-is';

export const commonRules: Rules = {
  month: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  daytime: [
    'in the morning',
    'at noon',
    'in the evening',
    'at night',
    'before dawn',
    'after lunch',
    'at four',
  ],
  relative: [
    'my aunt',
    'my uncle',
    'my grandmother',
    'my cousin',
    'my neighbour',
    'my old teacher',
    'my sister',
    'my brother in law',
    'the woman next door',
    'my father',
    'a man at work',
    'my landlord',
    'the postman',
    'our old cook',
  ],
  thing: [
    'a ladder',
    'the blue bucket',
    'an old radio',
    'the garden gate',
    'a wet umbrella',
    'two empty jars',
    'the kitchen clock',
    'a box of nails',
    'the spare key',
    'a bag of coal',
    'my best coat',
    'the long spoon',
    'a pile of letters',
    'the cellar door',
    'a tin of buttons',
    "the neighbour's cat",
    'a broken chair',
    'the last match',
  ],
  weather: [
    'it rained for days',
    'the wind blew hard',
    'the snow would not melt',
    'it was far too hot',
    'the fog came in',
    'the sun was out',
    'the ground was frozen',
    'there was thunder',
  ],
  time: [
    'last week',
    'years ago',
    'when I was young',
    'in the spring',
    'every Sunday',
    'once',
    'the other day',
    'before the war',
    'in those days',
    'last winter',
    'on my birthday',
    'in the old house',
  ],
  place: [
    'in the kitchen',
    'by the river',
    'at the station',
    'behind the barn',
    'in the market',
    'at the fair',
    'on the stairs',
    'near the mill',
    'at the harbour',
    'in the library',
    'under the bridge',
    'at the corner shop',
  ],
  sums: ['arithmetic', 'counting', 'doing sums', 'numbers', 'homework'],
  handle: [
    'rook',
    'mossy',
    'tinker',
    'oldsalt',
    'pebble',
    'marigold',
    'crumbs',
    'nightbus',
    'tallboy',
    'featherweight',
    'bluepan',
    'gardengate',
    'sixpence',
    'lanternfish',
    'quietman',
    'thistle',
    'wagtail',
    'hobnail',
    'teaspoon',
    'driftwood',
  ],
};

/** A date of the world: "12 March 1997". */
export function dateOf(random: Random): string {
  return `${1 + random.int(28)} ${random.pick(commonRules.month)} ${1960 + random.int(60)}`;
}

/** A name in a forum: a word, mostly with a number. */
export function handleOf(random: Random): string {
  const word = random.pick(commonRules.handle);
  return random.chance(0.7) ? `${word}${1 + random.int(99)}` : word;
}

/** Follow-ups make no sense alone. */
const askedAlone = families.filter((family) => family !== 'follow-up');

/** A prompt that somebody asks in a document. Names that the world does not know never get into the corpus. */
export function question(random: Random): Prompt {
  for (;;) {
    const [asked] = drawPrompts(random, 1, random.chance(0.2) ? 'held-out' : 'train', askedAlone);
    if (!(asked.subject instanceof PersonSubject) || asked.subject.person) return asked;
  }
}

/** The words of a prompt as they stand in documents, where they are seldom answered. */
export function questionText(random: Random): string {
  return promptText(question(random));
}

/** What a question is about, as a noun: what its answerers talk about. */
export function matterOf({ subject }: Prompt, random: Random): string {
  if (subject instanceof RecipeSubject) return subject.dish.name;
  if (subject instanceof AdviceSubject) return subject.topic.doing;
  if (subject instanceof ListSubject || subject instanceof ChoiceSubject) return subject.category.name;
  if (subject instanceof PersonSubject) return subject.name;
  if (subject instanceof StorySubject) return `a ${subject.theme.thing}`;
  if (subject instanceof RequestSubject) return `${subject.request.act.doing} a ${subject.request.act.thing}`;
  if (subject instanceof GroupSubject) return `the ${subject.group.name}`;
  if (subject.family === 'arithmetic') return random.pick(commonRules.sums);
  return random.chance(0.5) ? random.pick(dishes).name : random.pick(topics).doing;
}
