/** The figures of lab A1: what is measured on each model's replies, and gold by family of prompts. */
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { panelFigure, type Panel } from '../../plots/panels';
import { ink, stageColors, type Stage } from '../../plots/theme';
import { meanEffect } from '../../study/effects';
import { a1Checks } from './checks';
import { armNames, seedsOf, type A1Data, type ArmName, type MeasureName } from './data';
import { largest } from '../../extremes';

const stages: Readonly<Record<ArmName, Stage>> = {
  'base, page': 'base',
  'base, chat': 'base',
  SFT: 'sft',
  PPO: 'ppo',
};

/** One measure of all models, over the prompts that are asked for. */
function armsPanel(
  data: A1Data,
  measure: MeasureName,
  texts: Pick<Panel, 'title' | 'note' | 'yTitle'>,
  counts: (prompt: number) => boolean = () => true,
): Panel {
  const effects = armNames.map((arm) => {
    const perSeed = seedsOf(data, arm).map(({ heldOut }) => heldOut[measure].filter((_, i) => counts(i)));
    const { value, low, high } = meanEffect(perSeed).effect;
    return { value, low: low ?? value, high: high ?? value };
  });
  return {
    ...texts,
    traces: [
      {
        type: 'bar',
        x: armNames.map((name) => name.replace(', ', ',<br>')),
        y: effects.map(({ value }) => value),
        marker: { color: armNames.map((name) => stageColors[stages[name]].line) },
        width: 0.62,
        hovertemplate: '%{x}: %{y:.3f}',
        error_y: {
          type: 'data',
          symmetric: false,
          array: effects.map(({ value, high }) => high - value),
          arrayminus: effects.map(({ value, low }) => value - low),
          color: ink,
          thickness: 2,
          width: 6,
        },
      },
    ],
    labels: effects.map(({ value, high }, i) => ({
      x: i,
      y: high,
      text: value.toFixed(2),
      color: stageColors[stages[armNames[i]]].text,
      side: 'above',
    })),
    // Repetition is small, the others are shares of all.
    yRange: [0, 1.12 * largest([measure === 'repetition' ? 0 : 1, ...effects.map(({ high }) => high)])],
  };
}

function titleOf(data: A1Data): string {
  const [answers] = a1Checks(data);
  return answers.holds
    ? 'The base model goes on with the page; after post-training it answers'
    : 'Not shown: that SFT answers more often than the base model';
}

/** In how many families SFT has more gold than the base model, on average over prompts and seeds. */
function familiesTitle(data: A1Data, asked: readonly string[]): string {
  const gold = (arm: ArmName, family: string) =>
    mean(
      seedsOf(data, arm).flatMap(({ heldOut }) => heldOut.gold.filter((_, i) => data.families[i] === family)),
    );
  const better = asked.filter((family) => gold('SFT', family) > gold('base, page', family));
  return `SFT has more gold than the base model in ${better.length} of ${asked.length} families of prompts`;
}

/** All figures of the lab. */
export function a1Figures(data: A1Data, columns = 3): Record<string, Figure> {
  const share = 'share of replies';
  const panels: Panel[] = [
    armsPanel(data, 'answered', { title: 'Answers', note: 'neither off topic nor a loop', yTitle: share }),
    armsPanel(data, 'rightFormat', { title: 'Right format', note: 'whatever it says', yTitle: share }),
    armsPanel(data, 'gold', { title: 'Gold', note: 'the judge’s score', yTitle: 'gold' }),
    armsPanel(data, 'offTopic', { title: 'Off topic', note: 'no shape, no content', yTitle: share }),
    armsPanel(data, 'repetition', {
      title: 'Repetition',
      note: 'sequences of three words said before',
      yTitle: 'share of 3-grams',
    }),
  ];
  const asked = [...new Set(data.families)].sort();
  const byFamily = asked.map((family) => {
    const count = data.families.filter((one) => one === family).length;
    const texts = { title: family, note: `${count} prompt${count > 1 ? 's' : ''}`, yTitle: 'gold' };
    return armsPanel(data, 'gold', texts, (i) => data.families[i] === family);
  });
  return {
    behaviour: panelFigure(panels, { title: titleOf(data), columns, cell: { width: 400, height: 350 } }),
    families: panelFigure(byFamily, {
      title: familiesTitle(data, asked),
      columns: columns + 1,
      cell: { width: 340, height: 320 },
    }),
  };
}
