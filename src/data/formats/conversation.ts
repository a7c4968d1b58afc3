/** Comparisons that come as two whole conversations: the turns they share are the prompt, the last ones the replies. */
import { UserError } from '../../errors';
import type { DataRecord, Message } from '../records';

type Comparison = Extract<DataRecord, { kind: 'comparison' }>;

const equal = (one: Message, two: Message) =>
  one.role === two.role && one.content.trim() === two.content.trim();

/** Whether a conversation begins with these turns. */
function beginsWith(turns: readonly Message[], first: readonly Message[]): boolean {
  return turns.length >= first.length && first.every((turn, i) => equal(turn, turns[i]));
}

/**
 * A side of a comparison with its whole prompt. Some data sets repeat the prompt in both replies (UltraFeedback), some
 * repeat it without its system turn: what the reply leaves out is put before it.
 * @param column of the turns, for messages.
 * @throws UserError where the turns go before another prompt than the one beside them.
 */
export function withPrompt(
  prompt: readonly Message[],
  turns: readonly Message[],
  column: string,
  where: string,
): Message[] {
  for (let left = 0; left < prompt.length; left++)
    if (beginsWith(turns, prompt.slice(left))) return [...prompt.slice(0, left), ...turns];
  const spoken = turns.filter(({ role }, i) => role !== 'system' || i > 0);
  if (beginsWith(spoken, prompt)) return [...turns];
  if (turns[0].role === 'assistant' || prompt.every(({ role }) => role === 'system'))
    return [...prompt, ...turns];
  throw new UserError(
    `${where}: columns "prompt" and "${column}" begin with different turns; expected "${column}" to repeat the prompt or ` +
      'to begin with the assistant; mend the row or remove it',
  );
}

/**
 * Parts two conversations where they part ways. Equal ones keep their last turn as both replies: a degenerate pair,
 * for `data inspect` to count.
 * @throws UserError when they share no beginning, or differ in more than the assistant's last turn.
 */
export function splitPair(
  chosen: readonly Message[],
  rejected: readonly Message[],
  where: string,
): Comparison {
  const most = Math.min(chosen.length, rejected.length) - 1;
  let shared = 0;
  while (
    shared < most &&
    chosen[shared].role === rejected[shared].role &&
    chosen[shared].content === rejected[shared].content
  )
    shared++;
  if (shared === 0)
    throw new UserError(
      `${where}: columns "chosen" and "rejected" share no beginning; expected the same prompt in both; ` +
        'add a column "prompt" or remove the row',
    );
  for (const [column, turns] of [['chosen', chosen] as const, ['rejected', rejected] as const]) {
    const [reply, ...more] = turns.slice(shared);
    if (more.length === 0 && reply.role === 'assistant') continue;
    const found = turns.slice(shared).map(({ role }) => role);
    throw new UserError(
      `${where}: column "${column}" goes on with ${found.join(', ')} after the shared turns; ` +
        'expected one turn of the assistant; remove the row',
    );
  }
  const prompt = chosen.slice(0, shared);
  return { kind: 'comparison', prompt, chosen: chosen[shared].content, rejected: rejected[shared].content };
}
