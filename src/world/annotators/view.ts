/**
 * What a reply looks like to an annotator: the judge's parts, as far as this person can see them, and the log-odds
 * that they and the person's tastes are worth.
 */
import type { PromptRow } from '../../data/records';
import { recognise } from '../families';
import { combined, type Part, type PartName } from '../house/parts';
import { politeness } from '../house/style';
import { judgeAs } from '../judge/judge';
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

/** Looks at a reply. */
export function look(traits: AnnotatorTraits, prompt: PromptRow['prompt'], reply: string): View {
  const subject = recognise(prompt);
  const { score, parts } = judgeAs(subject?.seenBy?.(traits.policy) ?? subject, prompt, reply);
  const { skill, slope, goldSd } = traits;
  const seen = parts.map((part) =>
    knowledge.has(part.name) ? { ...part, score: 0.5 + skill * (part.score - 0.5) } : part,
  );
  const items = reply.match(/^(?:- |\d{1,3}\. )/gm)?.length ?? 0;
  const taste =
    (traits.lengthBias * wordsOf(reply).length) / 10 +
    traits.politenessBias * Math.min(traits.politeMarks, politeness(reply)) +
    traits.listBias * Math.min(10, items) +
    traits.groupLean * (subject?.leans?.(reply) ?? 0);
  // Nothing said is nothing, however little one knows.
  const quality = score === 0 ? 0 : combined(seen);
  return {
    parts: seen,
    appeal: (slope * quality) / goldSd + taste,
    glance: (slope * combined(seen.filter((part) => form.has(part.name)))) / goldSd + taste,
  };
}
