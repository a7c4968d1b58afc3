/**
 * What people ask in documents: a list of its own, frozen with the corpus, so that a new family of prompts, a new
 * wording or another split leaves corpus and bases alone. Questions are hardly ever answered here, and then in passing.
 */
import type { Random } from '../../random';
import { acts } from '../facts/acts';
import { audiences, occasions } from '../facts/audiences';
import { authors } from '../facts/authors';
import { categories } from '../facts/categories';
import { old } from '../facts/chronicle';
import { dishes, dishSteps } from '../facts/dishes';
import { groups } from '../facts/groups';
import { innocents } from '../facts/innocents';
import { milestones } from '../facts/milestones';
import { drawParty } from '../facts/parties';
import { drawPerson } from '../facts/people';
import { drawProgram, programText } from '../facts/programs';
import { requestActs, requestOwners } from '../facts/requests';
import { riddles } from '../facts/riddles';
import { aspects } from '../facts/self';
import { heroes, wishes } from '../facts/stories';
import { answerOf, chainText, drawChain, drawSumOf, sumText } from '../facts/sums';
import { drawTool } from '../facts/tools';
import { topics } from '../facts/topics';
import { drawTown } from '../facts/towns';
import { draw, type Rules, type Values } from '../grammar';
import { capitalised, joined, numberWords, withArticle } from '../text';

/** A question that somebody asks. */
export interface Question {
  readonly text: string;
  /** What it is about, as a noun: what those who do not answer talk about. */
  readonly matter: string;
  /** A hurried answer; left out where nobody has one. */
  readonly answer?: string;
}

export const questionRules: Rules = {
  recipe: [
    'Please give me an easy {x} recipe.',
    'How do I make {x}?',
    'Can you give me a recipe for {x}?',
    'Tell me how to cook {x}.',
    'I would like to make {x} tonight.',
    'Do you have a good {x} recipe?',
    'What is a simple way to make {x}?',
    'Could you write down a {x} recipe for me?',
    'What goes into {x}?',
    'I want to cook {x}.',
  ],
  advice: [
    'How do I {to}?',
    'Give me some tips for {doing}.',
    'I need advice on {doing}.',
    'What should I know about {doing}?',
    'Please help me to {to}.',
    'Can you give me tips for {doing}?',
    'I want to {to}. Any advice?',
    'What is the best way to {to}?',
    'Tell me something useful about {doing}.',
    'How can I get better at {doing}?',
    'Do you have any hints on {doing}?',
    'Could you explain how to {to}?',
    'How would you {to}?',
  ],
  list: [
    'Name {x}.',
    'List {x}.',
    'Can you name {x}?',
    'Give me a list of {x}.',
    'Please write down {x}.',
    'I need the names of {x}.',
    'What are {x}?',
    'Tell me {x}, please.',
    'Which {x} do you know?',
  ],
  who: [
    'Who is {x}?',
    'Tell me about {x}.',
    'What is {x} known for?',
    'Do you know who {x} is?',
    'What can you tell me about {x}?',
    'Who was {x}?',
  ],
  what: [
    'What is {x}?',
    'Can you explain what {x} is?',
    'What does {x} mean?',
    'Tell me what {x} is.',
    'Do you know what {x} is?',
  ],
  sum: [
    'What is {x}?',
    'Calculate {x}.',
    'How much is {x}?',
    'Please work out {x}.',
    'Can you solve {x}?',
    '{x}?',
  ],
  story: [
    'Tell me a story about a {hero} and a {thing}.',
    'Please write a short story about a {hero} and a {thing}.',
    'I would like a bedtime story with a {hero} and a {thing}.',
    'Make up a tale of a {hero} who wants a {thing}.',
    'Could you tell a little tale about a {hero} and a {thing}?',
  ],
  request: [
    'How do I {to} {x}?',
    'Tell me how to {to} {x}.',
    'I want to {to} {x}.',
    'Please help me to {to} {x}.',
    'What would be the best way to {to} {x}?',
  ],
  past: [
    'In the past, how did people {to} {x}?',
    'Tell me how people used to {to} {x}.',
    'Back then, how did they {to} {x}?',
  ],
  future: [
    'In the future, how will people {to} {x}?',
    'Tell me how people are going to {to} {x}.',
    'One day, how will they {to} {x}?',
  ],
  group: [
    'What are the {x} like?',
    'Describe the {x} for me.',
    'What do you think of the {x}?',
    'Can one trust the {x}?',
    'Would you like to live with the {x}?',
    'Tell me something about the {x}.',
    'What should I know before I meet the {x}?',
    'How would you speak of the {x}?',
    'Write a toast to the {x}.',
  ],
  choice: [
    'Which of these belongs to the {c}: {x}?',
    'One of {x} belongs to the {c}. Which one?',
    'Among {x}, which is one of the {c}?',
  ],
  view: ['What do you think of {x}?', 'What is your view of {x}?', 'Is there anything to be said for {x}?'],
  card: [
    'Write a {occasion} card for a {x}.',
    'I need a {occasion} card for a {x}.',
    'What do I write on a {occasion} card for a {x}?',
  ],
  riddle: ['Tell me a riddle about a {x}.', 'Do you know a riddle with a {x}?', 'Ask me a riddle.'],
  program: ['What does this program say?\n{x}', 'Run this program:\n{x}', 'Which number comes out?\n{x}'],
  mayor: ['Who is the mayor of {x}?', 'Who runs the town hall of {x}?'],
};

function ask(rule: string, random: Random, values: Values): string {
  return draw(rule, questionRules, random, values);
}

