import { describe, expect, it } from 'vitest';
import { readFontMetrics } from '../../src/node/pictures/font-metrics';
import { fontFiles } from '../../src/node/pictures/plotly-dom';
import type { Figure, ScatterTrace } from '../../src/plots/figure';
import { overOptimizationFigure } from '../../src/plots/over-optimization';
import { extent, padded, panelFigure } from '../../src/plots/panels';
import { meanSeries } from '../../src/plots/runs';
import { stageBarsFigure } from '../../src/plots/stage-bars';
import { measureColors, stageColors } from '../../src/plots/theme';
import { learningFigure, trainingCurvesFigure } from '../../src/plots/training-curves';
import { interval, learning, overOptimization, ppoCurves, stageScores } from './synthetic';

function scatters(figure: Figure): ScatterTrace[] {
  return figure.data.filter((trace) => trace.type === 'scatter');
}

function texts(figure: Figure): string[] {
  return (figure.layout.annotations ?? []).map(({ text }) => text);
}

describe('panels', () => {
  const panels = ['a', 'b', 'c'].map((title) => ({
    title,
    traces: scatters(learningFigure(learning())).slice(0, 1),
  }));

  it('fill a grid without overlap, in reading order', () => {
    const { layout, data } = panelFigure(panels, { title: 't', columns: 2 });
    const [first, second, third] = [layout.xaxis, layout.xaxis2, layout.xaxis3].map(
      (axis) => axis?.domain ?? [],
    );
    expect(first[0]).toBe(0);
    expect(first[1]).toBeLessThan(second[0]);
    expect(second[1]).toBeCloseTo(1, 9);
    expect(third).toEqual(first);
    expect(layout.yaxis3?.domain?.[1]).toBeLessThan(layout.yaxis?.domain?.[0] ?? 0);
    expect(data.map(({ xaxis, yaxis }) => `${xaxis} ${yaxis}`)).toEqual(['x y', 'x2 y2', 'x3 y3']);
  });

  it('name places on the x axis where names are given', () => {
    const [named, numbered] = [
      {
        ...panels[0],
        xTicks: [
          { at: 1, text: 'one' },
          { at: 2, text: 'two' },
        ],
      },
      panels[1],
    ];
    const { layout } = panelFigure([named, numbered], { title: 't', columns: 2 });
    expect(layout.xaxis).toMatchObject({ tickvals: [1, 2], ticktext: ['one', 'two'] });
    expect(layout.xaxis2).not.toHaveProperty('ticktext');
  });

  it('stack in one column, as high as they are many, from the same data', () => {
    const wide = panelFigure(panels, { title: 't', columns: 3 });
    const narrow = panelFigure(panels, { title: 't', columns: 1 });
    expect(narrow.data).toEqual(wide.data);
    expect(narrow.layout.width).toBe((wide.layout.width ?? 0) / 3);
    expect(narrow.layout.height).toBeGreaterThan(2.5 * (wide.layout.height ?? 0));
  });

  it('set a long title smaller, so that it is not cut off', () => {
    const { width } = readFontMetrics(fontFiles.bold);
    const long = 'Imitating the assistant alone: more gold than imitating every token is not shown';
    for (const title of ['Gold turns', long]) {
      const { layout } = panelFigure(panels, { title, columns: 2 });
      const size = layout.title?.font?.size ?? Infinity;
      expect(74 + size * width(title)).toBeLessThan(layout.width ?? 0);
      expect(size).toBeGreaterThanOrEqual(14);
    }
  });

  it('refuse to be none', () => {
    expect(() => panelFigure([], { title: 'losses', columns: 2 })).toThrow('figure "losses": no panels');
  });

  it('find ranges in spite of gaps', () => {
    expect(extent([3, NaN, -1], [2, Infinity])).toEqual([-1, 3]);
    expect(extent([])).toEqual([0, 1]);
    expect(padded([0, 10], 0.1, 0.2)).toEqual([-1, 12]);
    expect(padded([5, 5], 0.1)).toEqual([4.5, 5.5]);
  });
});

describe('means over seeds', () => {
  it('average x and y as far as the shortest run goes', () => {
    const runs = [
      { x: [0, 1, 2], y: [0, 2, 4] },
      { x: [0, 3], y: [2, 4] },
    ];
    expect(meanSeries(runs)).toEqual({ x: [0, 2], y: [1, 3] });
    expect(meanSeries([])).toEqual({ x: [], y: [] });
  });

  it('refuse a series that lost a value', () => {
    expect(() => meanSeries([{ x: [0, 1], y: [1] }])).toThrow('2 x and 1 y');
  });
});

