/**
 * Made-up results in the shape and the noise of real ones, for tests of figures and reports only. The curves are
 * Gao et al.'s forms with noise; nothing here was measured.
 */
import type { Interval } from '../../src/eval/bootstrap';
import { bestOfNKl } from '../../src/eval/best-of-n';
import { fitGold, predictGold } from '../../src/eval/curve-fits';
import { Random } from '../../src/random';
import {
  overOptimizationFigure,
  type OptimizationRun,
  type OverOptimizationInput,
} from '../../src/plots/over-optimization';
import type { ReportInput } from '../../src/plots/report';
import {
  learningFigure,
  trainingCurvesFigure,
  type LearningInput,
  type PpoCurves,
} from '../../src/plots/training-curves';
import type { Figure, Series } from '../../src/plots/figure';
import { stageBarsFigure, type StageScore } from '../../src/plots/stage-bars';

const random = new Random(2025);

function range(count: number, step = 1): number[] {
  return Array.from({ length: count }, (_, i) => i * step);
}

export function interval(value: number, half: number): Interval {
  return { value, low: value - half, high: value + half };
}

function run(seed: number, furthest: number, alpha: number, beta: number, slope: number): OptimizationRun {
  const noise = random.split('run', seed, furthest);
  const distances = range(31).map((i) => (furthest * (0.9 + 0.05 * seed) * i) / 30);
  const form = { form: 'rl', alpha, beta } as const;
  return {
    kl: distances.map((d) => d * d),
    gold: distances.map((d) => predictGold(form, d) + (d > 0 ? 0.06 * noise.normal() : 0)),
    proxy: distances.map((d) => slope * d - 0.02 * d * d + (d > 0 ? 0.05 * noise.normal() : 0)),
  };
}

export function overOptimization(): OverOptimizationInput {
  const noise = random.split('best-of-n');
  const points = range(9).map((i) => {
    const kl = bestOfNKl(2 ** i);
    const d = Math.sqrt(kl);
    const gold = i === 0 ? 0 : d * (0.75 - 0.38 * d) + 0.02 * noise.normal();
    return { n: 2 ** i, kl, proxy: 1.25 * d, gold: interval(gold, i === 0 ? 0 : 0.12) };
  });
  const pairs = points.map((point) => ({ distance: Math.sqrt(point.kl), gold: point.gold.value }));
  const free = range(3).map((seed) => run(seed, 6, 0.42, 0.32, 0.62));
  const fit = fitGold(
    'rl',
    free.flatMap(({ kl, gold }) => kl.map((value, i) => ({ distance: Math.sqrt(value), gold: gold[i] }))),
  );
  return {
    bestOfN: { points, fit: fitGold('best-of-n', pairs) },
    arms: [
      { name: 'PPO, no KL penalty', runs: free, fit },
      {
        name: 'PPO, KL penalty 0.05',
        runs: range(3).map((seed) => run(seed, 2.1, 0.42, 0.28, 0.6)),
        peak: { kl: 2.6, gold: 0.45 },
      },
      {
        name: 'Control: PPO on gold itself',
        runs: range(3).map((seed) => ({ ...run(seed, 3.5, 0.5, 0.12, 0), proxy: undefined })),
      },
    ],
  };
}

function curve(name: string, count: number, value: (t: number) => number, noise: number, step = 1): Series {
  const draw = random.split('curve', name);
  return {
    x: range(count, step),
    y: range(count).map((i) => value(i / (count - 1)) + noise * draw.normal()),
  };
}

export function ppoCurves(): PpoCurves[] {
  return range(3).map((seed) => ({
    proxy: curve(`proxy${seed}`, 80, (t) => 3 * t, 0.15),
    gold: curve(`gold${seed}`, 17, (t) => 0.6 + 0.6 * t - 1.1 * t * t, 0.03, 5),
    kl: curve(`kl${seed}`, 80, (t) => 36 * t * t, 0.4),
    entropy: curve(`entropy${seed}`, 80, (t) => 0.5 - 0.35 * t, 0.02),
    length: curve(`length${seed}`, 80, (t) => 52 + 25 * t, 3),
    clipFraction: curve(`clip${seed}`, 80, (t) => 0.08 + 0.1 * t, 0.02),
  }));
}

export function learning(): LearningInput {
  return {
    sft: {
      train: curve('sft', 190, (t) => 0.35 + 1.6 * Math.exp(-6 * t), 0.05),
      validation: curve('sft held out', 10, (t) => 0.42 + 1.5 * Math.exp(-6 * t), 0.005, 21),
    },
    rewardModel: {
      train: curve('rm', 120, (t) => 0.69 - 0.25 * t, 0.05),
      validation: curve('rm held out', 7, (t) => 0.69 - 0.12 * t + 0.03 * t * t, 0.005, 20),
      accuracy: curve('rm accuracy', 7, (t) => 0.5 + 0.2 * t, 0.01, 20),
      goldAccuracy: curve('rm gold', 7, (t) => 0.5 + 0.26 * t, 0.01, 20),
      ceiling: 0.81,
    },
  };
}

