/**
 * Figures as views over rows: what is on which axis, what is a panel, what a colour, compiled to Plotly JSON. A lab describes
 * its figures; it lays out nothing. Titles say what was found, by the verdicts of checks whose ids they name.
 */
import type { OptimizationForm } from '../eval/curve-fits';
import type { Figure } from '../plots/figure';
import { extent, panelFigure } from '../plots/panels';
import type { Ink } from '../plots/theme';
import type { Verdict } from './checks';
import type { LabText } from './lab';
import type { Table } from './rows';
import { textsPanel } from './view-texts';
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
  readonly panels: readonly (PanelView | TextsView)[];
  /** Whether all panels have one vertical scale, so that heights can be compared across them. */
  readonly oneScale?: true;
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
  /** What stands at 0, 1, 2, …, where places are no numbers. */
  readonly names?: readonly string[];
}

interface PanelBase {
  readonly title: string;
  /** A second, quieter line. */
  readonly note?: string;
  /** Whose rows, named or told by their names; of all arms that have the measures when left out. */
  readonly arms?: readonly string[] | ((arm: string) => boolean);
  /** Colours by arm or by measure; by measure where one panel has several. */
  readonly inks?: Readonly<Record<string, Ink>>;
  readonly yTitle: string;
  /** Lines across the panel: at a number, or at an arm's mean, of the panel's first measure when nothing else is said. */
  readonly levels?: readonly {
    readonly at: number | string;
    readonly text: string;
    readonly measure?: string;
  }[];
  /** What values can be at all: no interval goes beyond. */
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
      /** Intervals of means as bands, not as whiskers. */
      readonly bands?: true;
      /** The measure at whose highest mean an upright line stands. */
      readonly peakOf?: string;
      /** Where the x axis ends, in its measure's unit. */
      readonly until?: number;
    })
  /** A bar an arm; measures stand on one another where there are several. */
  | (PanelBase & {
      readonly kind: 'bars';
      /** Differences from this arm, prompts paired as in checks. */
      readonly above?: string;
      readonly measures: readonly string[];
      readonly at?: number | 'first' | 'last';
      readonly xTitle?: string;
      /** What stands on a bar where it is not the arm's name; under it where measures are stacked. */
      readonly names?: Readonly<Record<string, string>>;
    })
  /** A mark an arm, one measure against another. */
  | (PanelBase & {
      readonly kind: 'plane';
      readonly x: { readonly title: string; readonly measure: string };
      readonly measures: readonly [string];
      readonly at?: number | 'first' | 'last';
    });

/** What was written to one prompt, side by side. */
export interface TextsView {
  readonly kind: 'texts';
  readonly title: string;
  readonly prompt: string;
  /** Names of replies as the lab's texts have them, and what stands above each. */
  readonly replies: readonly { readonly by: string; readonly name: string; readonly ink: Ink }[];
}

/** The figure of a view. @param columns panels beside one another, for narrow pages. */
export function compileView(
  view: View,
  table: Table,
  says: Says,
  { texts = [], columns = view.columns ?? 3 }: { texts?: readonly LabText[]; columns?: number } = {},
): Figure {
  const own = view.panels.map((panel) =>
    panel.kind === 'texts' ? textsPanel(panel, texts) : compilePanel(panel, table),
  );
  const yRange = extent(own.flatMap((panel) => [...(panel.yRange ?? [])]));
  const panels = view.oneScale ? own.map((panel) => ({ ...panel, yRange })) : own;
  const stacked = view.panels.some((panel) => panel.kind === 'bars' && panel.measures.length > 1);
  return panelFigure(panels, { title: view.title(says), columns, cell: view.cell, stacked });
}

type PanelOf<Kind extends PanelView['kind']> = Extract<PanelView, { kind: Kind }>;
type More<Kind extends PanelView['kind']> = Partial<Omit<PanelOf<Kind>, 'kind' | 'measures'>>;

const list = (measures: string | readonly string[]) => (typeof measures === 'string' ? [measures] : measures);

/** A panel of lines, one a seed when nothing else is said. */
export function lines(
  title: string,
  x: AxisView,
  measures: string | readonly string[],
  yTitle: string,
  more: More<'lines'> = {},
): PanelView {
  return { kind: 'lines', over: 'each seed', title, x, measures: list(measures), yTitle, ...more };
}

/** A panel of bars. */
export function bars(
  title: string,
  measures: string | readonly string[],
  yTitle: string,
  more: More<'bars'> = {},
): PanelView {
  return { kind: 'bars', title, measures: list(measures), yTitle, ...more };
}

/** A panel of marks, a measure against another. */
export function plane(
  title: string,
  x: PanelOf<'plane'>['x'],
  measure: string,
  yTitle: string,
  more: More<'plane'> = {},
): PanelView {
  return { kind: 'plane', title, x, measures: [measure], yTitle, ...more };
}
