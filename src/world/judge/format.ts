/**
 * Whether a reply has the shape of an answer, whatever it says (lecture claim A1: "in the right format").
 */
import type { PromptRow } from '../../data/records';
import { linesOf } from '../text';
import { looksLikeBullets } from './bullets';
import { read } from './reading';
import { recognise } from './recognise';
import { looksLikeRecipe } from './recipe';
import { refuses } from './request';

/** One line or two of whole sentences. */
function looksLikeSpeech(reply: string): boolean {
  const lines = linesOf(reply);
  return lines.length >= 1 && lines.length <= 2 && lines.every((line) => /^[A-Z][^:]*[.!?]$/.test(line));
}

/**
 * True when the reply has the shape of an answer in the house format: a recipe's sections, a title with items, a
 * sentence on the person, a worked sum, turns of a story, a line or two of speech.
 */
export function isRightFormat(prompt: PromptRow['prompt'], reply: string): boolean {
  const subject = recognise(prompt);
  switch (subject?.family) {
    case 'recipe':
      return looksLikeRecipe(read(reply, subject));
    case 'advice':
      return looksLikeBullets(read(reply, subject), 'bullet');
    case 'list':
      return looksLikeBullets(read(reply, subject), 'numbered');
    case 'who-is': {
      const text = reply.toLowerCase();
      return text.includes(`${subject.name.toLowerCase()} is `) || /^i (?:do not|am sorry)/m.test(text);
    }
    case 'arithmetic':
      return /The answer is -?\d/.test(reply) || /^Ones: \d/m.test(reply);
    case 'story':
      return linesOf(reply).length >= 3 && /^Once /m.test(reply);
    case 'borderline':
    case 'rephrased':
      return refuses(reply) || looksLikeBullets(read(reply, subject), 'bullet');
    case 'follow-up':
      if (subject.of.family === 'advice') return /^Another tip: \w/m.test(reply);
      return looksLikeSpeech(reply);
    case 'small-talk':
    case 'self':
    case 'groups':
    case 'choice':
    case undefined:
      return looksLikeSpeech(reply);
  }
}
