/**
 * Lab B6: objectives other than a reward model are mixed into RL. One PPO, over prompts of the centrepiece and sums, on the
 * reward model, on a verifier of sums (1 for the right answer, 0 for all else), and on their mixture by weight. Treatment:
 * the mixture; controls: either alone. A verified reward beside a learnt one is Lambert et al. 2024 (Tülu 3,
 * https://arxiv.org/abs/2411.15124, section 6).
 *
 * Simplified: the reward model has seen the centrepiece only and scores worked sums all the same, as in the mixtures of
 * the papers; the price of KL is the same everywhere, though the rewards differ in size.
 */
import { UserError } from '../../errors';
import { mean, standardDeviation } from '../../eval/statistics';
import { Random } from '../../random';
import { answerIn, answerOf, centrepiece } from '../../world';
import { foundation } from '../../steps/foundation';
import { defineLab } from '../../study/lab';
import type { LabEvent, LanguageCheckpoint, Workbench } from '../../study/workbench';
import { chatTokenizer, sharedPrompts } from '../../steps/common';
import { goldsOf } from '../../steps/pairs';
import { ppoRunRecipe, type PpoRun } from '../../steps/ppo-run';
import { rewardModelRecipe } from '../../steps/reward-model';
import type { RewardSpec } from '../../steps/rewards';
import { assess, chatTask, sampleReplies } from '../../steps/task';
import { b6Checks } from './checks';
import { b6Data, type B6Arm, type B6Data, type Worth } from './data';
import { b6Figures } from './figures';
import { b6Presets, type B6Settings } from './settings';

export const b6 = defineLab({
  id: 'B6',
  title: 'A verified reward for sums, mixed into RL with the reward model',
  presets: b6Presets,
  data: b6Data,
  run: runB6,
  checks: b6Checks,
  figures: b6Figures,
});

/** Runs the lab at any size. */
export async function* runB6(bench: Workbench, settings: B6Settings): AsyncGenerator<LabEvent, B6Data> {
  const { comparisons, families, evaluation, weights, center } = settings;
  if (!weights.includes(center))
    throw new UserError(
      `lab B6: weights are ${weights.join(', ')}; expected ${center}, which the checks are about, among them`,
    );
  const arms: B6Arm[] = [
    { reward: 'reward model', weight: 0, seeds: [] },
    ...weights.map((weight): B6Arm => ({ reward: 'mixture', weight, seeds: [] })),
    { reward: 'sums', weight: null, seeds: [] },
  ];
  const start: Worth[] = [];
  for (const seed of settings.seeds) {
    const { policy, pairs, heldOut } = yield* foundation(bench, settings.foundation, seed);
    const model = yield* bench.make(
      rewardModelRecipe,
      { comparisons, annotator: {}, start: 'policy', options: settings.rewardModel, seed },
      { start: policy, pairs, heldOut },
    );
    const golds = goldsOf(heldOut.piece);
    const scale = { mean: mean(golds), sd: standardDeviation(golds) };
    const worth = (checkpoint: LanguageCheckpoint) => worthOf(bench, checkpoint, settings, scale, seed);
    start.push(worth(policy.piece.checkpoint));
    for (const { weight, seeds } of arms) {
      const run = yield* bench.make(
        ppoRunRecipe,
        {
          reward: specOf(weight),
          families,
          options: { ...settings.ppo, iterations: settings.iterations },
          evaluation,
          seed,
        },
        { policy, rewardModels: weight === null ? [] : [model], heldOut },
      );
      seeds.push({ ...worth(run.piece.end), course: courseBySums(run.piece, settings) });
    }
  }
  return { center: settings.center, start, arms };
}

/** @param weight of the verifier; see `data.ts`. */
function specOf(weight: B6Arm['weight']): RewardSpec {
  if (weight === null) return { kind: 'sums' };
  return weight === 0 ? { kind: 'reward model' } : { kind: 'mixture', sums: weight };
}

/** What a policy is worth on held-out prompts; equal seeds draw alike for all policies. */
function worthOf(
  bench: Workbench,
  checkpoint: LanguageCheckpoint,
  { measuredPrompts, foundation: { maxNewTokens } }: B6Settings,
  scale: { readonly mean: number; readonly sd: number },
  seed: number,
): Worth {
  const model = bench.backend.languageModel(checkpoint.config, checkpoint.weights);
  const tokenizer = chatTokenizer(checkpoint);
  const random = new Random(seed).split('B6 worth');
  const asked = (family: 'sums' | 'centrepiece') =>
    sharedPrompts(
      `B6 ${family}`,
      measuredPrompts,
      'held-out',
      family === 'sums' ? ['arithmetic'] : centrepiece,
    );
  const replies = (prompts: ReturnType<typeof asked>, purpose: string) => {
    const task = chatTask(tokenizer, prompts);
    return assess(task, sampleReplies(model, task, { perPrompt: 1, maxNewTokens }, random.split(purpose)));
  };
  const sums = asked('sums');
  const worked = replies(sums, 'sums');
  const rights = sums.map(({ subject }, i) =>
    subject.family === 'arithmetic' && answerIn(worked[i].text) === answerOf(subject.sum) ? 1 : 0,
  );
  const golds = replies(asked('centrepiece'), 'centrepiece').map(
    ({ gold }) => (gold - scale.mean) / scale.sd,
  );
  return { rights, golds };
}

/** The run's own evaluations, sums and the rest apart: it drew the same prompts. */
function courseBySums(
  { points }: PpoRun,
  { families, evaluation }: B6Settings,
): B6Arm['seeds'][number]['course'] {
  const prompts = sharedPrompts('ppo', evaluation.prompts, 'held-out', families);
  const gold = ({ golds }: PpoRun['points'][number], isSum: boolean) =>
    mean(golds.filter((_, i) => (prompts[i].family === 'arithmetic') === isSum));
  const [start] = points;
  return points.map((point) => ({
    iteration: point.iteration,
    kl: point.kl,
    centrepiece: gold(point, false) - gold(start, false),
    sums: gold(point, true) - gold(start, true),
  }));
}
