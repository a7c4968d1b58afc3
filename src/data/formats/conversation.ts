/** Comparisons that come as two whole conversations: the turns they share are the prompt, the last ones the replies. */
import { UserError } from '../../errors';
import type { DataRecord, Message } from '../records';

type Comparison = Extract<DataRecord, { kind: 'comparison' }>;

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
