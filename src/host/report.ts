/** The report with its pictures rendered and Plotly's script inside: the one self-contained file. */
import type { Figure } from '../plots/figure';
import { reportHtml, untitled, type ReportAssets, type ReportInput } from '../plots/report';
import { plotlyScript } from './plotly-dom';
import { renderSvg } from './render';

/** Pixels of the pictures for narrow pages: about a phone's width, so that their text stays readable there. */
const narrowWidth = 420;

function atWidth({ data, layout }: Figure, width: number): Figure {
  return { data, layout: { ...layout, width } };
}

/** The text of `report.html`. Equal input gives equal bytes. */
export async function renderReport(input: ReportInput): Promise<string> {
  const pictures: Record<string, ReportAssets['pictures'][string]> = {};
  for (const { id, wide, narrow } of input.figures) {
    pictures[id] = {
      wide: await renderSvg(untitled(wide)),
      narrow: await renderSvg(atWidth(untitled(narrow), narrowWidth)),
    };
  }
  return reportHtml(input, { plotlyScript: plotlyScript(), pictures });
}
