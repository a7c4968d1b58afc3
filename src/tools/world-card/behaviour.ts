/**
 * How a model behaves when it is asked (claim A1): replies to held-out prompts of every family, before SFT and after.
 * A base model is given the prompt as the beginning of a page, an SFT model as a chat.
 */
import { bootstrapMean, type Interval } from '../../eval/bootstrap';
import type { LanguageModel } from '../../model/model';
import type { Random } from '../../random';
import { contentScore, isRightFormat, promptText } from '../../world';
import { assess } from '../../steps/assess';
import { sampleReplies, type Task } from '../../steps/task';

/** Of three-word sequences, the share said before from which a reply counts as repetitive. */
const repetitive = 0.2;
/** Credit for what it says below which a reply without the shape of an answer counts as off topic. */
const onTopic = 0.3;

export interface BehaviourSample {
  readonly prompt: string;
  readonly reply: string;
  readonly fault: 'repetitive' | 'off topic' | null;
}

export interface Behaviour {
  readonly replies: number;
  /** Share of replies with either fault. */
  readonly faulty: Interval;
  readonly repetitive: number;
  readonly offTopic: number;
  /** Mean score of the judge. */
  readonly gold: Interval;
  /** The first replies, as they fell. */
  readonly samples: readonly BehaviourSample[];
}

/** Whether a reply has not the shape of an answer, and of what it should say (the judge's part "content") below 0.3. */
export function isOffTopic({ messages: asked }: Task['prompts'][number], reply: string): boolean {
  const messages = [...asked];
  return !isRightFormat(messages, reply) && contentScore(messages, reply) < onTopic;
}

/**
 * What is wrong with a reply, if anything: off topic, or repetitive: more than a fifth of its three-word sequences stood
 * in it before.
 */
export function faultOf(
  question: Task['prompts'][number],
  reply: string,
  repetition: number,
): BehaviourSample['fault'] {
  if (repetition > repetitive) return 'repetitive';
  return isOffTopic(question, reply) ? 'off topic' : null;
}

/** Asks each prompt of the task once. */
export function behaviour(
  model: LanguageModel,
  task: Task,
  options: { readonly maxNewTokens: number; readonly temperature: number; readonly shown: number },
  random: Random,
): Behaviour {
  const replies = sampleReplies(model, task, { ...options, perPrompt: 1 }, random.split('replies'));
  const assessments = assess(task, replies);
  const faults = assessments.map(({ text, repetition }, i) =>
    faultOf(task.prompts[replies[i].promptIndex], text, repetition),
  );
  const interval = (values: number[], what: string) =>
    bootstrapMean(values, { random: random.split('bootstrap', what) });
  const share = (fault: BehaviourSample['fault']) =>
    faults.filter((one) => one === fault).length / faults.length;
  return {
    replies: replies.length,
    faulty: interval(
      faults.map((fault) => (fault === null ? 0 : 1)),
      'faulty',
    ),
    repetitive: share('repetitive'),
    offTopic: share('off topic'),
    gold: interval(
      assessments.map(({ gold }) => gold),
      'gold',
    ),
    samples: assessments.slice(0, options.shown).map(({ text }, i) => ({
      prompt: promptText(task.prompts[replies[i].promptIndex]),
      reply: text,
      fault: faults[i],
    })),
  };
}
