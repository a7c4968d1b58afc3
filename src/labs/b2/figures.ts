/** The figures of lab B2. */
import { mean } from '../../eval/statistics';
import type { Figure } from '../../plots/figure';
import { panelFigure } from '../../plots/panels';
import { shades, stageColors, type Ink } from '../../plots/theme';
import { curvesPanel, logTicks, type Curve } from '../../steps/curves';
import { effectOver, meanEffect } from '../../study/effects';
import type { Check } from '../../study/lab';
import { b2Checks } from './checks';
import type { B2Arm, B2Data } from './data';

const size = { width: 430, height: 360 };

/** One short name and one colour a way; the more drafts, the darker. */
function looks(arms: readonly B2Arm[]): { name: string; color: Ink; arm: B2Arm }[] {
  const chosen = arms.filter(({ way }) => way === 'chosen');
  const dark = shades(chosen.length);
  return arms.map((arm) => {
    switch (arm.way) {
      case 'alone':
        return { name: 'alone', color: stageColors.ppo, arm };
      case 'edited':
        return { name: 'edited', color: stageColors.control, arm };
      case 'chosen':
        return { name: `1 of ${arm.drafts}`, color: dark[chosen.indexOf(arm)], arm };
    }
  });
}

/** One point a way, that nothing joins. */
function dots(
  arms: readonly B2Arm[],
  x: (arm: B2Arm) => number,
  y: (arm: B2Arm) => Curve['points'][number]['y'],
): Curve[] {
  return looks(arms).map(({ name, color, arm }) => ({
    name,
    color,
    line: 'none',
    points: [{ x: x(arm), y: y(arm) }],
  }));
}

const secondsEach = ({ seeds }: B2Arm) => mean(seeds.map(({ seconds }) => mean(seconds)));

function demonstrationsFigure(data: B2Data, columns: number): Figure {
  const { arms, number } = data;
  const axis = { xTitle: 'labour a demonstration (seconds)', room: 0.35 };
  const edited = arms.filter(({ way }) => way === 'edited').flatMap(({ seeds }) => seeds);
  /** The draft that nobody touched: no labour. */
  const control = (perSeed: readonly (readonly number[])[]): Curve[] => {
    if (perSeed.length === 0) return [];
    const points = [{ x: 0, y: meanEffect(perSeed).effect }];
    return [{ name: 'as drafted', color: stageColors.base, line: 'none', points }];
  };
  const claims = b2Checks(data).filter(
    ({ statement }) =>
      statement.startsWith('a draft edited takes less') || statement.includes('as good as writing alone'),
  );
  return panelFigure(
    [
      curvesPanel({ ...axis, title: 'The demonstrations themselves', yTitle: 'mean gold' }, [
        ...control(edited.map(({ draftGolds }) => draftGolds)),
        ...dots(arms, secondsEach, ({ seeds }) => meanEffect(seeds.map(({ golds }) => golds)).effect),
      ]),
      curvesPanel({ ...axis, title: `SFT on ${number} of them`, yTitle: 'mean gold on held-out prompts' }, [
        ...control(data.unedited.map(({ golds }) => golds)),
        ...dots(
          arms,
          secondsEach,
          ({ seeds }) => meanEffect(seeds.map(({ equalNumber }) => equalNumber.golds)).effect,
        ),
      ]),
    ],
    {
      title:
        claims.length > 0 && claims.every(({ holds }) => holds)
          ? 'With a model’s drafts, demonstrations as good for less labour'
          : 'What a demonstration costs and what it is worth, by way of writing',
      columns: Math.min(2, columns),
      cell: { ...size, width: 480 },
    },
  );
}

function costFigure(data: B2Data, columns: number): Figure {
  const hours = (seconds: number) => Math.log10(seconds / 3600);
  const { equalCost } = data.arms[0].seeds[0];
  const budgets = equalCost.map(({ budget }) => budget / 3600);
  const curves = (y: (at: B2Arm['seeds'][number]['equalCost']) => Curve['points'][number]['y']): Curve[] =>
    looks(data.arms).map(({ name, color, arm }) => ({
      name,
      color,
      points: equalCost.map(({ budget }, b) => ({
        x: hours(budget),
        y: y(arm.seeds.map((s) => s.equalCost[b])),
      })),
    }));
  const axis = { xTitle: 'labour spent (hours, log scale)', xTicks: logTicks(budgets), room: 0.3 };
  const won = b2Checks(data).filter(({ statement }) => statement.startsWith('for '));
  return panelFigure(
    [
      curvesPanel(
        {
          ...axis,
          title: 'SFT at equal cost',
          yTitle: 'mean gold on held-out prompts',
        },
        curves((at) => meanEffect(at.map(({ worth }) => worth.golds)).effect),
      ),
      curvesPanel(
        { ...axis, title: 'What the labour pays for', yTitle: 'demonstrations' },
        curves((at) => effectOver(at.map(({ count }) => count)).effect),
      ),
    ],
    {
      title: costTitle(won),
      columns: Math.min(2, columns),
      cell: { ...size, width: 480 },
    },
  );
}

/** How edited drafts do against every other way for the same labour, in words. */
function costTitle(against: readonly Check[]): string {
  const held = against.filter(({ holds }) => holds);
  if (held.length === 0) return 'For the same labour, no way of writing is shown to make the best SFT model';
  if (held.length === against.length)
    return 'For the same labour, editing a model’s drafts makes the best SFT model';
  return held.some(({ statement }) => statement.includes('than writing alone'))
    ? 'For the same labour, edited drafts make a better SFT model than writing alone'
    : 'For the same labour, edited drafts make a better SFT model than some other ways';
}

/** All figures of the lab. */
export function b2Figures(data: B2Data, columns = 2): Record<string, Figure> {
  return { demonstrations: demonstrationsFigure(data, columns), cost: costFigure(data, columns) };
}
