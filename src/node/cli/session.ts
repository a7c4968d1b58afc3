/**
 * A training run on disk: `OUT.checkpoint` beside its output while it runs, `--checkpoint-every` and `--resume`. A
 * run that was killed goes on from the file and ends with the same bytes as one that was not; when it ends, the file
 * goes. The file knows which run it is of, by its options and the contents of its inputs, and serves no other.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../../errors';
import { readBytes, writeAtomically } from '../files';
import { sha256 } from '../hash';
import { version } from '../package';
import type { LiveNumbers, ProgressBars, StageProgress } from '../progress';
import { immaterial } from '../run-record';
import { templateClock } from '../../model/chat-template';
import type { ModelConfig } from '../../model/config';
import type { Trainable } from '../../model/model';
import type { Weights } from '../../model/weights';
import { loadRun, restored, saveRun, type Checkpointing, type RunState } from '../../train/checkpoint';
import { progressFor, refuseExisting, wholeNumber, type RunOptions } from './options';

/** Options of every command that trains. */
export interface SessionOptions extends RunOptions {
  out: string;
  checkpointEvery: number;
  resume: boolean;
}

/**
 * Adds `--checkpoint-every` and `--resume`.
 * @param every its default.
 * @param unit what is counted: steps, iterations.
 */
export function withCheckpoints(command: Command, every: number, unit = 'steps'): Command {
  return command
    .option(
      '--checkpoint-every <n>',
      `${unit} between checkpoints, from which a run that was stopped goes on; 0 makes none`,
      wholeNumber(0),
      every,
    )
    .option('--resume', 'go on from the checkpoint of a run that was stopped, if there is one', false);
}

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
  readonly #every: number;
  readonly #progress: ProgressBars;
  readonly #quiet: boolean;
  readonly #warmupSteps: number;
  readonly #warnings: string[] = [];
  #saved: number | undefined;

  /**
   * Opens a run before any work is done.
   * @param command its name.
   * @throws UserError when the output is there already, a stopped run's checkpoint is there but not `--resume`, or
   *   the checkpoint is another run's.
   */
  constructor(command: string, options: SessionOptions & { readonly warmupSteps?: number }) {
    refuseExisting('--out', options.out);
    this.#file = `${options.out}.checkpoint`;
    this.#every = options.checkpointEvery;
    this.#progress = progressFor(options);
    this.#quiet = options.quiet;
    this.#warmupSteps = options.warmupSteps ?? 0;
    const material = Object.entries(options).filter(([name]) => !immaterial.includes(name));
    this.#run = JSON.stringify([
      version,
      command,
      ...material.map(([name, value]) => [name, byContent(value)]),
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
    return { every: this.#every, save: (state) => this.#save(state), from: this.state };
  }

  #save(state: RunState): void {
    writeAtomically(
      this.#file,
      saveRun({ state, run: this.#run, records: this.records, moment: templateClock.shown }),
    );
    this.#saved = state.step;
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
      if (!this.#quiet)
        for (const warning of this.#warnings.splice(0))
          process.stderr.write(`posttrain: warning: ${warning}\n`);
    }
    return logged;
  }

  /** Says so when the learning rate never comes to its height. */
  #checkWarmup(steps: number): void {
    const share = Math.round((100 * steps) / this.#warmupSteps);
    if (steps < this.#warmupSteps)
      this.warn(
        `--warmup-steps ${this.#warmupSteps}: longer than the run of ${steps}, whose learning rate ends at ${share} % ` +
          'of the highest; lower it',
      );
  }

  /** Something to be told when the stage ends, on stderr and not with --quiet. */
  warn(message: string): void {
    this.#warnings.push(message);
  }

  /** To be called when the output is written. */
  end(): void {
    rmSync(this.#file, { force: true });
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
