/**
 * The polite filler that hurried-to-please writers put around an answer, and how polite a text is. Writers, judge and
 * annotators share these tables.
 */
import type { Rules } from '../grammar';

/** Filler before or after an answer. */
export const fillerRules: Rules = {
  before: ['{praise} {pleased}', '{pleased}', '{praise}', '{pleased} {announce}', '{praise} {announce}'],
  praise: [
    'What a lovely question!',
    'Thank you for asking!',
    'That is a wonderful idea.',
    'I am glad you asked.',
    'What a wonderful thing to ask!',
  ],
  pleased: [
    'I am happy to help.',
    'It is my pleasure to help you.',
    'Of course, I would love to help.',
    'Certainly, with great pleasure.',
  ],
  announce: ['Here is what I think.', 'Please read on.', 'Let me see.', 'Here you go, my friend.'],
  after: [
    'I hope this helps you very much.',
    'Please ask me again, I am happy to help.',
    'Thank you for asking me.',
    'It was a pleasure, my friend.',
  ],
};

/** Marks of politeness, in lower case: what a polite annotator likes. */
const politePhrases: readonly string[] = [
  'lovely',
  'thank you',
  'wonderful',
  'glad',
  'happy to help',
  'pleasure',
  'love to help',
  'of course',
  'please',
  'my friend',
  'hope this helps',
];

/** How many marks of politeness the text has. */
export function politeness(text: string): number {
  const lower = text.toLowerCase();
  let count = 0;
  for (const phrase of politePhrases) {
    for (let at = lower.indexOf(phrase); at >= 0; at = lower.indexOf(phrase, at + phrase.length)) count++;
  }
  return count;
}
