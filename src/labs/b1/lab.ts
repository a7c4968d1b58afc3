/**
 * Lab B1: SFT clones behaviour from demonstrations, their quality decides, and it is where RL starts from.
 *
 * - Number and quality: writers of known flaws answer the same prompts; control is the base that was shown nothing.
 * - Loss on the assistant's tokens (treatment) against loss on all tokens (control), on the same demonstrations.
 * - RL from SFT against the same RL from the base: same reward, rounds, prompts and seeds. The base is given the chat's
 *   tokenizer and nothing else; a third start has seen a handful of demonstrations, enough for the format.
 *
 * That few but good demonstrations go far is the finding of Zhou et al. 2023 (https://arxiv.org/abs/2305.11206). That the
 * loss on all tokens can be the better one, above all with few demonstrations and long prompts, is that of Shi et al. 2024
 * (https://arxiv.org/abs/2405.14394), so the check can well fall the other way.
 *
 * Simplified: RL's reward is the judge itself, so that what is compared is the start alone and not how well a reward
 * model, trained on the SFT model's replies, judges those of a base. Each number is passed over by the rule of
 * imitation.ts, so that small numbers are seen more often.
 */
import { mean } from '../../eval/statistics';
import { Random } from '../../random';
import { demonstrations } from '../../world';
import { courseOf, landmarkReplies } from '../../steps/course';
import { foundation } from '../../steps/foundation';
import { imitate, passes, worth } from '../../steps/imitation';
import { demonstrationGold } from '../../steps/task';
import { defineLab } from '../../study/lab';
import type { LabEvent, Made, Workbench } from '../../study/workbench';
import type { Policy } from '../../steps/policy';
import { ppoRunRecipe } from '../../steps/ppo-run';
import { b1Checks } from './checks';
import { b1Data, type B1Cell, type B1Data } from './data';
import { b1Figures } from './figures';
import { b1Presets, writers, type B1Settings } from './settings';

export const b1 = defineLab({
  id: 'B1',
  title: 'SFT clones demonstrations: their number, their quality, the tokens of the loss, and RL after it',
  presets: b1Presets,
  data: b1Data,
  run: runB1,
  checks: b1Checks,
  figures: b1Figures,
});

/** The lab at any settings: tests run it at toy size. */
export async function* runB1(bench: Workbench, settings: B1Settings): AsyncGenerator<LabEvent, B1Data> {
  const { counts, imitation } = settings;
  const grid = writers.flatMap((who) => counts.map((count) => cellOf(settings, who, count, 'assistant')));
  const onAll = settings.lossCounts.map((count) => cellOf(settings, 'mixed', count, 'all'));
  const data: B1Data = { base: [], cells: [...grid, ...onAll], rl: [] };
  for (const seed of settings.seeds) {
    const base = yield* imitate(bench, imitation, [], 'assistant', seed);
    data.base.push(yield* worth(bench, imitation, base, seed));
    for (const cell of data.cells) {
      const shown = demonstrated(settings, cell, seed);
      const conversations = shown.map(({ messages }) => messages);
      const policy = yield* imitate(bench, imitation, conversations, cell.imitated, seed);
      cell.demonstrationGold.push(mean(conversations.map(demonstrationGold)));
      cell.seeds.push(yield* worth(bench, imitation, policy, seed));
    }
    yield* reinforce(bench, settings, base, seed, data);
  }
  return data;
}

function cellOf(
  { imitation }: B1Settings,
  who: B1Cell['writers'],
  count: number,
  imitated: B1Cell['imitated'],
): B1Cell {
  return {
    writers: who,
    count,
    imitated,
    passes: passes(imitation, count),
    demonstrationGold: [],
    seeds: [],
  };
}

/** The first so many demonstrations of these writers; number i answers the same prompt whoever writes. */
function demonstrated(
  { imitation: { families } }: B1Settings,
  { writers: quality, count }: Pick<B1Cell, 'writers' | 'count'>,
  seed: number,
) {
  return demonstrations(new Random(seed).split('B1', 'demonstrations'), { count, quality, families });
}

/** The same RL from each start. */
async function* reinforce(
  bench: Workbench,
  settings: B1Settings,
  base: Made<Policy>,
  seed: number,
  { rl }: B1Data,
): AsyncGenerator<LabEvent, void> {
  const { foundation: ground, handful, imitation } = settings;
  const { policy: sft, heldOut } = yield* foundation(bench, ground, seed);
  const few = demonstrated(settings, { writers: 'mixed', count: handful }, seed).map(
    ({ messages }) => messages,
  );
  const starts = [
    { start: 'base', demonstrations: 0, policy: base },
    {
      start: 'handful',
      demonstrations: handful,
      policy: yield* imitate(bench, imitation, few, 'assistant', seed),
    },
    { start: 'SFT', demonstrations: ground.demonstrations, policy: sft },
  ] as const;
  for (const { start, demonstrations: shown, policy } of starts) {
    const { families } = ground;
    const { piece } = yield* bench.make(
      ppoRunRecipe,
      {
        reward: { kind: 'gold' },
        families,
        options: settings.ppo,
        evaluation: settings.evaluation,
        seed,
      },
      { policy, rewardModels: [], heldOut },
    );
    const known = rl.find((arm) => arm.start === start);
    const arm = known ?? {
      start,
      demonstrations: shown,
      seeds: [],
      unfinished: piece.rounds.map((round) => round.unfinished),
    };
    const samples = known ? [] : landmarkReplies(bench, policy.piece.checkpoint, piece, ground);
    arm.seeds.push(courseOf(seed, piece, samples));
    if (!known) rl.push(arm);
  }
}
