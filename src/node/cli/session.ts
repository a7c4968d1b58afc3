/**
 * A training run on disk: `OUT.checkpoint` beside its output while it runs, `--checkpoint-every` and `--resume`. A
 * run that was killed goes on from the file and ends with the same bytes as one that was not; when it ends, the file
 * goes. The file knows which run it is of, by its options and the contents of its inputs, and serves no other.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatJsonl } from '../../data/jsonl';
import { UserError } from '../../errors';
import { readBytes, writeAtomically, writeFolderAtomically } from '../files';
import { sha256 } from '../hash';
import { version } from '../package';
import type { LiveNumbers, ProgressBars, StageProgress } from '../progress';
import { templateClock } from '../../model/chat-template';
import { saveModel, type Checkpoint } from '../../model/checkpoint';
import type { ModelConfig } from '../../model/config';
import type { MemoryNeed } from '../../model/memory-need';
import type { Backend, Trainable } from '../../model/model';
import type { Weights } from '../../model/weights';
import { restored, type Checkpointing, type RunState } from '../../train/checkpoint';
import { loadRun, saveRun } from '../../train/saved-run';
import { count, onOff, type OptionsOf } from '../../train/declared';
import { material, requiredText, type CommandTable } from './command';
import { checkMemory } from './memory';
import { backendFor, jsonOption, progressFor, refuseExisting, type RunOptions } from './options';
import { printTable, type TableRow } from './table';

/**
 * Options of every run on disk.
 * @param every default of `--checkpoint-every`.
 * @param unit what is counted: steps, iterations.
 */
export const sessionOptions = (every: number, unit = 'steps') => ({
  out: requiredText('folder', 'where the model is to lie, with metrics.jsonl; a new folder'),
  checkpointEvery: {
    ...count(every, `${unit} between checkpoints, from which a run that was stopped goes on; 0 makes none`, {
      min: 0,
    }),
    immaterial: true,
  },
  resume: {
    ...onOff(false, 'go on from the checkpoint of a run that was stopped, if there is one'),
    immaterial: true,
  },
});

/** For those that print a summary at their end. */
export const summaryOption = jsonOption('print the summary as JSON instead of a table');

/** Options of every run on disk. */
export type SessionOptions = OptionsOf<ReturnType<typeof sessionOptions>> &
  RunOptions &
  Partial<OptionsOf<typeof summaryOption>> & { readonly warmupSteps?: number };

/** Hash of what a path holds; a folder's own files count, not those of folders below. */
function contentHash(path: string): string {
  if (!statSync(path).isDirectory()) return sha256(readBytes(path));
  const files = readdirSync(path).filter((name) => statSync(join(path, name)).isFile());
  const lines = files.sort().map((name) => `${name} ${sha256(readBytes(join(path, name)))}\n`);
  return sha256(new TextEncoder().encode(lines.join('')));
}

/** A value with the paths in it replaced by what they hold. */
function byContent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byContent);
  return typeof value === 'string' && existsSync(value) ? contentHash(value) : value;
}

/** One run of a command. */
export class Session {
  /** Where the run goes on; undefined when it begins. */
  readonly state: RunState | undefined;
  /** What the run has reported so far, with what it had before it was stopped. */
  readonly records: object[] = [];
  readonly #file: string;
  readonly #run: string;
  readonly #options: SessionOptions;
  readonly #progress: ProgressBars;
  readonly #warnings: string[] = [];
  #saved: number | undefined;

