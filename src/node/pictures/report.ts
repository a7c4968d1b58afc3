/** Pages with their pictures rendered and Plotly's script inside: the one self-contained file. */
import type { Lab, LabResult } from '../../study/lab';
import { labPage } from '../../study/page';
import type { Figure } from '../../plots/figure';
import { pageHtml, untitled, type PageAssets, type ReportFigure } from '../../plots/page';
import { plotlyScript } from './plotly-dom';
import { renderSvg } from './render';

/** Pixels of the pictures for narrow pages: about a phone's width, so that their text stays readable there. */
const narrowWidth = 420;

function atWidth({ data, layout }: Figure, width: number): Figure {
  return { data, layout: { ...layout, width } };
}

async function assetsOf(figures: readonly ReportFigure[]): Promise<PageAssets> {
  const pictures: Record<string, PageAssets['pictures'][string]> = {};
  for (const { id, wide, narrow } of figures) {
    pictures[id] = {
      wide: await renderSvg(untitled(wide)),
      narrow: await renderSvg(atWidth(untitled(narrow), narrowWidth)),
    };
  }
  return { plotlyScript: plotlyScript(), pictures };
}

/** The text of a lab's `report.html`. Equal results give equal bytes. @throws an error on another lab's result. */
export async function renderReport(lab: Lab, result: LabResult): Promise<string> {
  const page = labPage(lab, result);
  return pageHtml(page, await assetsOf(page.figures));
}
