/** The figures of lab B1. */
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { line, panelFigure, type Panel } from '../../plots/panels';
import { measureColors, stageColors, type Ink } from '../../plots/theme';
import { coursesPanel, goldMeasure, iterationAxis, lengthMeasure } from '../../steps/course-panels';
import { curvesPanel, logTicks, type Curve } from '../../steps/curves';
import { effectOver, meanEffect } from '../../study/effects';
import type { Check } from '../../study/lab';
import { b1Checks, cellsOf } from './checks';
import type { B1Cell, B1Data } from './data';
import { writers, type Writers } from './settings';

const size = { width: 430, height: 350 };

/** From clean to flawed; the mix that ships has SFT's own colour. */
const colors: Readonly<Record<Writers, Ink>> = {
  expert: stageColors.control,
  average: measureColors.gold,
  careless: stageColors.ppo,
  mixed: stageColors.sft,
};

const startColors: Readonly<Record<B1Data['rl'][number]['start'], Ink>> = {
  base: stageColors.base,
  handful: stageColors.rm,
  SFT: stageColors.sft,
};

const gold = ({ seeds }: Pick<B1Cell, 'seeds'>) => meanEffect(seeds.map(({ golds }) => golds)).effect;
const format = ({ seeds }: Pick<B1Cell, 'seeds'>) =>
  effectOver(seeds.map(({ rightFormat }) => rightFormat)).effect;

function curve(
  name: string,
  color: Ink,
  cells: readonly B1Cell[],
  y: (cell: B1Cell) => Curve['points'][number]['y'],
): Curve {
  return { name, color, points: cells.map((cell) => ({ x: Math.log10(cell.count), y: y(cell) })) };
}

/** "yes" where all of these checks hold, "no" otherwise. */
function title(checks: readonly Check[], about: string, yes: string, no: string): string {
  const found = checks.filter(({ statement }) => statement.includes(about));
  return found.length > 0 && found.every(({ holds }) => holds) ? yes : no;
}

function demonstrationsFigure(data: B1Data, columns: number): Figure {
  const ladders = writers.map((who) => ({ who, cells: cellsOf(data, who) }));
  const xTicks = logTicks(ladders[0].cells.map(({ count }) => count));
  const axis = { xTitle: 'demonstrations (log scale)', xTicks, room: 0.34 };
  const base = mean(data.base.map(({ golds }) => mean(golds)));
  const along = (y: (cell: B1Cell) => Curve['points'][number]['y']) =>
    ladders.map(({ who, cells }) => curve(who, colors[who], cells, y));
  const most = ladders.map(({ who, cells }) => ({ who, cell: cells[cells.length - 1] }));
  const cloned = most.map(({ who, cell }): Curve => ({
    name: who,
    color: colors[who],
    line: 'none',
    points: [{ x: mean(cell.demonstrationGold), y: gold(cell) }],
  }));
  return panelFigure(
    [
      curvesPanel(
        {
          ...axis,
          title: 'Gold on held-out prompts',
          yTitle: 'mean gold',
          levels: [{ axis: 'y', at: base, text: 'base', color: stageColors.base.text }],
        },
        along(gold),
      ),
      curvesPanel(
        { ...axis, title: 'Replies in the house format', yTitle: 'share of replies' },
        along(format),
      ),
      curvesPanel(
        {
          title: `As good as its examples? (${most[0].cell.count.toLocaleString('en')} each)`,
          xTitle: 'mean gold of the demonstrations',
          yTitle: 'mean gold after SFT',
          room: 0.4,
        },
        cloned,
      ),
    ],
    {
      title: title(
        b1Checks(data),
        'quality over number',
        'Quality before quantity: fewer demonstrations of experts beat more of careless writers',
        'Number and quality of the demonstrations that SFT clones',
      ),
      columns,
      cell: size,
    },
  );
}

function lossFigure(data: B1Data, columns: number): Figure | undefined {
  const all = cellsOf(data, 'mixed', 'all');
  if (all.length === 0) return undefined;
  const twins = cellsOf(data, 'mixed').filter(({ count }) => all.some((cell) => cell.count === count));
  const xTicks = logTicks(all.map(({ count }) => count));
  const panel = (name: string, yTitle: string, y: typeof gold): Panel =>
    curvesPanel({ title: name, xTitle: 'mixed demonstrations (log scale)', xTicks, yTitle, room: 0.8 }, [
      curve('assistant’s tokens', stageColors.sft, twins, y),
      { ...curve('all tokens', stageColors.base, all, y), line: 'dash' },
    ]);
  return panelFigure(
    [
      panel('Gold on held-out prompts', 'mean gold', gold),
      panel('Replies in the house format', 'share of replies', format),
    ],
    {
      title: title(
        b1Checks(data),
        'loss on the assistant’s tokens',
        'Imitating the assistant alone gives more gold than imitating every token',
        'Imitating the assistant alone: more gold than imitating every token is not shown',
      ),
      columns,
      cell: size,
    },
  );
}

function startFigure({ rl, ...rest }: B1Data, columns: number): Figure {
  const arms = rl.map(({ start, demonstrations, seeds, unfinished }) => ({
    name: start === 'handful' ? `${demonstrations} demos` : start,
    color: startColors[start],
    seeds,
    unfinished,
  }));
  return panelFigure(
    [
      coursesPanel('Gold', arms, iterationAxis, goldMeasure),
      coursesPanel('Length of the replies', arms, iterationAxis, lengthMeasure),
      {
        ...coursesPanel('Replies that do not end', arms, iterationAxis, lengthMeasure),
        yTitle: 'share of replies',
        traces: arms.map(({ name, color, unfinished }) =>
          line({ x: unfinished.map((_, i) => i + 1), y: unfinished }, color.line, { name }),
        ),
        labels: arms.map(({ name, color, unfinished }) => ({
          x: unfinished.length,
          y: unfinished[unfinished.length - 1],
          text: name,
          color: color.text,
          side: 'right',
        })),
        yRange: [-0.05, 1.05],
      },
    ],
    {
      title: title(
        b1Checks({ rl, ...rest }),
        'the same RL from base',
        'RL needs its start: from SFT it ends higher than from the base, on the same reward',
        'RL from the base, from a handful of demonstrations and from SFT',
      ),
      columns,
      cell: size,
    },
  );
}

/** All figures of the lab. */
export function b1Figures(data: B1Data, columns = 3): Record<string, Figure> {
  const loss = lossFigure(data, columns);
  return {
    demonstrations: demonstrationsFigure(data, columns),
    ...(loss && { loss }),
    initialisation: startFigure(data, columns),
  };
}
