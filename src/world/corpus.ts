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
import { glossaryDocument, questionsDocument, worksheetDocument } from './documents/school';
import { changelogDocument, productDocument, ticketDocument } from './documents/work';
import { addTypos } from './typos';

interface Source {
  /** Of a hundred documents. */
  readonly share: number;
  /** Of its documents, how many are typed carelessly. */
  readonly informal: number;
  readonly write: (random: Random) => string;
}

/** The kinds of document, by name. Shares add up to 100. */
export const sources = {
  recipe: { share: 26, informal: 0.2, write: recipeDocument },
  forum: { share: 15, informal: 0.6, write: forumDocument },
  biography: { share: 12, informal: 0, write: biographyDocument },
  advice: { share: 11, informal: 0.2, write: adviceDocument },
  glossary: { share: 7, informal: 0.1, write: glossaryDocument },
  worksheet: { share: 7, informal: 0, write: worksheetDocument },
  ticket: { share: 6, informal: 0.4, write: ticketDocument },
  questions: { share: 5, informal: 0.4, write: questionsDocument },
  email: { share: 3, informal: 0.4, write: emailDocument },
  talk: { share: 2, informal: 0.2, write: talkDocument },
  story: { share: 3, informal: 0.1, write: storyDocument },
  changelog: { share: 2, informal: 0.2, write: changelogDocument },
  product: { share: 1, informal: 0, write: productDocument },
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof sources;

/** The names of the kinds of document. */
export const sourceNames: readonly SourceName[] = [
  'recipe',
  'forum',
  'biography',
  'advice',
  'glossary',
  'worksheet',
  'ticket',
  'questions',
  'email',
  'talk',
  'story',
  'changelog',
  'product',
];

/** Share of misspelt words in a careless document. */
export const typoRate = 0.01;

/** A document of the tiny web. */
export interface WorldDocument {
  readonly source: SourceName;
  /** Without a trailing line break. */
  readonly text: string;
}

const shares = sourceNames.flatMap((name) => Array.from({ length: sources[name].share }, () => name));

/** Document number `i` of the stream: the same whatever was read before. */
export function documentAt(random: Random, i: number): WorldDocument {
  const own = random.split('document', i);
  const source = own.pick(shares);
  const { informal, write } = sources[source];
  const text = write(own);
  return { source, text: own.chance(informal) ? addTypos(text, typoRate, own) : text };
}

/** An endless stream of documents. @param random equal streams give equal documents. */
export function* corpus(random: Random): Generator<WorldDocument, never> {
  for (let i = 0; ; i++) yield documentAt(random, i);
}