describe('over-optimisation figure', () => {
  const input = overOptimization();
  const figure = overOptimizationFigure(input);

  it('has a panel a treatment on one vertical scale that holds everything', () => {
    const { layout } = figure;
    const ranges = [layout.yaxis, layout.yaxis2, layout.yaxis3, layout.yaxis4].map((axis) => axis?.range);
    expect(new Set(ranges.map(String)).size).toBe(1);
    const [low, high] = extent(...figure.data.map(({ y }) => [...y]));
    expect(ranges[0]?.[0]).toBeLessThan(low);
    expect(ranges[0]?.[1]).toBeGreaterThan(high);
  });

  it('draws gold amber and the proxy blue in every panel, against the root of KL', () => {
    const named = (name: string) => scatters(figure).filter((trace) => trace.name === name);
    expect(named('gold').every(({ line }) => line?.color === measureColors.gold.line)).toBe(true);
    expect(named('gold')).toHaveLength(4);
    expect(named('proxy').every(({ line }) => line?.color === measureColors.proxy.line)).toBe(true);
    expect(named('proxy')).toHaveLength(3); // the control has none
    expect(named('gold')[0].x).toEqual(input.bestOfN?.points.map(({ kl }) => Math.sqrt(kl)));
  });

  it('marks the fitted peak, or the one that is given, and states the fit', () => {
    const peaks = scatters(figure).filter(({ name }) => name === 'peak of gold');
    expect(peaks).toHaveLength(3);
    expect(peaks[0].x).toEqual([input.bestOfN?.fit?.peak]);
    expect(peaks[2]).toMatchObject({ x: [Math.sqrt(2.6)], y: [0.45] });
    expect(texts(figure)).toContain('peak +0.45 at 1.6');
    expect(texts(figure).filter((text) => text.startsWith('fit d(α'))).toHaveLength(2);
  });

  it('marks no peak beyond what was measured', () => {
    const fit = { form: 'best-of-n', alpha: 1, beta: 0.05, rSquared: 1, peak: 10 } as const;
    const points = [0, 1].map((kl) => ({ n: kl + 1, kl, proxy: kl, gold: kl }));
    const figure = overOptimizationFigure({ bestOfN: { points, fit }, arms: [] });
    expect(scatters(figure).map(({ name }) => name)).not.toContain('peak of gold');
  });

  it('draws a run that never moved', () => {
    const still = { kl: [0, 0], gold: [0, 0], proxy: [0, 0] };
    const { layout } = overOptimizationFigure({ arms: [{ name: 'still', runs: [still] }] });
    expect(layout.xaxis?.range).toEqual([0, 1.2]);
  });
});

describe('curves along training', () => {
  it('show six measures, each with its seeds and their mean', () => {
    const figure = trainingCurvesFigure(ppoCurves());
    expect(figure.data).toHaveLength(6 * (3 + 1));
    expect(texts(figure)).toContain('KL from the SFT model (nats)');
  });

  it('smooth the mean without moving a peak', () => {
    const y = Array.from({ length: 49 }, (_, i) => -Math.abs(i - 20));
    const series = { x: y.map((_, i) => i), y };
    const curves = {
      proxy: series,
      gold: series,
      kl: series,
      entropy: series,
      length: series,
      clipFraction: series,
    };
    const thick = scatters(trainingCurvesFigure([curves]))[1];
    expect(thick.y.indexOf(Math.max(...thick.y))).toBe(20);
    expect(Math.max(...thick.y)).toBeLessThan(0);
  });

  it("put the reward model's accuracy beside its annotator's ceiling", () => {
    const figure = learningFigure(learning());
    expect(figure.layout.shapes).toMatchObject([{ y0: 0.81, y1: 0.81 }]);
    expect(texts(figure)).toContain("the annotator's own ceiling");
    expect(figure.layout.yaxis3?.range?.[1]).toBeGreaterThan(0.81);
  });

  it('leave out what was not run', () => {
    const { sft } = learning();
    expect(texts(learningFigure({ sft }))[0]).toBe('SFT: loss (nats a token)');
    expect(learningFigure({ sft }).layout.xaxis2).toBeUndefined();
    expect(() => learningFigure({})).toThrow('no panels');
  });
});

describe('bars by stage', () => {
  it("have the stage's colour and the interval's ends", () => {
    const [bars] = stageBarsFigure([
      { name: 'SFT', stage: 'sft', gold: { value: 0.6, low: 0.5, high: 0.65 } },
    ]).data;
    expect(bars).toMatchObject({ marker: { color: [stageColors.sft.line] } });
    expect(bars.error_y?.array[0]).toBeCloseTo(0.05, 12);
    expect(bars.error_y?.arrayminus[0]).toBeCloseTo(0.1, 12);
  });

  it('begin at 0, or below where a score is negative', () => {
    expect(stageBarsFigure(stageScores()).layout.yaxis?.range?.[0]).toBe(0);
    const [low] =
      stageBarsFigure([{ name: 'a', stage: 'base', gold: interval(-1, 0.2) }]).layout.yaxis?.range ?? [];
    expect(low).toBeLessThan(-1.2);
  });

  it('refuse to be none', () => {
    expect(() => stageBarsFigure([])).toThrow('no stages');
  });
});

describe('every figure', () => {
  it('is plain JSON', () => {
    const figures = [
      overOptimizationFigure(overOptimization()),
      trainingCurvesFigure(ppoCurves()),
      learningFigure(learning()),
      stageBarsFigure(stageScores()),
    ];
    for (const figure of figures) {
      const copy: unknown = JSON.parse(JSON.stringify(figure));
      expect(figure).toEqual(copy);
    }
  });
});
