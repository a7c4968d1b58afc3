/**
 * Figures in a notebook: drawn by Plotly where scripts run, a picture where they do not (GitHub, nbconvert,
 * a notebook that is not trusted). Plotly's script is part of the output of `openNotebook`, once a notebook and
 * compressed, so that charts move offline and the file stays small.
 */
import { gzipSync } from 'node:zlib';
import type { Figure } from '../../plots/figure';
import { escapeHtml, scriptJson } from '../../plots/html';
import { plotlyNotice, plotlyScript } from '../pictures/plotly-dom';
import { renderPng, renderSvg } from '../pictures/render';
import { newDisplay, type Bundle } from './output';

/**
 * Loads Plotly into the page, for the charts of all later cells. RequireJS and CommonJS are hidden from the script
 * while it loads: it would hand itself to them and not to the page.
 */
export function plotlyLoader(): string {
  const packed = gzipSync(plotlyScript(), { level: 9 }).toString('base64');
  return `<script>
${plotlyNotice()}window.posttrainPlotly ??= (async () => {
  const bytes = Uint8Array.from(atob("${packed}"), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).text();
  new Function("define", "module", "exports", source).call(window);
  return window.Plotly;
})();
</script>`;
}

/** Cells come in any order: a chart waits for the loader, and its picture stays when there is none. */
function chartHtml(figure: Figure, id: string, png: string | undefined): string {
  const title = escapeHtml(titleOf(figure));
  const { width = 700, height = 450 } = figure.layout;
  const picture = png
    ? `<img alt="${title}" style="max-width:100%" width="${width}" src="data:image/png;base64,${png}">`
    : '';
  // A figure wider than the page scrolls sideways.
  return `<div id="${id}" style="min-height:${height}px;overflow-x:auto">${picture}</div>
<script>
(async () => {
  for (let i = 0; i < 100 && !window.posttrainPlotly; i++) await new Promise((r) => setTimeout(r, 100));
  const Plotly = await window.posttrainPlotly, place = document.getElementById("${id}");
  if (!Plotly || !place) return;
  const figure = ${scriptJson(figure)};
  place.replaceChildren();
  Plotly.newPlot(place, figure.data, figure.layout, { displaylogo: false, responsive: false });
})();
</script>`;
}

function titleOf({ layout }: Figure): string {
  return layout.title?.text ?? 'Figure';
}

let charts = 0;

/** An id that no other output has, and that is the same in every run of the notebook. */
function chartId(): string {
  return `posttrain-chart-${++charts}`;
}

/** A chart whose figure can change: without its picture while it moves, with it at the end. */
export class LiveChart {
  readonly #display = newDisplay();
  readonly #id = chartId();

  /** Draws the figure in place of the one before. */
  draw(figure: Figure): void {
    this.#display.show({
      'text/plain': titleOf(figure),
      'text/html': chartHtml(figure, this.#id, undefined),
    });
  }

  /** Takes it out of the page; an output cannot be taken back, so an empty one stays. */
  clear(): void {
    this.#display.show({ 'text/plain': '' });
  }

  /** Draws the last figure, with its picture. */
  async finish(figure: Figure): Promise<void> {
    this.#display.show(await chartBundle(figure, this.#id));
  }
}

async function chartBundle(figure: Figure, id: string): Promise<Bundle> {
  const png = Buffer.from(await renderPng(await renderSvg(figure), 1.5)).toString('base64');
  return { 'text/plain': titleOf(figure), 'text/html': chartHtml(figure, id, png) };
}

/** Shows a figure. */
export async function show(figure: Figure): Promise<void> {
  newDisplay().show(await chartBundle(figure, chartId()));
}
