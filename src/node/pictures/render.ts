/**
 * Figures to files without a browser: Plotly JSON to SVG through jsdom, SVG to PNG through resvg with the font
 * that the text was measured with. Both are deterministic: a figure in git changes only when its data do.
 */
import type { Figure } from '../../plots/figure';
import { fontFiles, PlotlyWindow } from './plotly-dom';

let shared: Promise<PlotlyWindow> | undefined;

/** The figure as SVG, in the width and height that its layout states (Plotly's 700 by 450 by default), in pixels. */
export async function renderSvg(figure: Figure): Promise<string> {
  shared ??= PlotlyWindow.open();
  const { width, height } = figure.layout;
  return (await shared).toSvg(figure, { width, height });
}

/**
 * An SVG made by `renderSvg` as PNG.
 * @param scale pixels of the image per pixel of the figure. Default 2, for sharp projection.
 */
export async function renderPng(svg: string, scale = 2): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js'); // now, not with the library: its binary may be missing
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: [fontFiles.regular, fontFiles.bold],
      defaultFontFamily: 'Arimo',
      sansSerifFamily: 'Arimo',
    },
  });
  return resvg.render().asPng();
}
