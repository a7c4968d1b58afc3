import { describe, expect, it } from 'vitest';
import { calibrateReward, rewardFromModel, rewardInput, rewardScores } from '../../src/train/reward-scores';
import { scoreReplies, type Reply, type Reward } from '../../src/train/reward';
import { ensemble, mixture, scaled, verifier } from '../../src/train/reward-mix';
import { referenceBackend } from '../../src/model/reference-backend';
import { toyScalarModel } from '../helpers/toy';

/** Replies of which only the tokens matter here. */
const replies = [[3], [4, 5], [6, 7, 8]].map((tokens, promptIndex): Reply => ({
  promptIndex,
  prompt: Int32Array.of(1),
  tokens: Int32Array.from(tokens),
  stopped: true,
}));
const length: Reward = (asked) => asked.map(({ tokens }) => tokens.length);
const fixed =
  (...scores: number[]): Reward =>
  () =>
    scores;

describe('rewards made of rewards', () => {
  it('scale, and mix with weights', () => {
    expect(scaled(length, { mean: 2, sd: 0.5 })(replies)).toEqual([-2, 0, 2]);
    const mixed = mixture([
      { reward: length, weight: 2 },
      { reward: fixed(1, 0, -1), weight: 10 },
    ]);
    expect(mixed(replies)).toEqual([12, 4, -4]);
    expect(() => scaled(length, { mean: 0, sd: 0 })).toThrow('scaled: sd is 0; expected a number above 0');
    expect(() => mixture([])).toThrow('mixture: no rewards');
  });

  it('an ensemble takes the mean, the worst, or the mean less what its members disagree on', () => {
    const members = [fixed(1, 2, 0), fixed(3, 2, 4), fixed(2, 2, 8)];
    expect(ensemble(members, { rule: 'mean' })(replies)).toEqual([2, 2, 4]);
    expect(ensemble(members, { rule: 'worst' })(replies)).toEqual([1, 2, 0]);
    // Variances, divided by 3: 2/3, 0, 32/3.
    const careful = Array.from(ensemble(members, { rule: 'uncertainty', penalty: 0.75 })(replies));
    [1.5, 2, -4].forEach((score, i) => expect(careful[i]).toBeCloseTo(score, 12));
    expect(() => ensemble([], { rule: 'mean' })).toThrow('ensemble: no members');
  });

  it('a verifier gives 1 and 0 by the text and the prompt', () => {
    const tokenizer = { decode: (tokens: ArrayLike<number>) => ` ${Array.from(tokens).join('')}\n` };
    const sums = [3, 45, 0];
    const reward = verifier(tokenizer, (text, prompt) => Number(text) === sums[prompt]);
    expect(reward(replies)).toEqual([1, 1, 0]);
  });

  it('reward models, judges and verifiers nest, and scoreReplies checks the whole', () => {
    const model = toyScalarModel(referenceBackend, 3);
    const weights = new Map(model.weights());
    const head = weights.get('score.weight');
    weights.set('score.weight', {
      shape: head?.shape ?? [],
      data: (head?.data ?? new Float32Array(0)).map((_, i) => (i % 3) - 1),
    });
    const scorer = referenceBackend.scalarModel(model.config, weights);
    const raw = rewardScores(scorer, replies.map(rewardInput), 'last');
    const one = rewardFromModel(scorer, 'last', calibrateReward(raw));
    const nested = mixture([
      { reward: ensemble([one, fixed(9, 9, 9)], { rule: 'worst' }), weight: 1 },
      { reward: length, weight: 0.5 },
    ]);
    const alone = Array.from(one(replies));
    expect(alone.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
    expect(scoreReplies(nested, replies, 'test')).toEqual(alone.map((score, i) => score + 0.5 * (i + 1)));
    expect(() => scoreReplies(mixture([{ reward: fixed(1, NaN, 1), weight: 1 }]), replies, 'test')).toThrow(
      'test: the reward of reply 1 is NaN',
    );
  });
});
