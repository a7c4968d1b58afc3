/** Rewards of the world that are verified and not learnt. */
import { UserError } from '../errors';
import { replyText } from '../model/chat-template';
import type { Reward } from '../train/reward';
import { verifier } from '../train/reward-mix';
import { judge, type Judgement } from '../world';
import type { Task } from './task';

const isSum = ({ family }: Judgement) => family === 'arithmetic';

/**
 * 1 for a reply that gives the right answer to a sum, 0 for any other reply and to any other prompt.
 * @throws UserError when none of the prompts is a sum: there would be nothing to learn.
 */
export function sumsReward({ tokenizer, prompts }: Task): Reward {
  if (!prompts.some(({ messages }) => isSum(judge([...messages], '')))) {
    throw new UserError(
      '--reward sums: none of the prompts asks for a sum; expected at least one; take other prompts or another reward',
    );
  }
  return verifier({ decode: (tokens) => replyText(tokenizer, tokens) }, (text, promptIndex) => {
    const judgement = judge([...prompts[promptIndex].messages], text);
    return isSum(judgement) && judgement.parts.some(({ name, score }) => name === 'content' && score === 1);
  });
}
