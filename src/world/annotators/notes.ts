/**
 * Notes: an annotator's choice with its reason in a sentence, free text made from the judge's parts (claim B3).
 */
import type { PromptRow } from '../../data/records';
import type { Part, PartName } from '../house/parts';
import type { AnnotatorTraits } from './traits';
import { look } from './view';

/** What decided: a part of the judgement, or nothing that the judge knows of. */
export type Reason = PartName | 'taste';

/** Why a reply was chosen. */
export interface Note {
  /** The part of the judgement that decided. */
  readonly reason: Reason;
  /** A sentence or two. */
  readonly note: string;
}

/** What a part leaves of the whole. */
function leaves(part: Part | undefined): number {
  return part === undefined ? 1 : 1 - part.weight * (1 - part.score);
}

/** Why one reply is better than another: the part in which it is ahead the most, in the annotator's eyes. */
export function noteOn(
  traits: AnnotatorTraits,
  prompt: PromptRow['prompt'],
  chosen: string,
  rejected: string,
): Note {
  const [better, worse] = [look(traits, prompt, chosen).parts, look(traits, prompt, rejected).parts];
  let most = 1;
  let deciding: readonly [Part, Part | undefined] | undefined;
  for (const part of better) {
    const other = worse.find(({ name }) => name === part.name);
    const ratio = leaves(part) / leaves(other);
    if (ratio > most * (1 + 1e-9)) [most, deciding] = [ratio, [part, other]];
  }
  if (deciding === undefined)
    return { reason: 'taste', note: 'Nothing decides; I like how the better one says it.' };
  const [part, other] = deciding;
  const against = other === undefined ? '' : ` The other: ${other.why}.`;
  return { reason: part.name, note: `Better in ${part.name}: ${part.why}.${against}` };
}
