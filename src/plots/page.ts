/**
 * A page in one file, with figures that answer to the pointer: style, data and Plotly's script stand in it, and its
 * security policy forbids it the network. Where scripts do not run, each figure is its picture.
 *
 * Pure string building; src/node/pictures/report.ts renders the pictures and reads Plotly's script.
 */
import type { Figure, Layout } from './figure';
import { escapeHtml, scriptJson, svgDataUri } from './html';
import { titleRoom } from './panels';
import { narrowPage, reportScript, reportStyle } from './report-style';

/** A figure for wide pages and the same data laid out for narrow ones. */
export interface ReportFigure {
  /** Letters and hyphens; unique in the page. */
  readonly id: string;
  /** Panels side by side. */
  readonly wide: Figure;
  /** Panels one below another. */
  readonly narrow: Figure;
  /** How to read it, in a sentence or two; left out where the title says it. */
  readonly caption?: string;
}

/** What stands on the page, from top to bottom. */
export interface Page {
  /** As text. */
  readonly title: string;
  /** HTML between title and figures. */
  readonly before: string;
  /** Figures, in the page's order. */
  readonly figures: readonly ReportFigure[];
  /** HTML below the figures. */
  readonly after?: string;
}

/** What the host adds. */
export interface PageAssets {
  /** Plotly's browser bundle. */
  readonly plotlyScript: string;
  /** Pictures of the figures by id, as SVG. */
  readonly pictures: Readonly<Record<string, { readonly wide: string; readonly narrow: string }>>;
}

/** No origin may be contacted; only what stands in the page may run. */
const securityPolicy =
  "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** The figure without its title, which the page shows as a heading, and without the room for it. */
export function untitled({ data, layout: { title, margin, height, ...layout } }: Figure): Figure {
  const room = title ? titleRoom : 0;
  return {
    data,
    layout: {
      ...layout,
      margin: margin && { ...margin, t: margin.t - room },
      height: height && height - room,
    },
  };
}

/** Facts in a row under the title, e.g. preset and seed. */
export function factList(facts: Readonly<Record<string, string | number>>): string {
  const items = Object.entries(facts).map(
    ([name, value]) => `<li><span class="quiet">${escapeHtml(name)}</span> ${escapeHtml(String(value))}</li>`,
  );
  return `<ul class="run">${items.join('')}</ul>`;
}

function figureBlock(figure: ReportFigure, pictures: PageAssets['pictures']): string {
  const picture = pictures[figure.id];
  if (!picture) throw new RangeError(`page: no picture of the figure "${figure.id}"; expected one`);
  const title = escapeHtml(figure.wide.layout.title?.text ?? figure.id);
  const caption = figure.caption === undefined ? undefined : escapeHtml(figure.caption);
  return `<h2>${title}</h2>
<figure><div class="plot" id="${escapeHtml(figure.id)}"><picture>
<source media="${narrowPage}" srcset="${svgDataUri(picture.narrow)}"><img alt="${caption ?? title}" src="${svgDataUri(picture.wide)}">
</picture></div>${caption ? `<figcaption>${caption}</figcaption>` : ''}</figure>`;
}

/** The page as HTML. @throws RangeError when the picture of a figure is missing. */
export function pageHtml(page: Page, assets: PageAssets): string {
  const figures: Record<string, { data: Figure['data']; wide: Layout; narrow: Layout }> = {};
  for (const { id, wide, narrow } of page.figures) {
    figures[id] = { data: wide.data, wide: untitled(wide).layout, narrow: untitled(narrow).layout };
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${securityPolicy}">
<title>${escapeHtml(page.title)}</title>
<style>${reportStyle}</style>
</head>
<body><main>
<h1>${escapeHtml(page.title)}</h1>
${page.before}
${page.figures.map((figure) => figureBlock(figure, assets.pictures)).join('\n')}
${page.after ?? ''}
</main>
<script type="application/json" id="figures">${scriptJson(figures)}</script>
<script>${assets.plotlyScript}</script>
<script>${reportScript}</script>
</body>
</html>
`;
}
