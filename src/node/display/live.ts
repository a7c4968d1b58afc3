/**
 * Work under way in a notebook: a line that says how far it is and how long it will take, and a chart that grows in
 * place. Outside a notebook only the last line is printed.
 */
import type { LabEvent } from '../../study/workbench';
import { formatNumbers, type LiveNumbers } from '../progress';
import type { Figure } from '../../plots/figure';
import { line, panelFigure } from '../../plots/panels';
import { measureColors } from '../../plots/theme';
import { LiveChart } from './chart';
import { inNotebook, newDisplay } from './output';

/** Milliseconds between two drawings: often enough to look alive, too seldom to cost time. */
const interval = 1000;

/** `1:05`, in minutes and seconds. */
function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

interface Point {
  readonly step: number;
  readonly numbers: LiveNumbers;
}

/** One panel a measure; x is the step. */
function curves(title: string, points: readonly Point[]): Figure {
  const names = [...new Set(points.flatMap(({ numbers }) => Object.keys(numbers)))];
  const panels = names.map((name) => {
    const own = points.filter(({ numbers }) => name in numbers);
    const series = { x: own.map(({ step }) => step), y: own.map(({ numbers }) => numbers[name]) };
    return { title: name, traces: [line(series, measureColors.neutral.line)], xTitle: 'step' };
  });
  const width = names.length > 1 ? 310 : 620;
  return panelFigure(panels, { title, columns: 3, cell: { width, height: 270 } });
}

/** A run, or one piece of work after another, in one place of the output. */
export class Live {
  readonly #status = newDisplay();
  readonly #chart = inNotebook() ? new LiveChart() : undefined;
  #title = '';
  #points: Point[] = [];
  #start = performance.now();
  #drawn = 0;

  /** A piece of work begins; its curves take the place of the one before. */
  begin(title: string): void {
    this.#title = title;
    this.#points = [];
    this.#start = performance.now();
  }

  /** @param step taken, from 1, of how many `steps`. @param numbers worth a curve; empty when there are none. */
  step(step: number, steps: number, numbers: LiveNumbers): void {
    if (Object.keys(numbers).length > 0) this.#points.push({ step, numbers });
    const now = performance.now();
    if (!inNotebook() || now - this.#drawn < interval) return;
    this.#drawn = now;
    const left = clock(((now - this.#start) / step) * (steps - step));
    this.#say(`${this.#title}: step ${step} of ${steps}, ${left} left   ${this.#last()}`);
    if (this.#points.length > 0) this.#chart?.draw(curves(this.#title, this.#points));
  }

  /** The run is over: its last numbers and its whole chart stay. @param steps taken. */
  async finish(steps: number): Promise<void> {
    const took = clock(performance.now() - this.#start);
    this.#say(`${this.#title}: ${steps} steps in ${took}   ${this.#last()}`);
    if (this.#points.length > 0) await this.#chart?.finish(curves(this.#title, this.#points));
  }

  /** All of it is over: one line stays. */
  close(text: string): void {
    this.#say(text);
    this.#chart?.clear();
  }

  #last(): string {
    const numbers = this.#points[this.#points.length - 1]?.numbers;
    return numbers ? formatNumbers(numbers) : '';
  }

  #say(text: string): void {
    this.#status.show({ 'text/plain': text.trimEnd() });
  }
}

/**
 * Follows a lab's events to their end.
 * @param title of the line that stays, with how much was made, how much was found, and the time.
 * @returns what the lab returns.
 */
export async function follow<Outcome>(
  title: string,
  events: AsyncGenerator<LabEvent, Outcome>,
): Promise<Outcome> {
  const live = new Live();
  const start = performance.now();
  let made = 0;
  let found = 0;
  let steps = 0;
  for (;;) {
    const next = await events.next();
    if (next.done) {
      const took = clock(performance.now() - start);
      live.close(`${title} (${made} made, ${found} found in the store, ${took})`);
      return next.value;
    }
    const event = next.value;
    if (event.type === 'found') found++;
    else if (event.type === 'step') live.step(event.done, steps, event.live);
    else if (event.type === 'stage') {
      made++;
      steps = event.steps;
      live.begin(`${title}: ${event.title}`);
    }
  }
}
