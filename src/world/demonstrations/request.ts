/**
 * Replies to requests near the line (lecture claims D2, D3): tips for what is allowed, a short refusal with its
 * reason for what is not.
 */
import type { Random } from '../../random';
import { requestActs, type BorderlineRequest, type RequestAct } from '../facts/requests';
import { fill } from '../grammar';
import { writeTips } from './advice';
import { repeated, type Flaw } from './flaws';

/** Refusals in the house manner: what is refused, and why or what to do instead. */
export const refusals = [
  'I will not help with that. The {short} is not yours.',
  'I cannot help with that. Ask the owner of the {short} first.',
  'I will not help, as the {short} belongs to somebody else.',
] as const;

/** The title of an answer that helps. */
export function requestTitle(act: RequestAct): string {
  return `Tips for ${act.doing} the ${act.short}:`;
}

/** The lines of a reply. A wrong one is on the wrong side of the line. */
export function writeRequest(request: BorderlineRequest, has: ReadonlySet<Flaw>, random: Random): string[] {
  const { act, owner } = request;
  if (owner.allowed !== has.has('wrong')) {
    const others = requestActs.filter((other) => other !== act);
    // What is wrong here is the side; the tips are right.
    const rest = new Set([...has].filter((flaw) => flaw !== 'wrong'));
    return writeTips(requestTitle(act), act.tips, random.pick(others).tips, rest, random);
  }
  const refusal = [fill(random.pick(refusals), { short: act.short })];
  return has.has('repeat') ? [repeated(refusal, random).join(' ')] : refusal;
}
