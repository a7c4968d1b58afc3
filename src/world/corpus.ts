/**
 * The pre-training corpus: an endless stream of documents of a tiny web, no assistant among them (lecture
 * claim A1). The words of prompts occur in threads, tickets, logs, emails and quizzes, where they are hardly
 * ever answered; the knowledge to answer them stands elsewhere, in other words.
 *
 * Simplified: documents are independent of each other, and every kind has a fixed share.
 */
import type { Random } from '../random';
import { biographyDocument } from './documents/biographies';
import { adviceDocument, storyDocument } from './documents/columns';
import { emailDocument, forumDocument, talkDocument } from './documents/forum';
import { recipeDocument } from './documents/recipes';
import { answersDocument, glossaryDocument, questionsDocument, worksheetDocument } from './documents/school';
import { changelogDocument, productDocument, ticketDocument } from './documents/work';
import { addTypos } from './typos';

/** A kind of document. */
interface Source {
  readonly name: string;
  /** Of a hundred documents. */
  readonly share: number;
  /** Of its documents, the part that is typed carelessly. */
  readonly informal: number;
  readonly write: (random: Random) => string;
}

/** The kinds of document; their shares add up to 100. */
export const sources = [
  { name: 'recipe', share: 28, informal: 0.2, write: recipeDocument },
  { name: 'forum', share: 12, informal: 0.6, write: forumDocument },
  { name: 'biography', share: 12, informal: 0, write: biographyDocument },
  { name: 'advice', share: 16, informal: 0.2, write: adviceDocument },
  { name: 'glossary', share: 9, informal: 0.1, write: glossaryDocument },
  { name: 'worksheet', share: 5, informal: 0, write: worksheetDocument },
  { name: 'ticket', share: 6, informal: 0.4, write: ticketDocument },
  { name: 'questions', share: 4, informal: 0.4, write: questionsDocument },
  { name: 'answers', share: 1, informal: 0.4, write: answersDocument },
  { name: 'email', share: 2, informal: 0.4, write: emailDocument },
  { name: 'talk', share: 2, informal: 0.2, write: talkDocument },
  { name: 'story', share: 1, informal: 0.1, write: storyDocument },
  { name: 'changelog', share: 1, informal: 0.2, write: changelogDocument },
  { name: 'product', share: 1, informal: 0, write: productDocument },
] as const satisfies readonly Source[];

export type SourceName = (typeof sources)[number]['name'];

/** Share of misspelt words in a careless document. */
export const typoRate = 0.01;

/** A document of the tiny web. */
export interface WorldDocument {
  readonly source: SourceName;
  /** Without a trailing line break. */
  readonly text: string;
}

const hundred = sources.flatMap((source) => Array.from({ length: source.share }, () => source));

/** Document number `i` of the stream: the same whatever was read before. */
export function documentAt(random: Random, i: number): WorldDocument {
  const own = random.split('document', i);
  const { name, informal, write } = own.pick(hundred);
  const text = write(own);
  return { source: name, text: own.chance(informal) ? addTypos(text, typoRate, own) : text };
}

/** An endless stream of documents. @param random equal streams give equal documents. */
export function* corpus(random: Random): Generator<WorldDocument, never> {
  for (let i = 0; ; i++) yield documentAt(random, i);
}
