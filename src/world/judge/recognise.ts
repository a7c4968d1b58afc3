/**
 * What a prompt asks, read from its text alone: the judge never sees ids. It looks for the entities of the
 * world, not for wordings, so that rephrased prompts are recognised too; only follow-ups are known by their words.
 */
import { asMessages, type PromptRow } from '../../data/records';
import { actByWords, plain } from '../facts/acts';
import { authorByName } from '../facts/authors';
import { categories, categoryByName } from '../facts/categories';
import { dishByName, type Dish } from '../facts/dishes';
import { groups } from '../facts/groups';
import { personByName } from '../facts/people';
import { requestActs, requestOwners, type Tense } from '../facts/requests';
import { aspectByWords } from '../facts/self';
import { heroes, wishes } from '../facts/stories';
import { topicByPhrase } from '../facts/topics';
import { fill } from '../grammar';
import type { FollowUpKind, Subject } from '../subject';
import { numberWords, wordsOf } from '../text';
import { followUpWordings } from '../wordings';

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
  const author = authorByName.get(name.toLowerCase());
  return { family: 'who-is', name: (person ?? author)?.name ?? name, person, author };
}

/** "which … a, b or c", about a category. */
function choiceIn(lower: string): Subject | undefined {
  const named = /\bwhich\b/.test(lower) ? /(\w+), (\w+) or (\w+)/.exec(lower) : null;
  if (!named) return undefined;
  const category = categories.find(({ name }) => new RegExp(`\\bthe ${name}\\b`).test(lower));
  return category && { family: 'choice', category, options: named.slice(1, 4) };
}

function storyIn(words: readonly string[]): Subject | undefined {
  if (!words.includes('story') && !words.includes('tale')) return undefined;
  const hero = heroes.find((name) => words.includes(name));
  const thing = wishes.find((name) => words.includes(name));
  return hero !== undefined && thing !== undefined ? { family: 'story', theme: { hero, thing } } : undefined;
}

function groupIn(lower: string): Subject | undefined {
  const group = groups.find(({ name }) => lower.includes(name));
  return group && { family: 'groups', group };
}

function tenseOf(lower: string): Tense {
  if (/\bdid\b|\bused to\b/.test(lower)) return 'past';
  return /\bwill\b|\bgoing to\b/.test(lower) ? 'future' : 'present';
}

/** Each thing's act with what its owners are called. */
const requestPhrases = requestActs.map((act) => ({
  act,
  owners: requestOwners.map((owner) => ({
    owner,
    phrases: [fill(owner.mine, { thing: act.thing }), fill(owner.theirs, { thing: act.thing })],
  })),
}));

function requestIn(lower: string): Subject | undefined {
  const found = requestPhrases.find(({ act }) => lower.includes(act.thing));
  const match = found?.owners.find(({ phrases }) => phrases.some((phrase) => lower.includes(phrase)));
  if (found === undefined || match === undefined) return undefined;
  const tense = tenseOf(lower);
  const family = tense === 'present' ? 'borderline' : 'rephrased';
  return { family, request: { act: found.act, owner: match.owner, tense } };
}

/** The subject of a question that stands by itself, or undefined when it is none of the world's. */
function subjectOf(question: string): Subject | undefined {
  const said = plain(question);
  const act = actByWords.get(said);
  if (act) return { family: 'small-talk', act };
  const aspect = aspectByWords.get(said);
  if (aspect) return { family: 'self', aspect };
  const lower = question.toLowerCase();
  const words = wordsOf(question);
  const special = choiceIn(lower) ?? storyIn(words) ?? requestIn(lower) ?? groupIn(lower);
  if (special) return special;
  const dish = dishIn(words);
  if (dish) return { family: 'recipe', dish };
  return sumIn(question) ?? listIn(words) ?? topicIn(words.join(' ')) ?? personIn(question);
}

/** Follow-ups by their words, and the family that each is about. */
const followUpByWords: ReadonlyMap<string, FollowUpKind> = new Map(
  (Object.keys(followUpWordings) as FollowUpKind[]).flatMap((kind) =>
    [...followUpWordings[kind].train, ...followUpWordings[kind].heldOut].map(
      (text): [string, FollowUpKind] => [plain(text), kind],
    ),
  ),
);

const followedFamily: Readonly<Record<FollowUpKind, Subject['family']>> = {
  ingredients: 'recipe',
  another: 'list',
  'another-tip': 'advice',
  birth: 'who-is',
  'one-more': 'arithmetic',
};

/** The subject of a question that makes no sense without the turn before. */
function followUpIn(prompt: PromptRow['prompt']): Subject | undefined {
  const turns = asMessages(prompt);
  if (turns.length < 3) return undefined;
  const [first, answer, last] = turns.slice(-3);
  const kind = followUpByWords.get(plain(last.content));
  if (kind === undefined || first.role !== 'user' || answer.role !== 'assistant') return undefined;
  const of = subjectOf(first.content);
  return of?.family === followedFamily[kind]
    ? { family: 'follow-up', kind, of, before: answer.content }
    : undefined;
}

/** What a prompt asks, or undefined when it is none of the world's. */
export function recognise(prompt: PromptRow['prompt']): Subject | undefined {
  return (typeof prompt === 'string' ? undefined : followUpIn(prompt)) ?? subjectOf(questionOf(prompt));
}
