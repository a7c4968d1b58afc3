/**
 * Comparisons for a reward model (claim B3): two replies of the SFT model to one prompt, and an annotator's
 * choice. What the annotator was likely to choose and what the judge says stay beside each pair, so that a
 * reward model's accuracy can be held against its ceiling and against the truth.
 */
import type { LanguageModel } from '../model/model';
import type { Random } from '../random';
import { rewardInput } from '../train/reward-scores';
import type { RewardPair } from '../train/reward-model';
import type { Reply } from '../train/reward';
import { promptText, type Annotator } from '../world';
import { assess, type Assessment } from './assess';
import { sampleReplies, type Task } from './task';

/** A pair with all that is known of it. */
export interface Comparison extends RewardPair {
  /** The user's words. */
  readonly prompt: string;
  /** The reply that the annotator prefers. */
  readonly chosenText: string;
  /** The other one. */
  readonly rejectedText: string;
  /** The judge's score of the first, in [0, 1]. */
  readonly goldChosen: number;
  /** The judge's score of the other. */
  readonly goldRejected: number;
  /** Probability that the annotator chooses as it did, in [0, 1]. */
  readonly pChoice: number;
}

/**
 * `count` comparisons of replies to prompts of the task, each prompt drawn at random. Pairs of equal replies say
 * nothing and are drawn again.
 */
export function drawComparisons(
  model: LanguageModel,
  task: Task,
  annotator: Annotator,
  options: { readonly count: number; readonly maxNewTokens: number },
  random: Random,
): Comparison[] {
  const comparisons: Comparison[] = [];
  for (let round = 0; comparisons.length < options.count; round++) {
    const own = random.split('round', round);
    const wanted = options.count - comparisons.length;
    const indices = Array.from({ length: wanted }, () => own.int(task.prompts.length));
    const asked: Task = {
      ...task,
      prompts: indices.map((i) => task.prompts[i]),
      tokens: indices.map((i) => task.tokens[i]),
    };
    const sampling = { perPrompt: 2, maxNewTokens: options.maxNewTokens };
    const replies = sampleReplies(model, asked, sampling, own.split('replies'));
    const assessments = assess(asked, replies);
    for (let i = 0; i < wanted; i++) {
      const [a, b] = [2 * i, 2 * i + 1];
      if (assessments[a].text === assessments[b].text) continue;
      const pair: Side[] = [a, b].map((at) => ({ reply: replies[at], assessment: assessments[at] }));
      comparisons.push(compare(asked, annotator, pair[0], pair[1], own.split('choice', i)));
    }
  }
  return comparisons;
}

interface Side {
  readonly reply: Reply;
  readonly assessment: Assessment;
}

function compare(task: Task, annotator: Annotator, a: Side, b: Side, random: Random): Comparison {
  const asked = task.prompts[a.reply.promptIndex];
  const { choice, pChoice } = annotator.prefer(
    [...asked.messages],
    a.assessment.text,
    b.assessment.text,
    random,
  );
  const [chosen, rejected] = choice === 0 ? [a, b] : [b, a];
  return {
    prompt: promptText(asked),
    chosen: rewardInput(chosen.reply),
    rejected: rewardInput(rejected.reply),
    chosenText: chosen.assessment.text,
    rejectedText: rejected.assessment.text,
    goldChosen: chosen.assessment.gold,
    goldRejected: rejected.assessment.gold,
    pChoice,
  };
}
