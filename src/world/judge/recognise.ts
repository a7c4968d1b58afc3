/**
 * What a prompt asks, read from its text alone: the judge never sees ids. It looks for the entities of the
 * world, not for wordings, so that rephrased prompts are recognised too.
 */
import { asMessages, type PromptRow } from '../../data/records';
import { actByWords, plain } from '../facts/acts';
import { categoryByName } from '../facts/categories';
import { dishByName, type Dish } from '../facts/dishes';
import { personByName } from '../facts/people';
import { topicByPhrase } from '../facts/topics';
import type { Subject } from '../subject';
import { numberWords, wordsOf } from '../text';

/** The user's last words in a prompt. Throws nothing: a conversation without a user's turn gives ''. */
export function questionOf(prompt: PromptRow['prompt']): string {
  const turns = asMessages(prompt).filter((message) => message.role === 'user');
  return turns.length === 0 ? '' : turns[turns.length - 1].content;
}

function dishIn(words: readonly string[]): Dish | undefined {
  for (let i = 0; i + 1 < words.length; i++) {
    const dish = dishByName.get(`${words[i]} ${words[i + 1]}`);
    if (dish) return dish;
  }
  return undefined;
}

function sumIn(text: string): Subject | undefined {
  const found = /(\d{1,4}) ?([+-]) ?(\d{1,4})/.exec(text);
  if (!found) return undefined;
  const [, a, sign, b] = found;
  if (sign === '-' && Number(a) < Number(b)) return undefined;
  return { family: 'arithmetic', sum: { a: Number(a), b: Number(b), sign: sign === '+' ? '+' : '-' } };
}

function listIn(words: readonly string[]): Subject | undefined {
  for (let i = 0; i + 1 < words.length; i++) {
    const count = numberWords.findIndex((word) => word === words[i]);
    if (count < 1) continue;
    const phrases = [1, 2, 3].map((n) => words.slice(i + 1, i + 1 + n).join(' '));
    const category = phrases.map((phrase) => categoryByName.get(phrase)).find((found) => found !== undefined);
    if (category) return { family: 'list', category, count };
  }
  return undefined;
}

function topicIn(text: string): Subject | undefined {
  for (const [phrase, topic] of topicByPhrase) if (text.includes(phrase)) return { family: 'advice', topic };
  return undefined;
}

const asksForPerson = /\bwho\b|\babout\b|\bknown\b/i;
const fullName = /\b[A-Z][a-z]+ [A-Z][a-z]+\b/;
const afterWho = /\bwho(?: is|'s| was) ([a-z]+ [a-z]+)/i;

function personIn(text: string): Subject | undefined {
  if (!asksForPerson.test(text)) return undefined;
  const name = fullName.exec(text)?.[0] ?? afterWho.exec(text)?.[1];
  if (name === undefined) return undefined;
  const person = personByName.get(name.toLowerCase());
  return { family: 'who-is', name: person?.name ?? name, person };
}

/** The subject of a question, or undefined when it is none of the world's. */
export function recognise(question: string): Subject | undefined {
  const act = actByWords.get(plain(question));
  if (act) return { family: 'small-talk', act };
  const words = wordsOf(question);
  const dish = dishIn(words);
  if (dish) return { family: 'recipe', dish };
  return sumIn(question) ?? listIn(words) ?? topicIn(words.join(' ')) ?? personIn(question);
}
