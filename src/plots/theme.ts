/**
 * One look for all figures: made for a projector (no text below 14 px), for colour-blind readers (the palette of
 * Okabe and Ito 2008), and with fixed meanings, so that gold is amber and the proxy blue on every slide.
 */
import type { Axis, Layout } from './figure';

/** Arial where there is one; Arimo has the same widths and comes with the project for rendering. */
export const fontFamily = 'Arial, Arimo, Helvetica, sans-serif';

/** Sizes of text in pixels. */
export const fontSize = { figure: 22, panel: 17, label: 16, note: 14, tick: 14 } as const;

export const ink = '#1f2328';
export const quietInk = '#57606a';
export const gridColor = '#e3e6ea';

/** The stages of the pipeline and the control trained on gold itself. */
export type Stage = 'base' | 'sft' | 'rm' | 'ppo' | 'control';

/** A colour for lines and bars, and the same hue dark enough to be read as text on white. */
export interface Ink {
  readonly line: string;
  readonly text: string;
}

/** Fixed colours of stages. */
export const stageColors: Readonly<Record<Stage, Ink>> = {
  base: { line: '#8a8f98', text: '#5d636c' },
  sft: { line: '#56b4e9', text: '#1a6f9e' },
  rm: { line: '#cc79a7', text: '#9c4674' },
  ppo: { line: '#d55e00', text: '#a84900' },
  control: { line: '#009e73', text: '#00704f' },
};

/** Fixed colours of what is measured. */
export const measureColors: Readonly<Record<'gold' | 'proxy' | 'kl' | 'neutral', Ink>> = {
  gold: { line: '#e69f00', text: '#9a6700' },
  proxy: { line: '#0072b2', text: '#005a8e' },
  kl: { line: '#cc79a7', text: '#9c4674' },
  neutral: { line: '#57606a', text: '#57606a' },
};

/** An axis of any panel. */
export function themedAxis(axis: Axis): Axis {
  return {
    showgrid: true,
    gridcolor: gridColor,
    zeroline: true,
    zerolinecolor: '#b6bcc4',
    // White ticks: they only hold the numbers off the axis.
    ticks: 'outside',
    ticklen: 5,
    tickcolor: '#ffffff',
    nticks: 6,
    tickfont: { size: fontSize.tick, color: quietInk },
    ...axis,
  };
}

/** What every figure's layout begins with. */
export function themedLayout(layout: Layout): Layout {
  return {
    font: { family: fontFamily, size: fontSize.label, color: ink },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    showlegend: false,
    hovermode: 'closest',
    ...layout,
  };
}

/** One hue from light to dark, for ordered curves: told apart by lightness, so by colour-blind eyes too. */
const ramp: readonly Ink[] = [
  { line: '#9fb4d8', text: '#5872a3' },
  { line: '#6b8fc4', text: '#4068a3' },
  { line: '#3e6cad', text: '#2c579a' },
  { line: '#1f4b8e', text: '#1f4b8e' },
  { line: '#0b2a5b', text: '#0b2a5b' },
];

/** Colours of `count` ordered curves, the last one the darkest. At most five differ. */
export function shades(count: number): Ink[] {
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? ramp[4] : ramp[Math.round((i * (ramp.length - 1)) / (count - 1))],
  );
}
