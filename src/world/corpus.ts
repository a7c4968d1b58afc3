/**
 * The pre-training corpus: an endless stream of documents of a tiny web, no assistant among them (lecture
 * claim A1). The words of prompts occur in threads, tickets, logs, emails and quizzes, where they are hardly
 * ever answered; the knowledge to answer them stands elsewhere, in other words. It depends on facts/ and documents/
 * alone, so that what is asked of a chat model can change without a new base.
 *
 * Simplified: documents are independent of each other, and every kind has a fixed share.
 */
import type { Random } from '../random';
import { biographyDocument } from './documents/biographies';
import { cardDocument } from './documents/cards';
import { checkDocument } from './documents/checks';
import { chronicleDocument } from './documents/chronicle';
import { adviceDocument, storyDocument } from './documents/columns';
import { encyclopaediaDocument } from './documents/encyclopaedia';
import { emailDocument, forumDocument, talkDocument } from './documents/forum';
import { mannersDocument } from './documents/manners';
import { minutesDocument } from './documents/minutes';
import { opinionDocument } from './documents/opinions';
import { primerDocument } from './documents/primer';
import { recipeDocument } from './documents/recipes';
import { answersDocument, glossaryDocument, questionsDocument, worksheetDocument } from './documents/school';
import { noRecipeDocument, taleDocument } from './documents/tales';
import { terminalDocument } from './documents/terminal';
import { changelogDocument, productDocument, ticketDocument } from './documents/work';
import { addTypos } from './typos';

/** How a kind of document speaks: kept with each, since post-training narrows what a model can speak (claim E4). */
export type Register = 'plain' | 'formal' | 'chatty' | 'terse' | 'narrative';

/** A kind of document. */
interface Source {
  readonly name: string;
  /** Of a hundred documents. */
  readonly share: number;
  /** How it speaks. */
  readonly register: Register;
  /** Of its documents, the part that is typed carelessly. */
  readonly informal: number;
  readonly write: (random: Random) => string;
}

/** The kinds of document; their shares add up to 100. */
export const sources = [
  { name: 'recipe', share: 20, register: 'plain', informal: 0.2, write: recipeDocument },
  { name: 'no-recipe', share: 2, register: 'chatty', informal: 0.6, write: noRecipeDocument },
  { name: 'forum', share: 9, register: 'chatty', informal: 0.6, write: forumDocument },
  { name: 'biography', share: 8, register: 'formal', informal: 0, write: biographyDocument },
  { name: 'encyclopaedia', share: 8, register: 'formal', informal: 0, write: encyclopaediaDocument },
  { name: 'advice', share: 12, register: 'plain', informal: 0.2, write: adviceDocument },
  { name: 'glossary', share: 4, register: 'terse', informal: 0.1, write: glossaryDocument },
  { name: 'worksheet', share: 7, register: 'terse', informal: 0, write: worksheetDocument },
  { name: 'primer', share: 4, register: 'formal', informal: 0, write: primerDocument },
  { name: 'ticket', share: 3, register: 'terse', informal: 0.4, write: ticketDocument },
  { name: 'questions', share: 3, register: 'terse', informal: 0.4, write: questionsDocument },
  { name: 'answers', share: 1, register: 'plain', informal: 0.4, write: answersDocument },
  { name: 'minutes', share: 3, register: 'formal', informal: 0.1, write: minutesDocument },
  { name: 'chronicle', share: 2, register: 'formal', informal: 0, write: chronicleDocument },
  { name: 'opinion', share: 2, register: 'formal', informal: 0, write: opinionDocument },
  { name: 'manners', share: 2, register: 'formal', informal: 0.1, write: mannersDocument },
  { name: 'email', share: 1, register: 'formal', informal: 0.4, write: emailDocument },
  { name: 'talk', share: 2, register: 'chatty', informal: 0.2, write: talkDocument },
  { name: 'story', share: 1, register: 'narrative', informal: 0.1, write: storyDocument },
  { name: 'tale', share: 1, register: 'narrative', informal: 0.1, write: taleDocument },
  { name: 'card', share: 1, register: 'chatty', informal: 0.2, write: cardDocument },
  { name: 'check', share: 1, register: 'terse', informal: 0, write: checkDocument },
  { name: 'terminal', share: 1, register: 'terse', informal: 0, write: terminalDocument },
  { name: 'changelog', share: 1, register: 'terse', informal: 0.2, write: changelogDocument },
  { name: 'product', share: 1, register: 'formal', informal: 0, write: productDocument },
] as const satisfies readonly Source[];

/** A kind of document. */
export type SourceName = (typeof sources)[number]['name'];

/** Share of misspelt words in a careless document. */
export const typoRate = 0.01;

/** A document of the tiny web. */
export interface WorldDocument {
  /** Its kind. */
  readonly source: SourceName;
  /** How it speaks. */
  readonly register: Register;
  /** Without a trailing line break. */
  readonly text: string;
}

const hundred = sources.flatMap((source) => Array.from({ length: source.share }, () => source));

/** Document number `i` of the stream: the same whatever was read before. */
export function documentAt(random: Random, i: number): WorldDocument {
  const own = random.split('document', i);
  const { name, register, informal, write } = own.pick(hundred);
  const text = write(own);
  return { source: name, register, text: own.chance(informal) ? addTypos(text, typoRate, own) : text };
}

/** An endless stream of documents. @param random equal streams give equal documents. */
export function* corpus(random: Random): Generator<WorldDocument, never> {
  for (let i = 0; ; i++) yield documentAt(random, i);
}