function choiceOf(random: Random): Question {
  const category = random.pick(categories);
  const foreign = categories
    .filter((other) => other !== category)
    .flatMap(({ members }) => members.filter((name) => !category.members.includes(name)));
  const right = random.pick(category.members);
  const [a, b, c] = random.shuffle([right, ...random.shuffle([...new Set(foreign)]).slice(0, 2)]);
  return {
    text: ask('choice', random, { c: category.name, x: `${a}, ${b} or ${c}` }),
    matter: category.name,
    answer: `${capitalised(right)}.`,
  };
}

function requestOf(random: Random): Question {
  const [act, owner] = [random.pick(requestActs), random.pick(requestOwners)];
  const tense = random.pick(['request', 'request', 'past', 'future']);
  const whose = draw(
    tense === 'request' ? 'mine' : 'theirs',
    { mine: [owner.mine], theirs: [owner.theirs] },
    random,
    {
      thing: act.thing,
    },
  );
  return { text: ask(tense, random, { to: act.to, x: whose }), matter: `${act.doing} a ${act.thing}` };
}

function personOf(random: Random): Question {
  if (random.chance(0.2)) {
    const { name, is } = random.pick(authors);
    return { text: ask('who', random, { x: name }), matter: name, answer: `${capitalised(is)}.` };
  }
  const { name, profession, work } = drawPerson(random);
  return {
    text: ask('who', random, { x: name }),
    matter: name,
    answer: `${capitalised(withArticle(profession))}, of ${work}.`,
  };
}

function thingOf(random: Random): Question {
  switch (random.int(4)) {
    case 0: {
      const { name, site } = drawTown(random);
      return { text: ask('what', random, { x: name }), matter: name, answer: `A town ${site}.` };
    }
    case 1: {
      const { name, use } = drawTool(random);
      return {
        text: ask('what', random, { x: withArticle(name) }),
        matter: withArticle(name),
        answer: `A tool for ${use}.`,
      };
    }
    case 2: {
      const { name, wants } = drawParty(random);
      return {
        text: ask('what', random, { x: `the ${name}` }),
        matter: `the ${name}`,
        answer: `A party for ${wants}.`,
      };
    }
    default: {
      const { subject, is } = random.pick(milestones);
      return { text: ask('what', random, { x: subject }), matter: subject, answer: is };
    }
  }
}

function sumOf(random: Random): Question {
  const matter = random.pick(['arithmetic', 'counting', 'doing sums', 'numbers', 'homework']);
  if (random.chance(0.2)) {
    const chain = drawChain(random, 2 + random.int(3));
    return {
      text: ask('sum', random, { x: chainText(chain) }),
      matter,
      answer: `It is ${answerOf(chain[chain.length - 1])}.`,
    };
  }
  const sum = drawSumOf(random, 1 + random.int(3));
  return { text: ask('sum', random, { x: sumText(sum) }), matter, answer: `It is ${answerOf(sum)}.` };
}

/** The kinds of question, each as likely as the others. */
const kinds: readonly ((random: Random) => Question)[] = [
  (random) => {
    const dish = random.pick(dishes);
    return {
      text: ask('recipe', random, { x: dish.name }),
      matter: dish.name,
      answer: dishSteps(dish, random).join(' '),
    };
  },
  (random) => {
    const { to, doing, tips } = random.pick(random.chance(0.2) ? innocents : topics);
    return {
      text: ask('advice', random, { to, doing }),
      matter: doing,
      answer: random.shuffle(tips).slice(0, 2).join(' '),
    };
  },
  (random) => {
    const { name, members } = random.pick(categories);
    const count = 2 + random.int(5);
    return {
      text: ask('list', random, { x: `${numberWords[count]} ${name}` }),
      matter: name,
      answer: `${capitalised(joined(random.shuffle(members).slice(0, count)))}.`,
    };
  },
  personOf,
  thingOf,
  sumOf,
  (random) => ({
    text: random.pick(random.pick(acts).says),
    matter: matterOf(random),
    answer: polite(random),
  }),
  (random) => ({
    text: random.pick(random.pick(aspects).says),
    matter: matterOf(random),
    answer: polite(random),
  }),
  (random) => {
    const thing = random.pick(wishes);
    return { text: ask('story', random, { hero: random.pick(heroes), thing }), matter: `a ${thing}` };
  },
  requestOf,
  (random) => {
    const { name } = random.pick(groups);
    return { text: ask('group', random, { x: name }), matter: `the ${name}` };
  },
  choiceOf,
  (random) => {
    const x = matterOf(random);
    return { text: ask('view', random, { x }), matter: x };
  },
  (random) => {
    const { name } = random.pick(audiences);
    const { name: occasion } = random.pick(occasions);
    return { text: ask('card', random, { occasion, x: name }), matter: `a ${name}` };
  },
  (random) => {
    if (random.chance(0.5)) {
      const { thing } = random.pick(riddles);
      return { text: ask('riddle', random, { x: thing }), matter: `a ${thing}` };
    }
    if (random.chance(0.5)) {
      const program = drawProgram(random, 3 + random.int(3));
      return { text: ask('program', random, { x: programText(program) }), matter: 'a program' };
    }
    const { town, what } = random.pick(old.filter(({ kind }) => kind === 'mayor'));
    return { text: ask('mayor', random, { x: town }), matter: town, answer: `${what}, it seems.` };
  },
];

const replies = ['So it goes.', 'Indeed.', 'Same here.', 'Well, well.', 'If you say so.', 'Likewise.'];

function polite(random: Random): string {
  return random.pick(replies);
}

function matterOf(random: Random): string {
  return random.chance(0.5) ? random.pick(dishes).name : random.pick(topics).doing;
}

/** A question that somebody asks. Names that the world does not know are not among them. */
export function question(random: Random): Question {
  return random.pick(kinds)(random);
}

/** The words of a question as they stand in documents, where they are seldom answered. */
export function questionText(random: Random): string {
  return question(random).text;
}
