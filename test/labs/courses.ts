/** Made-up courses of PPO for the tests of labs B4 and B5. */
import type { Course } from '../../src/steps/course';

/** Evaluations in a straight line from each of these to the next. `[evaluations]` */
export interface Landmarks {
  readonly kl: readonly number[];
  readonly gold: readonly number[];
  readonly proxy: readonly number[];
}

/** A course of one seed over 40 prompts; every prompt's gold is the point's, but for a fixed wobble. */
export function madeUpCourse(seed: number, { kl, gold, proxy }: Landmarks): Course {
  const points = kl.map((nats, i) => ({
    iteration: 4 * i,
    kl: nats,
    gold: gold[i] + 0.01 * seed,
    proxy: proxy[i] + 0.01 * seed,
    parts: { content: 0.9 - 0.1 * i, spelling: 0.9 },
    length: 50 + i,
    repetition: 0.1,
  }));
  const best = points.reduce((a, b) => (b.gold > a.gold ? b : a));
  const byPrompt = (at: number) => Array.from({ length: 40 }, (_, i) => at + (i % 2 === 0 ? 0.05 : -0.05));
  return {
    seed,
    points,
    golds: {
      start: byPrompt(points[0].gold),
      peak: byPrompt(best.gold),
      end: byPrompt(points[points.length - 1].gold),
    },
    fit: null,
    samples: [{ prompt: 'How?\nNow', start: 'a', peak: 'b\nc', end: 'd' }],
  };
}
