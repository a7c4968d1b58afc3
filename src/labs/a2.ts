/**
 * Lab A2: post-training needs far less compute than pre-training. The ledger of the main job, by stage, from what the runs
 * themselves counted, held against the pre-training of the base model that they started from. An account, not an
 * experiment: there is no control, and one seed has no interval.
 *
 * FLOPs by the usual count, 6 a parameter and trained token, 2 a parameter and token that only goes forward (Kaplan et al.
 * 2020, https://arxiv.org/abs/2001.08361, section 2.1). Not counted: attention, the search for settings, evaluation, and
 * what annotators cost. Seconds are no part of a result: `timings.json` beside it has them by stage.
 */
import { z } from 'zod';
import { mean } from '../eval/statistics';
import type { Figure } from '../plots/figure';
import { panelFigure, type Label, type Panel } from '../plots/panels';
import { stageColors, type Ink } from '../plots/theme';
import { effectOver, threeDigits } from '../study/effects';
import { checkOf, defineLab, type Check, type LabDefinition, type LabPreset } from '../study/lab';
import type { LabEvent, Workbench } from '../study/workbench';
import { ledgerEntrySchema, type LedgerEntry } from '../study/ledger';
import { mainJob, mainJobs, mainKlCoefficient, type MainJobSettings } from './main-job';

export interface A2Settings {
  readonly seeds: readonly number[];
  readonly job: MainJobSettings;
}

const presets: Readonly<Record<LabPreset, A2Settings>> = {
  quick: { seeds: [1], job: mainJobs.quick },
  lecture: { seeds: [1], job: mainJobs.lecture },
  full: { seeds: [1, 2, 3], job: mainJobs.full },
};

const dataSchema = z.object({
  pretraining: ledgerEntrySchema,
  /** Stages of post-training in their order. */
  seeds: z.array(z.object({ seed: z.int(), stages: z.array(ledgerEntrySchema) })),
});

export type A2Data = z.infer<typeof dataSchema>;

async function* run(bench: Workbench, { seeds, job }: A2Settings): AsyncGenerator<LabEvent, A2Data> {
  const data: A2Data = { pretraining: bench.pretraining('large'), seeds: [] };
  for (const seed of seeds) {
    const { policy, pairs, heldOut, rewardModel, ppo } = yield* mainJob(bench, job, mainKlCoefficient, seed);
    data.seeds.push({ seed, stages: bench.ledger([policy, pairs, heldOut, rewardModel, ppo]) });
  }
  return data;
}

function total(stages: readonly LedgerEntry[]): number {
  return stages.reduce((sum, { flops }) => sum + flops, 0);
}

function checks({ pretraining, seeds }: A2Data): Check[] {
  const times = (stages: readonly LedgerEntry[]) => Math.log10(pretraining.flops / total(stages));
  const unit = 'log10 of the ratio of FLOPs';
  const all = effectOver(seeds.map(({ stages }) => times(stages)));
  const tuned = effectOver(seeds.map(({ stages }) => times(stages.filter(({ stage }) => stage === 'SFT'))));
  return [
    { statement: 'all of post-training takes less compute than pre-training', ...all, bound: 0 },
    { statement: 'all of post-training takes less than a tenth of it', ...all, bound: 1 },
    { statement: 'SFT takes less than a tenth of it', ...tuned, bound: 1 },
  ].map((parts) => checkOf({ claim: 'A2', unit, ...parts }));
}

const colors: Readonly<Record<string, Ink>> = {
  'pre-training': stageColors.base,
  SFT: stageColors.sft,
  sampling: stageColors.control,
  'reward model': stageColors.rm,
  PPO: stageColors.ppo,
};

const colorOf = (stage: string): Ink => colors[stage] ?? stageColors.control;

/** A part of a bar. */
interface Part {
  readonly stage: string;
  readonly value: number;
  readonly text: string;
}

/** Two bars, pre-training and the stages after it on top of one another; their names stand beside them. */
function stacked(title: string, yTitle: string, pretraining: Part, after: readonly Part[]): Panel {
  const bars = ['pre-training', 'post-training'];
  const highest = 1.15 * Math.max(pretraining.value, sum(after));
  const nextLine = highest / 15;
  let beside = -nextLine / 2;
  const labels = after.map(({ stage, text }, i): Label => {
    const middle = sum(after.slice(0, i)) + after[i].value / 2;
    // Thin parts would have their names on one another.
    beside = Math.max(middle, beside + nextLine);
    return { x: 1.3, y: beside, text, color: colorOf(stage).text, side: 'right' };
  });
  const own: Label = {
    x: 0,
    y: pretraining.value,
    text: pretraining.text,
    color: stageColors.base.text,
    side: 'above',
  };
  return {
    title,
    traces: [pretraining, ...after].map(({ stage, value }) => ({
      type: 'bar',
      name: stage,
      x: bars,
      y: stage === pretraining.stage ? [value, 0] : [0, value],
      marker: { color: bars.map(() => colorOf(stage).line) },
      width: 0.6,
      hovertemplate: `${stage}: %{y:.3s}`,
    })),
    labels: [own, ...labels],
    yTitle,
    xRange: [-0.5, 2.6],
    yRange: [0, highest],
  };
}

function sum(parts: readonly Part[]): number {
  return parts.reduce((so, { value }) => so + value, 0);
}

/** Stages with the mean over seeds of something. */
function meanParts({ seeds }: A2Data, of: (entry: LedgerEntry) => number): Part[] {
  return seeds[0].stages.flatMap(({ stage }, i) => {
    const values = seeds.map(({ stages }) => of(stages[i]));
    return mean(values) === 0 ? [] : [partOf(stage, mean(values))];
  });
}

function partOf(stage: string, value: number): Part {
  return { stage, value, text: `${stage} ${threeDigits(value)}` };
}

/** How often post-training would fit into pre-training, in words. */
function ratioText({ pretraining, seeds }: A2Data): string {
  const ratios = seeds.map(({ stages }) => pretraining.flops / total(stages));
  return `Pre-training took ${mean(ratios).toFixed(1)} times the compute of post-training`;
}

function figures(data: A2Data, columns = 3): Record<string, Figure> {
  const panel = (title: string, yTitle: string, of: (entry: LedgerEntry) => number) =>
    stacked(title, yTitle, partOf('pre-training', of(data.pretraining)), meanParts(data, of));
  const panels = [
    panel('Compute', 'TFLOP', ({ flops }) => flops / 1e12),
    panel('Tokens trained on', 'millions, each time they are used', (one) => one.trainedTokens / 1e6),
    panel('Tokens sampled or scored', 'millions', ({ forwardTokens }) => forwardTokens / 1e6),
  ];
  const cell = { width: 470, height: 400 };
  return { compute: panelFigure(panels, { title: ratioText(data), columns, cell, stacked: true }) };
}

/** For tests, which run it smaller than any preset. */
export const a2Definition: LabDefinition<A2Settings, A2Data> = {
  id: 'A2',
  title: 'Post-training needs far less compute than pre-training',
  presets,
  data: dataSchema,
  run,
  checks,
  figures,
};

export const a2 = defineLab(a2Definition);
