/**
 * Follow-ups (lecture claim C3): a question, an expert's answer to it, and a question that makes no sense without
 * them. What they ask for stands with the family of the first question; here is what they have in common. They alone
 * are known by their words.
 */
import { Random } from '../../random';
import { plain } from '../facts/acts';
import { speech, type Answer, type Flaw } from '../house/flaws';
import { looksLikeSpeech, type Reading } from '../house/lines';
import { format, manner, part, type Part } from '../house/parts';
import {
  inWords,
  placeOf,
  type Entity,
  type FollowedFamily,
  type FollowUp,
  type SubjectOf,
  type TaskFamily,
} from './family';
import { recogniseAmong } from './recognise';
import { writeReply } from './write';

/** What comes after an answer. */
export class FollowUpSubject implements SubjectOf<'follow-up'> {
  readonly family = 'follow-up';

  /** @param of what the answer was about. @param before the answer that the question follows. */
  constructor(
    readonly kind: string,
    readonly of: SubjectOf,
    readonly before: string,
  ) {}

  private get asked(): FollowUp {
    if (!this.of.followUp) throw new RangeError(`no follow-up on ${this.of.family}; expected another family`);
    return this.of.followUp(this.before);
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    return speech([this.asked.write(has, random)], has, random);
  }

  judge(reading: Reading): Part[] {
    const { score, why, shaped } = this.asked.judge(reading);
    return [
      part('content', score, why),
      format([shaped], 'the house manner', 'not in the house manner'),
      ...manner(reading, 3, 20),
    ];
  }

  isShaped(reading: Reading): boolean {
    return this.asked.isShaped?.(reading) ?? looksLikeSpeech(reading.typed);
  }
}

/** The follow-ups on answers of a family. */
function entitiesAfter({ name, followUp }: FollowedFamily): Entity<'follow-up'>[] {
  const { kind, wordings } = followUp;
  return followUp.entities().map((entity, e) => {
    const { id, subject, asks } = entity;
    const first = asks.filter(({ heldOut }) => !heldOut);
    const before = writeReply(subject, new Set(), new Random(1).split('follow-up', name, id));
    return {
      id: `${kind}-${id}`,
      place: placeOf(name, entity),
      subject: new FollowUpSubject(kind, subject, before),
      asks: inWords(wordings, {}).map((ask) => ({
        ...ask,
        turns: [...first[(e + ask.number) % first.length].turns, before, ...ask.turns],
      })),
    };
  });
}

/** The family of follow-ups. @param followed after which families they come. @param all that stand by themselves. */
export function followUpsOn(
  followed: readonly FollowedFamily[],
  all: readonly TaskFamily[],
): TaskFamily<'follow-up'> {
  const kinds = followed.map(({ name, followUp: { kind, wordings } }) => ({
    name,
    kind,
    says: new Set([...wordings.train, ...wordings.heldOut].map(plain)),
  }));
  return {
    name: 'follow-up',
    flaws: ['wrong', 'repeat', 'filler', 'cut', 'typos'],
    entities: () => followed.flatMap(entitiesAfter),
    recognise({ turns }) {
      if (turns.length < 3) return undefined;
      const [first, answer, last] = turns.slice(-3);
      const said = plain(last.content);
      const able = kinds.filter(({ says }) => says.has(said));
      if (able.length === 0 || first.role !== 'user' || answer.role !== 'assistant') return undefined;
      const of = recogniseAmong(all, first.content);
      const found = able.find(({ name }) => name === of?.family);
      return of && found && new FollowUpSubject(found.kind, of, answer.content);
    },
    words: followed.map(({ followUp }) => [followUp.kind, followUp.wordings]),
  };
}
