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

/** Fixed colours of stages, for lines and bars. */
export const stageColors: Readonly<Record<Stage, string>> = {
  base: '#8a8f98',
  sft: '#56b4e9',
  rm: '#cc79a7',
  ppo: '#d55e00',
  control: '#009e73',
};

/** Fixed colours of what is measured. `text` is the same hue, dark enough to be read on white. */
export const measureColors = {
  gold: { line: '#e69f00', text: '#9a6700' },
  proxy: { line: '#0072b2', text: '#005a8e' },
  kl: { line: '#cc79a7', text: '#9c4674' },
  neutral: { line: '#57606a', text: '#57606a' },
} as const;

/** An axis of any panel. */
export function themedAxis(axis: Axis): Axis {
  return {
    showgrid: true,
    gridcolor: gridColor,
    zeroline: true,
    zerolinecolor: '#b6bcc4',
    ticks: '',
    nticks: 6,
    tickfont: { size: fontSize.tick, color: quietInk },
    automargin: false,
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
