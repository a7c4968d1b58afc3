/**
 * Figures to files without a browser: Plotly JSON to SVG through jsdom, SVG to PNG through resvg with the font
 * that the text was measured with. Both are deterministic: a figure in git changes only when its data do.
 */
import { Resvg } from '@resvg/resvg-js';
import type { Figure } from '../../plots/figure';
import { fontFiles, PlotlyWindow } from './plotly-dom';

let shared: PlotlyWindow | undefined;

/** The figure as SVG, in the width and height that its layout states (Plotly's 700 by 450 by default), in pixels. */
export async function renderSvg(figure: Figure): Promise<string> {
  shared ??= new PlotlyWindow();
  const { width, height } = figure.layout;
  return shared.toSvg(figure, { width, height });
}

/**
 * An SVG made by `renderSvg` as PNG.
 * @param scale pixels of the image per pixel of the figure. Default 2, for sharp projection.
 */
export function renderPng(svg: string, scale = 2): Buffer {
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
