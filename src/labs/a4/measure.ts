/**
 * What lab A4 teaches and what it asks. Demonstrations tell of one half of the people and of some aspects of the
 * assistant; asked about are the other half and the aspects that are hidden from all demonstrations, so that an answer
 * can come from pre-training only.
 */
import type { Message } from '../../data/records';
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import { Random } from '../../random';
import { hiddenAspects, judge, prompts, writeReply, type Prompt } from '../../world';
import { sampleReplies, type Question, type Task } from '../task';
import { factsTold, taughtPrompts, untaughtPrompts, type Asked } from '../world-card/knowledge';

/** Perfect demonstrations in random order. Number i is the same whatever the count. `[count]` */
export function lessonsOn(count: number, selfShare: number, random: Random): Message[][] {
  const people = taughtPrompts();
  const self = prompts('train', ['self']);
  return Array.from({ length: count }, (_, i) => {
    const own = random.split(i);
    const { messages, subject } = own.pick(own.chance(selfShare) ? self : people);
    return [...messages, { role: 'assistant', content: writeReply(subject, new Set(), own.split('reply')) }];
  });
}

/** What every model is asked. */
export interface Interview {
  /** One question on each of the untaught half. */
  readonly people: readonly Asked[];
  /** All questions on the hidden aspects. */
  readonly self: readonly Prompt[];
}

export function interview(): Interview {
  const self = prompts('held-out', ['self']).filter(
    ({ subject }) => subject.family === 'self' && hiddenAspects.has(subject.aspect.name),
  );
  return { people: untaughtPrompts(), self };
}

/** How a model did. */
export interface Answers {
  /** Share of the four facts on each person that are told rightly. `[people]` */
  readonly facts: number[];
  /** Whether each question on the assistant is answered: the judge's part "content", in [0, 1]. `[questions]` */
  readonly self: number[];
  readonly texts: { readonly people: string[]; readonly self: string[] };
}

/** Longest answer, in tokens; the longest that is demonstrated has about 40. */
const maxNewTokens = 60;

/**
 * Asks everything once, at temperature 0.
 * @param ask puts the questions as chats, or as beginnings of documents.
 */
export function answers(
  model: LanguageModel,
  tokenizer: Tokenizer,
  { people, self }: Interview,
  ask: (tokenizer: Tokenizer, prompts: readonly Question[]) => Task,
): Answers {
  const asked = [...people.map(({ prompt }) => prompt), ...self];
  const sampling = { perPrompt: 1, maxNewTokens, temperature: 0 };
  const texts = sampleReplies(model, ask(tokenizer, asked), sampling, new Random(1)).map(({ tokens }) =>
    tokenizer.decode(tokens, { skipSpecial: true }).trim(),
  );
  const [onPeople, onSelf] = [texts.slice(0, people.length), texts.slice(people.length)];
  return {
    facts: people.map((one, i) => factsTold(one, onPeople[i])),
    self: self.map(({ messages }, i) => content([...messages], onSelf[i])),
    texts: { people: onPeople, self: onSelf },
  };
}

function content(messages: Message[], reply: string): number {
  return judge(messages, reply).parts.find(({ name }) => name === 'content')?.score ?? 0;
}
