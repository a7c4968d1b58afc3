/**
 * Lab A2: post-training needs far less compute than pre-training. The ledger of the main job, by stage, from what the runs
 * themselves counted, held against the pre-training of the base model that they started from. An account, not an
 * experiment: there is no control, and one seed has no interval.
 *
 * FLOPs by the usual count, 6 a parameter and trained token, 2 a parameter and token that only goes forward (Kaplan et al.
 * 2020, https://arxiv.org/abs/2001.08361, section 2.1). Not counted: attention, the search for settings, evaluation, and
 * what annotators cost. Seconds are no part of a result: `timings.json` beside it has them by stage.
 */
import { stageColors } from '../plots/theme';
import { mainJob, mainJobs, mainKlCoefficient, type MainJobSettings } from '../steps/main-job';
import { more } from '../study/checks';
import { defineLab } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, type Row } from '../study/rows';
import type { LabEvent, Workbench } from '../study/workbench';

export interface A2Settings {
  readonly seeds: readonly number[];
  readonly job: MainJobSettings;
}

const inks = {
  'pre-training': stageColors.base,
  SFT: stageColors.sft,
  sampling: stageColors.control,
  'reward model': stageColors.rm,
  PPO: stageColors.ppo,
};

const ratio = 'log10 of pre-training over it';

async function* run(bench: Workbench, { seeds, job }: A2Settings): AsyncGenerator<LabEvent, { rows: Row[] }> {
  const before = bench.pretraining('large').flops;
  const rows: Row[] = [];
  for (const seed of seeds) {
    const { policy, pairs, heldOut, rewardModel, ppo } = yield* mainJob(bench, job, mainKlCoefficient, seed);
    const stages = bench.ledger([policy, pairs, heldOut, rewardModel, ppo]);
    const total = stages.reduce((sum, { flops }) => sum + flops, 0);
    const tera = stages.map(({ stage, flops }) => [stage, flops / 1e12]);
    const tuned = stages.find(({ stage }) => stage === 'SFT');
    append(
      rows,
      measureRows({ arm: 'pre-training', seed }, { 'pre-training': before / 1e12 }),
      measureRows({ arm: 'post-training', seed }, Object.fromEntries(tera)),
      measureRows({ arm: 'post-training', seed }, { [ratio]: Math.log10(before / total) }),
      measureRows({ arm: 'SFT', seed }, tuned ? { [ratio]: Math.log10(before / tuned.flops) } : {}),
    );
  }
  return { rows };
}

/** 0 for as much compute, 1 for a tenth; .1 is a quarter more or less. */
const unit = { unit: 'log10 of the ratio of FLOPs', matters: 0.1 };

export const a2 = defineLab<A2Settings>({
  id: 'A2',
  title: 'Post-training needs far less compute than pre-training',
  presets: presets<A2Settings>(
    { seeds: [1], job: mainJobs.lecture },
    { quick: { job: mainJobs.quick }, full: { seeds: [1, 2, 3], job: mainJobs.full } },
  ),
  run,
  checks: () => [
    {
      id: 'less',
      statement: 'all of post-training takes less compute than pre-training',
      test: more({ arm: 'post-training', measure: ratio }, 0),
      ...unit,
    },
    {
      id: 'a-tenth',
      main: true,
      statement: 'all of post-training takes less than a tenth of it',
      test: more({ arm: 'post-training', measure: ratio }, 1),
      ...unit,
    },
    {
      id: 'sft-a-tenth',
      statement: 'SFT takes less than a tenth of it',
      test: more({ arm: 'SFT', measure: ratio }, 1),
      ...unit,
    },
  ],
  views: [
    {
      id: 'compute',
      title: (says) =>
        says('a-tenth') === 'holds'
          ? 'All of post-training takes less than a tenth of the compute'
          : says('less') === 'holds'
            ? 'Post-training takes less compute, but not less than a tenth'
            : 'Compute of pre-training and of post-training',
      cell: { width: 720, height: 420 },
      panels: [
        {
          kind: 'bars',
          title: '',
          arms: ['pre-training', 'post-training'],
          measures: Object.keys(inks),
          inks,
          yTitle: 'TFLOP',
        },
      ],
    },
  ],
});
