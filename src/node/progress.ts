/**
 * Progress on stderr: a bar with what is happening, how far it is, the time left and a few live numbers. Where
 * stderr is no terminal, or on request, there is no bar but one plain line a stage, so that logs stay readable.
 *
 * It reads the trainers' record streams without changing them, and never writes to stdout, which belongs to results.
 */
import { SingleBar, type Options, type Params } from 'cli-progress';

/** Numbers to show, by name, in this order: `{ loss: 0.53, gold: 0.61 }`. */
export type LiveNumbers = Readonly<Record<string, number>>;

/** One stage under way: SFT, the reward model, PPO. */
export interface StageProgress {
  /** @param done steps done, of the stage's total. @param numbers what is shown beside; the last ones by default. */
  update(done: number, numbers?: LiveNumbers): void;
  /** Ends the stage; the last numbers stay on the screen. */
  finish(): void;
}

/** Shows the stages of one command. */
export interface ProgressBars {
  /** Begins a stage. @param total steps in it. */
  stage(label: string, total: number): StageProgress;
  /** A line that stays, above the bar where there is one. */
  say(line: string): void;
}

/** Where and how progress is shown. */
export interface ProgressOptions {
  /** Where to write. Default stderr. @internal Left out of the types, which need none of Node's. */
  stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** No bar, even on a terminal. Default false. */
  quiet?: boolean;
}

/** Three significant digits: what can be read off a moving line. */
function shortNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size < 0.001 || size >= 10_000 ? value.toExponential(1) : value.toPrecision(size >= 1000 ? 4 : 3);
}

/** `loss 0.53  gold 0.61`. */
export function formatNumbers(numbers: LiveNumbers): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${shortNumber(value)}`)
    .join('  ');
}

/** `1:05`, in minutes and seconds. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}

/** What stands behind the bar: percent, time left while running or taken when done, live numbers. */
function barLine(options: Options, params: Params, payload: { label: string; numbers: LiveNumbers }): string {
  const width = options.barsize ?? 0;
  const filled = Math.round(params.progress * width);
  const finished = params.stopTime !== null || params.value >= params.total;
  const taken = ((params.stopTime ?? Date.now()) - params.startTime) / 1000;
  const left = params.value > 0 && Number.isFinite(params.eta) ? `${clock(params.eta)} left` : '';
  return [
    payload.label.padEnd(14),
    '█'.repeat(filled) + '░'.repeat(width - filled),
    `${String(Math.floor(100 * params.progress)).padStart(3)} %`,
    (finished ? clock(taken) : left).padEnd(10),
    formatNumbers(payload.numbers),
  ].join('  ');
}

/** A moving bar, for a terminal. */
function barStage(label: string, total: number, stream: NodeJS.WritableStream): StageProgress {
  // With linewrap the line is cut at the terminal's edge; without, an interrupted run would leave wrapping off.
  const bar = new SingleBar({ stream, format: barLine, barsize: 20, fps: 5, linewrap: true, etaBuffer: 20 });
  let numbers: LiveNumbers = {};
  bar.start(total, 0, { label, numbers });
  return {
    update: (done, latest = numbers) => {
      numbers = latest;
      bar.update(done, { label, numbers });
    },
    finish: () => bar.stop(),
  };
}

/** One line when the stage ends, for a log; none where it never began, since then there is an error to read. */
function plainStage(label: string, total: number, stream: NodeJS.WritableStream): StageProgress {
  let steps = 0;
  let numbers: LiveNumbers = {};
  return {
    update: (done, latest = numbers) => {
      steps = done;
      numbers = latest;
    },
    finish: () => {
      if (steps === 0) return;
      stream.write(`${[label, `${steps}/${total}`, formatNumbers(numbers)].join('  ').trimEnd()}\n`);
    },
  };
}

/** A reporter for one command. */
export function createProgress(options: ProgressOptions = {}): ProgressBars {
  const { stream = process.stderr, quiet = false } = options;
  const bars = stream.isTTY && !quiet;
  const show = bars ? barStage : plainStage;
  return {
    stage: (label, total) => show(label, total, stream),
    // The bar's own line is cleared first; it draws itself again.
    say: (line) => void stream.write(bars ? `\r\u001b[K${line}\n` : `${line}\n`),
  };
}

/**
 * Passes a trainer's records through and shows them on the way. The stage ends with the stream, also when the
 * stream fails or its reader stops early.
 * @param read what a record says about progress; undefined for records that say nothing.
 */
export async function* tracked<Entry>(
  records: AsyncIterable<Entry>,
  stage: StageProgress,
  read: (record: Entry) => { done: number; numbers?: LiveNumbers } | undefined,
): AsyncGenerator<Entry> {
  try {
    for await (const record of records) {
      const seen = read(record);
      if (seen) stage.update(seen.done, seen.numbers);
      yield record;
    }
  } finally {
    stage.finish();
  }
}
