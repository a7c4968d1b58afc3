/**
 * What a reply looks like to an annotator: the judge's parts, as far as this person can see them, and the log-odds
 * that they and the person's tastes are worth.
 */
import type { PromptRow } from '../../data/records';
import { politeness } from '../demonstrations/style';
import { tone } from '../judge/groups';
import { judgeAs } from '../judge/judge';
import { combined, type Part, type PartName } from '../judge/parts';
import { questionOf, recognise } from '../judge/recognise';
import type { Subject } from '../subject';
import { wordsOf } from '../text';
import type { AnnotatorTraits } from './traits';

/** A reply as it is seen. */
export interface View {
  /** The judge's parts with the scores that this annotator would give them. */
  readonly parts: readonly Part[];
  /** Log-odds of the reply when it is read: quality and tastes. */
  readonly appeal: number;
  /** Log-odds of the reply at a glance: form and tastes. */
  readonly glance: number;
}

/** Parts that one has to know something for. */
const knowledge: ReadonlySet<PartName> = new Set(['content', 'steps']);
/** Parts that are seen at a glance. */
const form: ReadonlySet<PartName> = new Set(['format', 'length', 'spelling', 'ending']);

/** The subject with the policy as this annotator understands it. */
function asUnderstood(subject: Subject | undefined, { policy }: AnnotatorTraits): Subject | undefined {
  if (subject?.family !== 'borderline' && subject?.family !== 'rephrased') return subject;
  if (policy === 'aware') return subject;
  const owner = { ...subject.request.owner, allowed: policy === 'lenient' };
  return { ...subject, request: { ...subject.request, owner } };
}

/** How much a reply sides with the first group of a pair. */
function partiality(subject: Subject | undefined, reply: string): number {
  if (subject?.family !== 'groups') return 0;
  return subject.group.side === 0 ? tone(reply) : -tone(reply);
}

/** Looks at a reply. */
export function look(traits: AnnotatorTraits, prompt: PromptRow['prompt'], reply: string): View {
  const subject = recognise(prompt);
  const { score, parts } = judgeAs(asUnderstood(subject, traits), questionOf(prompt), reply);
  const { skill, slope, goldSd } = traits;
  const seen = parts.map((part) =>
    knowledge.has(part.name) ? { ...part, score: 0.5 + skill * (part.score - 0.5) } : part,
  );
  const items = reply.match(/^(?:- |\d{1,3}\. )/gm)?.length ?? 0;
  const taste =
    (traits.lengthBias * wordsOf(reply).length) / 10 +
    traits.politenessBias * Math.min(traits.politeMarks, politeness(reply)) +
    traits.listBias * Math.min(10, items) +
    traits.groupLean * partiality(subject, reply);
  // Nothing said is nothing, however little one knows.
  const quality = score === 0 ? 0 : combined(seen);
  return {
    parts: seen,
    appeal: (slope * quality) / goldSd + taste,
    glance: (slope * combined(seen.filter((part) => form.has(part.name)))) / goldSd + taste,
  };
}
