/**
 * Rewards made of rewards. A reward model, the world's judge, a verifier are all one type, a function from replies to
 * numbers; what is here takes such functions and gives another, so that they nest:
 *
 *     mixture([{ reward: ensemble(models, { rule: 'worst' }), weight: 1 }, { reward: sums, weight: 2 }])
 */
import { mean } from '../eval/statistics';
import type { Tokenizer } from '../model/tokenizer';
import type { Reply, Reward } from './reward';
import { smallest } from '../extremes';

/** A reward on another scale: (r − mean) / sd, such as a `Calibration` says. Order is kept. @throws RangeError on an sd not above 0. */
export function scaled(reward: Reward, { mean, sd }: { readonly mean: number; readonly sd: number }): Reward {
  if (!(sd > 0)) throw new RangeError(`scaled: sd is ${sd}; expected a number above 0`);
  return (replies) => Array.from(reward(replies), (score) => (score - mean) / sd);
}

/** One of several rewards and how much it counts. */
export interface MixturePart {
  /** Scores replies. */
  readonly reward: Reward;
  /** w_i; below 0 turns the reward around. */
  readonly weight: number;
}

/**
 * Several objectives at once: Σ w_i r_i(reply), as when a verifiable reward for sums is added to a reward model's, or
 * the scores of several attributes are added up (Wang et al. 2024, HelpSteer2, https://arxiv.org/abs/2406.08673).
 * Weights mean something only on comparable scales: see `scaled`.
 * @throws RangeError without parts.
 */
export function mixture(parts: readonly MixturePart[]): Reward {
  if (parts.length === 0) throw new RangeError('mixture: no rewards; expected at least one');
  return (replies) => {
    const scores = parts.map(({ reward }) => reward(replies));
    return replies.map((_, i) => parts.reduce((sum, { weight }, p) => sum + weight * scores[p][i], 0));
  };
}

/** How an ensemble's opinions become one. */
export type EnsembleRule =
  /** Their mean. */
  | { readonly rule: 'mean' }
  /** The lowest: what one member does not like earns nothing. */
  | { readonly rule: 'worst' }
  /** Their mean less c times their variance: what the members disagree on is not believed. */
  | { readonly rule: 'uncertainty'; readonly penalty: number };

/**
 * Reward models trained alike but for their seeds agree where there is data and not where a policy has gone astray
 * (Coste et al. 2023, https://arxiv.org/abs/2310.02743). With members r_1 … r_k:
 *
 *     mean:  (1/k) Σ r_i       worst:  min r_i       uncertainty:  mean − c · (1/k) Σ (r_i − mean)²
 *
 * @param members on one scale, such as `rewardFromModel` gives.
 * @throws RangeError without members.
 */
export function ensemble(members: readonly Reward[], rule: EnsembleRule): Reward {
  if (members.length === 0) throw new RangeError('ensemble: no members; expected at least one');
  return (replies) => {
    const scores = members.map((member) => member(replies));
    return replies.map((_, i) => {
      const opinions = scores.map((score) => score[i]);
      if (rule.rule === 'worst') return smallest(opinions);
      const centre = mean(opinions);
      if (rule.rule === 'mean') return centre;
      return centre - rule.penalty * mean(opinions.map((opinion) => (opinion - centre) * (opinion - centre)));
    });
  };
}

/**
 * A verifiable reward (Lambert et al. 2024, Tülu 3, https://arxiv.org/abs/2411.15124, section 6): 1 for a reply that
 * passes a check of code, 0 for any other. Nothing is learnt, so there is nothing to over-optimise but the check itself.
 * @param isRight given the reply's text without special tokens, and which prompt it answers.
 */
export function verifier(
  tokenizer: Pick<Tokenizer, 'decode'>,
  isRight: (text: string, promptIndex: Reply['promptIndex']) => boolean,
): Reward {
  return (replies) =>
    replies.map(({ tokens, promptIndex }) =>
      isRight(tokenizer.decode(tokens, { skipSpecial: true }).trim(), promptIndex) ? 1 : 0,
    );
}