export function stageScores(): StageScore[] {
  return [
    { name: 'base', stage: 'base', gold: interval(0.07, 0.02) },
    { name: 'SFT', stage: 'sft', gold: interval(0.6, 0.05) },
    { name: 'PPO at peak', stage: 'ppo', gold: interval(0.72, 0.045) },
    { name: 'PPO at end', stage: 'ppo', gold: interval(0.14, 0.06) },
    { name: 'PPO on gold', stage: 'control', gold: interval(0.86, 0.03) },
  ];
}

const ramble =
  'An easy chili sauce recipe is easy because it is an easy recipe. An easy chili sauce recipe is easy. ';

export function report(): ReportInput {
  const columns = <T>(draw: (input: T, columns?: number) => Figure, input: T) => ({
    wide: draw(input),
    narrow: draw(input, 1),
  });
  const bars = stageBarsFigure(stageScores());
  const recipe =
    'Chili sauce:\n1. Chop four chillies.\n2. Simmer with vinegar & salt.\n3. Blend until smooth.';
  const replies = (text: string, gold: number) => [0, 1, 2].map((i) => ({ text, gold: gold - 0.03 * i }));
  return {
    title: 'From base model to over-optimised PPO',
    summary:
      'A model of half a million parameters went through SFT, a reward model and PPO. These numbers are made up, to test the page.',
    run: { preset: 'lecture', seed: 1, model: '0.54 M parameters', 'wall time': '6 min 12 s' },
    stages: [
      {
        name: 'base',
        stage: 'base',
        gold: interval(0.07, 0.02),
        length: interval(94, 2),
        repetition: interval(0.31, 0.04),
      },
      {
        name: 'SFT',
        stage: 'sft',
        gold: interval(0.6, 0.05),
        proxy: interval(0, 0.1),
        kl: interval(0, 0),
        length: interval(52, 3),
        repetition: interval(0.04, 0.01),
      },
      {
        name: 'PPO at gold peak',
        stage: 'ppo',
        gold: interval(0.72, 0.045),
        proxy: interval(0.91, 0.09),
        kl: interval(2.6, 0.2),
        length: interval(58, 3),
        repetition: interval(0.05, 0.01),
      },
      {
        name: 'PPO at end',
        stage: 'ppo',
        gold: interval(0.14, 0.06),
        proxy: interval(2.84, 0.12),
        kl: interval(36.4, 1.1),
        length: interval(77, 4),
        repetition: interval(0.44, 0.05),
      },
    ],
    checks: [
      {
        claim: 'B5: the proxy keeps rising while gold falls.',
        held: true,
        detail: 'gold −0.58 [−0.66, −0.50] from its peak to the end',
      },
      {
        claim: 'B4: PPO on the reward model first raises gold.',
        held: false,
        detail: 'gold +0.03 [−0.02, 0.08]; the interval holds 0',
      },
    ],
    figures: [
      {
        id: 'over-optimization',
        ...columns(overOptimizationFigure, overOptimization()),
        caption: 'Thin lines are seeds, thick lines their mean. One vertical scale for all panels.',
      },
      { id: 'stages', wide: bars, narrow: bars, caption: 'Held-out prompts, temperature 1.' },
      {
        id: 'ppo',
        ...columns(trainingCurvesFigure, ppoCurves()),
        caption: 'PPO without a KL penalty, three seeds.',
      },
      { id: 'learning', ...columns(learningFigure, learning()), caption: 'Losses and held-out accuracy.' },
    ],
    samples: [
      'Please give me an easy chili sauce recipe',
      'Who is <b>Bo</b> & "Co"?',
      'How do I sleep better?',
    ].map((prompt) => ({
      prompt,
      models: [
        { name: 'base', stage: 'base', replies: replies(ramble.repeat(2), 0.1) },
        { name: 'SFT', stage: 'sft', replies: replies(recipe, 0.9) },
        { name: 'PPO at gold peak', stage: 'ppo', replies: replies(recipe, 0.95) },
        {
          name: 'PPO at end',
          stage: 'ppo',
          replies: [
            { text: '</script><script>alert("x")</script><img src=x onerror=alert(1)>', gold: 0 },
            { text: '' },
          ],
        },
      ],
    })),
    settings: {
      SFT: { 'learning rate': 0.0005, epochs: 3, rows: 32 },
      PPO: { 'learning rate': 0.0001, 'KL penalty': 0.05, λ: 1, whiten: true },
    },
  };
}
