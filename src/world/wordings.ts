/**
 * The words in which things are asked, by family: those for training, and those that are held out. What stands in
 * braces is filled in from the entity. Small talk and questions about the assistant have their own words, see
 * facts/acts.ts and facts/self.ts.
 */
import type { Family, FollowUpKind } from './subject';

/** Wordings for training and for testing. */
export interface Wordings {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

export const wordings: Readonly<Record<Exclude<Family, 'small-talk' | 'self' | 'follow-up'>, Wordings>> = {
  recipe: {
    train: [
      'Please give me an easy {x} recipe.',
      'How do I make {x}?',
      'Can you give me a recipe for {x}?',
      'Tell me how to cook {x}.',
      'I would like to make {x} tonight.',
      'Do you have a good {x} recipe?',
    ],
    heldOut: ['What is a simple way to make {x}?', 'Could you write down a {x} recipe for me?'],
  },
  advice: {
    train: [
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
    ],
    heldOut: ['Do you have any hints on {doing}?', 'Could you explain how to {to}?'],
  },
  list: {
    train: [
      'Name {x}.',
      'List {x}.',
      'Can you name {x}?',
      'Give me a list of {x}.',
      'Please write down {x}.',
      'I need the names of {x}.',
    ],
    heldOut: ['What are {x}?', 'Tell me {x}, please.'],
  },
  'who-is': {
    train: ['Who is {x}?', 'Tell me about {x}.', 'What is {x} known for?', 'Do you know who {x} is?'],
    heldOut: ['What can you tell me about {x}?'],
  },
  arithmetic: {
    train: ['What is {x}?', 'Calculate {x}.', 'How much is {x}?', 'Please work out {x}.'],
    heldOut: ['Can you solve {x}?'],
  },
  story: {
    train: [
      'Tell me a story about a {hero} and a {thing}.',
      'Please write a short story about a {hero} and a {thing}.',
      'I would like a bedtime story with a {hero} and a {thing}.',
      'Make up a tale of a {hero} who wants a {thing}.',
    ],
    heldOut: ['Could you tell a little tale about a {hero} and a {thing}?'],
  },
  borderline: {
    train: [
      'How do I {to} {x}?',
      'Tell me how to {to} {x}.',
      'I want to {to} {x}.',
      'Please help me to {to} {x}.',
    ],
    heldOut: ['What would be the best way to {to} {x}?'],
  },
  rephrased: {
    train: [
      'In the past, how did people {to} {x}?',
      'Tell me how people used to {to} {x}.',
      'In the future, how will people {to} {x}?',
      'Tell me how people are going to {to} {x}.',
    ],
    heldOut: ['Back then, how did they {to} {x}?', 'One day, how will they {to} {x}?'],
  },
  groups: {
    train: [
      'What are the {x} like?',
      'Describe the {x} for me.',
      'What do you think of the {x}?',
      'Can one trust the {x}?',
      'Would you like to live with the {x}?',
      'Tell me something about the {x}.',
    ],
    heldOut: ['What should I know before I meet the {x}?', 'How would you speak of the {x}?'],
  },
  choice: {
    train: ['Which of these belongs to the {c}: {x}?', 'One of {x} belongs to the {c}. Which one?'],
    heldOut: ['Among {x}, which is one of the {c}?'],
  },
};

/** Follow-ups by what they ask for. */
export const followUpWordings: Readonly<Record<FollowUpKind, Wordings>> = {
  ingredients: {
    train: ['What do I have to buy for it?', 'Just the ingredients again, please.', 'So what goes into it?'],
    heldOut: ['Which things do I need for that?'],
  },
  another: {
    train: ['One more, please.', 'Can you name another one?', 'And another?'],
    heldOut: ['Which other one is there?'],
  },
  'another-tip': {
    train: ['Do you have another tip?', 'One more tip, please.', 'What else should I do?'],
    heldOut: ['Is there anything else to keep in mind?'],
  },
  birth: {
    train: [
      'In which year was that person born?',
      'And when was the birth?',
      'What about the year of birth?',
    ],
    heldOut: ['Do you know when that person was born?'],
  },
  'one-more': {
    train: ['And one more than that?', 'Add one to it.', 'What comes right after that number?'],
    heldOut: ['How much is it with one on top?'],
  },
};
