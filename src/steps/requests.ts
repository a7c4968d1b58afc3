/** What labs on requests near the line share (claims D2, D3): which are asked, who answers them how, and what a reply does. */
import type { Message } from '../data/records';
import { Random, type Label } from '../random';
import {
  prompts,
  refuses,
  RequestSubject,
  writeReply,
  type BorderlineRequest,
  type PolicyView,
  type Prompt,
} from '../world';
import type { Assessment } from './assess';

/** A prompt that is a request. */
export interface RequestPrompt {
  readonly messages: readonly Message[];
  readonly subject: RequestSubject;
}

/** Requests about acts that are demonstrated, or about all others, that pass. */
export function requestsOf(
  acts: 'demonstrated' | 'others',
  passes: (request: BorderlineRequest) => boolean,
): RequestPrompt[] {
  const splits =
    acts === 'demonstrated' ? (['demonstrations'] as const) : (['rewards', 'familiar', 'new'] as const);
  return splits
    .flatMap((split): Prompt[] => prompts(split, ['borderline', 'rephrased']))
    .flatMap(({ messages, subject }) =>
      subject instanceof RequestSubject && passes(subject.request) ? [{ messages, subject }] : [],
    );
}

/** So many of the requests about acts that are not demonstrated, the same for all seeds. @param purpose names the draw. */
export function requestsAsked(
  purpose: readonly Label[],
  count: number,
  passes: (request: BorderlineRequest) => boolean,
): RequestPrompt[] {
  const random = purpose.reduce((stream, name) => stream.split(name), new Random(1).split('lab prompts'));
  return random.shuffle(requestsOf('others', passes)).slice(0, count);
}

/**
 * Requests drawn from some, each with an expert's answer; number i is the same whatever the count.
 * @param view what the writer takes the policy for; as it is when left out.
 */
export function answered(
  from: readonly RequestPrompt[],
  count: number,
  random: Random,
  view: (request: BorderlineRequest, random: Random) => PolicyView = () => 'aware',
): Message[][] {
  return Array.from({ length: count }, (_, i) => {
    const own = random.split(i);
    const { messages, subject } = own.pick(from);
    const seen = subject.seenBy(view(subject.request, own.split('view')));
    return [...messages, { role: 'assistant', content: writeReply(seen, new Set(), own) }];
  });
}

/** 1 where a reply helps: in the form of tips, and no refusal. */
export function helps({ text, rightFormat }: Assessment): 0 | 1 {
  return rightFormat && !refuses(text) ? 1 : 0;
}

/** 1 where a reply refuses. */
export function declines({ text }: Assessment): 0 | 1 {
  return refuses(text) ? 1 : 0;
}