  /**
   * Opens a run before any work is done.
   * @param command its name.
   * @param table what declares its options.
   * @throws UserError when the output is there already, a stopped run's checkpoint is there but not `--resume`, or
   *   the checkpoint is another run's.
   */
  constructor(command: string, table: CommandTable, options: SessionOptions) {
    refuseExisting('--out', options.out);
    this.#file = `${options.out}.checkpoint`;
    this.#options = options;
    this.#progress = progressFor(options);
    const deciding = Object.entries(material(table, options));
    this.#run = JSON.stringify([
      version,
      command,
      ...deciding.map(([name, value]) => [name, byContent(value)]),
    ]);
    if (!existsSync(this.#file)) return;
    if (!options.resume)
      throw new UserError(`${this.#file}: the checkpoint of a stopped run; add --resume, or remove it`);
    const { state, records, moment } = loadRun(readBytes(this.#file), this.#run, this.#file);
    this.state = state;
    if (moment !== undefined) templateClock.set(moment);
    for (const record of records) this.records.push(record);
    this.#saved = state.step;
  }

  /** For the trainer. */
  get checkpointing(): Checkpointing {
    return { every: this.#options.checkpointEvery, save: (state) => this.#save(state), from: this.state };
  }

  #save(state: RunState): void {
    writeAtomically(
      this.#file,
      saveRun({ state, run: this.#run, records: this.records, moment: templateClock.shown }),
    );
    this.#saved = state.step;
  }

  /** Who computes it. */
  backend(): Promise<Backend> {
    return backendFor(this.#options);
  }

  /** Tells how much memory it needs, as `checkMemory`. */
  checkMemory(folder: string, need: MemoryNeed, advice: string): void {
    checkMemory(folder, need, advice, this.#options);
  }

  /** A network to be trained: from the checkpoint where there is one, otherwise from `weights`. */
  network<Network extends Trainable>(
    role: string,
    make: (config: ModelConfig, weights: Weights) => Network,
    config: ModelConfig,
    weights: Weights,
  ): Network {
    return this.state === undefined ? make(config, weights) : restored(make, config, this.state, role);
  }

  /**
   * Follows a trainer to its end: keeps its records and shows progress.
   * @param label of the progress bar.
   * @param live the numbers beside it.
   * @param toLog what of a record is kept.
   * @returns what was kept of this part of the run; `records` has all of it.
   * @throws UserError as the trainer does, with the last checkpoint named.
   */
  async follow<Entry extends { readonly step: number; readonly steps: number }, Logged extends object>(
    label: string,
    run: AsyncIterable<Entry>,
    live: (record: Entry) => LiveNumbers | undefined,
    toLog: (record: Entry) => Logged,
  ): Promise<Logged[]> {
    let stage: StageProgress | undefined;
    const logged: Logged[] = [];
    try {
      for await (const record of run) {
        if (stage === undefined) this.#checkWarmup(record.steps);
        stage ??= this.#progress.stage(label, record.steps);
        const numbers = live(record);
        if (numbers !== undefined) stage.update(record.step, numbers);
        const row = toLog(record);
        logged.push(row);
        this.records.push(row);
      }
    } catch (error) {
      if (!(error instanceof UserError) || this.#saved === undefined) throw error;
      throw new UserError(
        `${error.message}; the last checkpoint is ${this.#file}, after step ${this.#saved}`,
      );
    } finally {
      stage?.finish();
      if (!this.#options.quiet)
        for (const warning of this.#warnings.splice(0))
          process.stderr.write(`posttrain: warning: ${warning}\n`);
    }
    return logged;
  }

  /** Says so when the learning rate never comes to its height. */
  #checkWarmup(steps: number): void {
    const { warmupSteps = 0 } = this.#options;
    if (steps >= warmupSteps) return;
    const share = Math.round((100 * steps) / warmupSteps);
    this.warn(
      `--warmup-steps ${warmupSteps}: longer than the run of ${steps}, whose learning rate ends at ${share} % of the ` +
        'highest; lower it',
    );
  }

  /** Something to be told when the stage ends, on stderr and not with --quiet. */
  warn(message: string): void {
    this.#warnings.push(message);
  }

  /** To be called when the output is written. @param summary is printed. */
  end(summary: readonly TableRow[] = []): void {
    rmSync(this.#file, { force: true });
    if (summary.length > 0) printTable(summary, { json: this.#options.json ?? false });
  }

  /** Writes the trained model with the log, whole or not at all; models it brings along go into folders below. */
  write(model: Checkpoint, below: Readonly<Record<string, Checkpoint>> = {}): void {
    const files = saveModel(model);
    files.set('metrics.jsonl', formatJsonl(this.records));
    for (const [name, inner] of Object.entries(below))
      for (const [file, content] of saveModel(inner)) files.set(`${name}/${file}`, content);
    writeFolderAtomically(this.#options.out, files);
  }
}

/** Follows a trainer that lowers a loss. @returns its last step and its last evaluation, if there was one. */
export async function followDescent<
  Entry extends {
    readonly type: 'step' | 'evaluation';
    readonly step: number;
    readonly steps: number;
    readonly loss: number;
  },
>(
  session: Session,
  label: string,
  run: AsyncIterable<Entry>,
  live: (record: Entry) => LiveNumbers = ({ loss }) => ({ loss }),
): Promise<{ steps: number; evaluation: Entry | undefined }> {
  const seen = (record: Entry) => (record.type === 'step' ? live(record) : undefined);
  const records = await session.follow(label, run, seen, (record) => record);
  const steps = records.at(-1)?.step ?? 0;
  return { steps, evaluation: records.filter(({ type }) => type === 'evaluation').at(-1) };
}
