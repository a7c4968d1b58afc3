/**
 * The scale of a reward: mean and standard deviation over a policy's own replies. Rewards are handed to PPO in
 * standard deviations above the SFT model, so that a KL coefficient means the same for each of them.
 */
import type { LanguageModel } from '../model/model';
import type { Random } from '../random';
import { calibrateReward, type Calibration } from '../train/reward-scores';
import type { Reward } from '../train/reward';
import { sampleReplies, type Task } from './task';

/**
 * Measures a reward on replies of a policy.
 * @param rewardOf the reward for a task; is given the one with the prompts that were drawn.
 * @param options.replies how many, from 2; prompts are drawn without repetition as long as there are enough.
 */
export function measureScale(
  policy: LanguageModel,
  task: Task,
  rewardOf: (task: Task) => Reward,
  options: { readonly replies: number; readonly maxNewTokens: number },
  random: Random,
): Calibration {
  const drawn = random
    .split('prompts')
    .shuffle([...task.prompts.keys()])
    .slice(0, options.replies);
  const asked: Task = {
    ...task,
    prompts: drawn.map((i) => task.prompts[i]),
    tokens: drawn.map((i) => task.tokens[i]),
  };
  const { maxNewTokens } = options;
  const perPrompt = Math.ceil(options.replies / drawn.length);
  const replies = sampleReplies(policy, asked, { perPrompt, maxNewTokens }, random.split('replies'));
  return calibrateReward(rewardOf(asked)(replies));
}
