/**
 * Figures as views over rows: what is on which axis, what is a panel, what a colour, compiled to Plotly JSON. A lab describes
 * its figures; it lays out nothing. Titles say what was found, by the verdicts of checks whose ids they name.
 */
import type { OptimizationForm } from '../eval/curve-fits';
import type { Figure } from '../plots/figure';
import { panelFigure } from '../plots/panels';
import type { Ink } from '../plots/theme';
import type { Verdict } from './checks';
import type { Table } from './rows';
import { compilePanel } from './view-panels';

/** The verdict of the check with that id; undefined where there is no such check. */
export type Says = (id: string) => Verdict | undefined;

/** One figure. */
export interface View {
  /** Letters and hyphens; the figure's name. */
  readonly id: string;
  /** What was found, as a sentence. */
  readonly title: (says: Says) => string;
  /** How to read it; left out where the title says it. */
  readonly caption?: string;
  readonly panels: readonly PanelView[];
  /** Panels beside one another; 3 when left out. */
  readonly columns?: number;
  /** Pixels of a panel. */
  readonly cell?: { readonly width: number; readonly height: number };
}

/** Where values stand on an axis: along the course, or by another measure of the same place. */
export interface AxisView {
  readonly title: string;
  /** The place itself when left out. */
  readonly measure?: string;
  /** A root, for KL; a logarithm with the places' own numbers as ticks, for counts. */
  readonly scale?: 'root' | 'log';
}

interface PanelBase {
  readonly title: string;
  /** A second, quieter line. */
  readonly note?: string;
  /** Whose rows; of all arms that have the measures when left out. */
  readonly arms?: readonly string[];
  /** Colours by arm, or by measure where one panel has several. */
  readonly inks?: Readonly<Record<string, Ink>>;
  readonly yTitle: string;
  /** Lines across the panel: at a number, or at an arm's mean. */
  readonly levels?: readonly { readonly at: number | string; readonly text: string }[];
  /** What the values can be at all: intervals end there. */
  readonly range?: readonly [number, number];
  /** The least that the y axis shows. */
  readonly yRange?: readonly [number, number];
}

/** One panel. */
export type PanelView =
  /** Lines along x: one a seed, or the mean over seeds with its intervals. */
  | (PanelBase & {
      readonly kind: 'lines';
      readonly x: AxisView;
      readonly measures: readonly string[];
      readonly over: 'each seed' | 'mean';
      /** The form of over-optimisation, fitted to each seed and drawn with the mean parameters. */
      readonly fit?: OptimizationForm;
      /** Share of the width kept free for names; .3 when left out. */
      readonly room?: number;
    })
  /** A bar an arm; measures stand on one another where there are several. */
  | (PanelBase & {
      readonly kind: 'bars';
      readonly measures: readonly string[];
      readonly at?: number | 'first' | 'last';
      readonly xTitle?: string;
      /** What stands under a bar where it is not the arm's name. */
      readonly names?: Readonly<Record<string, string>>;
    })
  /** A mark an arm, one measure against another. */
  | (PanelBase & {
      readonly kind: 'plane';
      readonly x: { readonly title: string; readonly measure: string };
      readonly measures: readonly [string];
      readonly at?: number | 'first' | 'last';
    });

/** The figure of a view. @param columns panels beside one another, for narrow pages. */
export function compileView(view: View, table: Table, says: Says, columns = view.columns ?? 3): Figure {
  const panels = view.panels.map((panel) => compilePanel(panel, table));
  const stacked = view.panels.some((panel) => panel.kind === 'bars' && panel.measures.length > 1);
  return panelFigure(panels, { title: view.title(says), columns, cell: view.cell, stacked });
}
