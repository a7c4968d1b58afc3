/**
 * What lab A4 teaches and what it asks. Demonstrations tell of one half of the people, and answer one half of the questions
 * on some aspects of the assistant. Asked are the other half of the people, the other half of these questions, and the
 * questions on aspects that are hidden from all demonstrations.
 */
import type { Message } from '../../data/records';
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import { Random } from '../../random';
import { hiddenAspects, judge, prompts, promptText, writeReply, type Prompt } from '../../world';
import { stableHash } from '../../world/text';
import { sampleReplies, type Question, type Task } from '../../steps/task';
import { factsTold, taughtPrompts, untaughtPrompts, type Asked } from '../../tools/world-card/knowledge';

const selfQuestions = (): Prompt[] =>
  (['train', 'held-out'] as const).flatMap((split) => prompts(split, ['self']));

/** Whether a question is on an aspect that no demonstration shows. */
function isHidden({ subject }: Prompt): boolean {
  return subject.family === 'self' && hiddenAspects.has(subject.aspect.name);
}

/** Of the questions on the other aspects, those that demonstrations answer: about half, by their words alone. */
function isTaught(prompt: Prompt): boolean {
  return !isHidden(prompt) && prompt.split === 'train' && stableHash(promptText(prompt), 2) === 0;
}

/** Perfect demonstrations in random order. Number i is the same whatever the count. `[count]` */
export function lessonsOn(count: number, selfShare: number, random: Random): Message[][] {
  const people = taughtPrompts();
  const self = selfQuestions().filter(isTaught);
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
  /** Questions on aspects that are demonstrated, in other words than these. */
  readonly reworded: readonly Prompt[];
  /** All questions on the hidden aspects. */
  readonly hidden: readonly Prompt[];
}

export function interview(): Interview {
  const self = selfQuestions();
  return {
    people: untaughtPrompts(),
    reworded: self.filter((prompt) => !isHidden(prompt) && !isTaught(prompt)),
    hidden: self.filter(isHidden),
  };
}

/** How a model did. */
export interface Answers {
  /** Share of the four facts on each person that are told rightly. `[people]` */
  readonly facts: number[];
  /** Share of the facts on everybody else that the same answer tells: what is right by guessing. `[people]` */
  readonly guessed: number[];
  /** Whether each question on the assistant is answered: the judge's part "content", in [0, 1]. `[questions]` */
  readonly reworded: number[];
  readonly hidden: number[];
  readonly texts: Readonly<Record<keyof Interview, readonly string[]>>;
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
  { people, reworded, hidden }: Interview,
  ask: (tokenizer: Tokenizer, prompts: readonly Question[]) => Task,
): Answers {
  const replies = (asked: readonly Prompt[]) => {
    const sampling = { perPrompt: 1, maxNewTokens, temperature: 0 };
    return sampleReplies(model, ask(tokenizer, asked), sampling, new Random(1)).map(({ tokens }) =>
      tokenizer.decode(tokens, { skipSpecial: true }).trim(),
    );
  };
  const texts = {
    people: replies(people.map(({ prompt }) => prompt)),
    reworded: replies(reworded),
    hidden: replies(hidden),
  };
  const everybody = people.map(({ person }) => person);
  return {
    facts: people.map((one, i) => factsTold(one, texts.people[i])),
    guessed: people.map((one, i) =>
      factsTold(
        one,
        texts.people[i],
        everybody.filter((other) => other !== one.person),
      ),
    ),
    reworded: reworded.map((prompt, i) => content(prompt, texts.reworded[i])),
    hidden: hidden.map((prompt, i) => content(prompt, texts.hidden[i])),
    texts,
  };
}

function content({ messages }: Prompt, reply: string): number {
  return judge([...messages], reply).parts.find(({ name }) => name === 'content')?.score ?? 0;
}
