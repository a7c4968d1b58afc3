/** The output of a training command, opened part by part: what it was run with, and the models and rows it names. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Checkpoint } from '../../model/checkpoint';
import { UserError } from '../../errors';
import { Random } from '../../random';
import type { Settings } from '../../train/declared';
import { readLanguageModel, readRewardModel } from '../models';
import { readRows } from '../rows';
import { readRunRecord } from '../run-record';
import { holdOut } from './training';

/** A run's folder. */
export class RunFolder {
  /** Name of the command that made it. */
  readonly command: string;
  /** Its options, but for those that name a file or folder. */
  readonly options: Settings;
  readonly #inputs: Readonly<Record<string, string>>;

  /** @throws UserError on a folder that is no run. */
  constructor(readonly path: string) {
    const { command, options, inputs } = readRunRecord(path);
    this.command = command;
    this.options = options;
    this.#inputs = inputs;
  }

  /** Whether an option names a file or folder. */
  names(option: string): boolean {
    return Object.hasOwn(this.#inputs, option);
  }

  #input(option: string): string {
    if (this.names(option)) return this.#inputs[option];
    throw new UserError(
      `run.json: the run of \`${this.command}\` has no --${option}; expected a file or folder; run it again with this version`,
    );
  }

  /** The model that an option names, or one of those that came out. @throws UserError as reading it does. */
  languageModel(from: { readonly option: string } | { readonly out: string }): Checkpoint & { kind: 'lm' } {
    return readLanguageModel('out' in from ? join(this.path, from.out) : this.#input(from.option));
  }

  /** The reward model that an option names, or one of those that came out. @throws UserError as reading it does. */
  rewardModel(from: { readonly option: string } | { readonly out: string }): Checkpoint & { kind: 'scalar' } {
    return readRewardModel('out' in from ? join(this.path, from.out) : this.#input(from.option));
  }

  /** The rows of a file that an option names. @throws UserError that names the row. */
  rows<Row>(option: string, schema: z.ZodType<Row>): Row[] {
    return readRows(this.#input(option), schema);
  }

  /** Rows parted as the command did. */
  part(rows: readonly object[]): { train: object[]; test: object[] } {
    const { seed, heldOut } = z.object({ seed: z.number(), heldOut: z.number() }).parse(this.options);
    const parts = holdOut(rows, heldOut, new Random(seed).split(this.command));
    return { train: parts.training, test: parts.heldOut };
  }
}
