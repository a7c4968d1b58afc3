/**
 * Plotly in plain Node: its browser bundle runs inside a jsdom window, whose missing layout is stood in for by
 * svg-geometry.ts. The window's Math.random is seeded, because Plotly names clip paths by chance: equal figures must
 * give equal bytes.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DOMWindow } from 'jsdom';
import { Random } from '../../random';
import { readFontMetrics } from './font-metrics';
import { boundingBox, clientRectangle, type Fonts } from './svg-geometry';

/** Arimo's files: the fonts that text is measured and rasterised with. */
export const fontFiles = {
  regular: require.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'),
  bold: require.resolve('@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf'),
};

/** Plotly's licence as a comment: it must stand in every copy, and its bundle names it only. */
export function plotlyNotice(): string {
  const bundle = require.resolve('plotly.js-cartesian-dist-min');
  return `/*! plotly.js\n\n${readFileSync(join(dirname(bundle), 'LICENSE'), 'utf8').trim()}\n*/\n`;
}

/** The script of Plotly's cartesian bundle with its licence, to run in a window or to write into a page. */
export function plotlyScript(): string {
  return plotlyNotice() + readFileSync(require.resolve('plotly.js-cartesian-dist-min'), 'utf8');
}

/** What Plotly asks of a browser and jsdom leaves out. */
function addLayout(window: DOMWindow, fonts: Fonts): void {
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: SVGElement) {
      return boundingBox(this, fonts);
    },
    getBoundingClientRect(this: SVGElement) {
      return clientRectangle(this, fonts);
    },
  });
}

/**
 * Runs in the window. Plotly recognises plain objects and arrays by their prototypes, so the figure has to be parsed
 * there; its script reads the variables that `toSvg` sets.
 */
const drawing = `
  Math.random = figureRandom;
  Plotly.toImage(JSON.parse(figureJson), JSON.parse(figureOptions)).then(figureDone, figureFailed);`;

/** A window with Plotly loaded. Loading takes about a quarter of a second: keep it for all figures. */
export class PlotlyWindow {
  readonly #window: DOMWindow;
  /** The drawing before: one at a time, so that each has the random numbers to itself. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(window: DOMWindow) {
    this.#window = window;
  }

  /** Opens one. jsdom is loaded now, not with the library: most programs draw nothing. */
  static async open(): Promise<PlotlyWindow> {
    const { JSDOM } = await import('jsdom');
    const { window } = new JSDOM('<!doctype html><body></body>', {
      runScripts: 'outside-only',
      pretendToBeVisual: true,
    });
    addLayout(window, {
      regular: readFontMetrics(fontFiles.regular),
      bold: readFontMetrics(fontFiles.bold),
    });
    window.eval(plotlyScript());
    return new PlotlyWindow(window);
  }

  /**
   * Plotly JSON as the text of an SVG file. Equal figures give equal bytes, in any order and process.
   * @param size pixels; Plotly's 700 by 450 where left out.
   */
  toSvg(figure: unknown, size: { width?: number; height?: number }): Promise<string> {
    const drawn = this.#last.then(() => this.#draw(figure, size));
    this.#last = drawn.catch(() => undefined);
    return drawn;
  }

  #draw(figure: unknown, size: { width?: number; height?: number }): Promise<string> {
    const random = new Random(0);
    return new Promise((resolve, reject) => {
      Object.assign(this.#window, {
        figureRandom: () => random.uniform(),
        figureJson: JSON.stringify(figure),
        figureOptions: JSON.stringify({ format: 'svg', ...size, imageDataOnly: true }),
        figureDone: resolve,
        figureFailed: reject,
      });
      this.#window.eval(drawing);
    });
  }
}
