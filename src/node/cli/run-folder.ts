/** The output of a training command, opened part by part: what it was run with, and the models and rows it names. */
import { join } from 'node:path';
import * as z from 'zod';
import { demonstrationsOf } from '../../data/dataset';
import { holdOut, openingOf, promptKey } from '../../data/hold-out';
import type { Message } from '../../data/records';
import type { Checkpoint } from '../../model/checkpoint';
import { UserError } from '../../errors';
import { Random } from '../../random';
import { toComparison, toDemonstration, toPrompt, type TrlData } from '../../tools/trl/export';
import type { Settings } from '../../train/declared';
import { readLanguageModel, readRewardModel } from '../models';
import { readComparisons, readDataset, readPrompts } from '../rows';
import { readRunRecord } from '../run-record';
import { marginOf } from './training';

/** A row in TRL's columns, and its prompt, by which it was trained on or held out. */
interface PromptedRow {
  readonly row: object;
  readonly prompt: readonly Message[];
}

/** A run's folder. */
export class RunFolder {
  /** Name of the command that made it. */
  readonly command: string;
  /** Its options, but for those that name a file or folder or say how a file was read. */
  readonly options: Settings;
  readonly #inputs: Readonly<Record<string, string>>;
  readonly #format: string | undefined;

  /** @throws UserError on a folder that is no run. */
  constructor(readonly path: string) {
    const { command, options, inputs } = readRunRecord(path);
    const { format, ...settings } = options;
    this.command = command;
    this.options = settings;
    this.#inputs = inputs;
    this.#format = typeof format === 'string' ? format : undefined;
  }

  /** Whether an option names a file or folder. */
  names(option: string): boolean {
    return Object.hasOwn(this.#inputs, option);
  }

  /** The file or folder that an option names. @throws UserError where it names none. */
  input(option: string): string {
    if (this.names(option)) return this.#inputs[option];
    throw new UserError(
      `run.json: the run of \`${this.command}\` has no --${option}; expected a file or folder; run it again with this version`,
    );
  }

  /** The model that an option names, or one of those that came out. @throws UserError as reading it does. */
  languageModel(from: { readonly option: string } | { readonly out: string }): Checkpoint & { kind: 'lm' } {
    return readLanguageModel('out' in from ? join(this.path, from.out) : this.input(from.option));
  }

  /** The reward model that an option names, or one of those that came out. @throws UserError as reading it does. */
  rewardModel(from: { readonly option: string } | { readonly out: string }): Checkpoint & { kind: 'scalar' } {
    return readRewardModel('out' in from ? join(this.path, from.out) : this.input(from.option));
  }

  /** Its demonstrations in TRL's columns, and how many turns of weight 0 TRL will learn. @throws UserError that names the row. */
  async demonstrations(): Promise<{ data: TrlData; unlearnt: number }> {
    const data = await readDataset(this.input('data'), 'demonstration', this.#format);
    const rows = demonstrationsOf(data);
    const unlearnt = rows.flatMap(({ messages }) => messages.filter(({ weight }) => weight === 0)).length;
    const keepsColumns = data.format.name === 'prompt-completion';
    const prompted = rows.map(({ messages, row }) => ({
      prompt: openingOf(messages),
      row: toDemonstration(messages, keepsColumns ? row : undefined),
    }));
    return { data: this.#parted(prompted), unlearnt };
  }

  /** Its comparisons in TRL's columns. @throws UserError that names the row, or on a run from ratings. */
  async comparisons(): Promise<TrlData> {
    if (this.options['attributes'] !== undefined)
      throw new UserError(
        "--from: a reward model from ratings (--attributes); TRL's reward trainer takes comparisons only",
      );
    const rows = await readComparisons(this.input('data'), this.#format);
    const prompted = rows.map(({ prompt, chosen, rejected, row, where }) => {
      const margin = marginOf(row, where);
      const sides = { prompt: [...prompt], chosen, rejected };
      return { prompt, row: toComparison(margin === undefined ? sides : { ...sides, margin }) };
    });
    return this.#parted(prompted);
  }

  /** Its prompts in TRL's columns. @throws UserError that names the row. */
  async prompts(): Promise<object[]> {
    const asked = await readPrompts(this.input('prompts'), this.#format);
    return asked.map(({ prompt }) => toPrompt({ prompt: [...prompt] }));
  }

  /** Rows parted as the command did. */
  #parted(rows: readonly PromptedRow[]): TrlData {
    const { seed, heldOut } = z.object({ seed: z.number(), heldOut: z.number() }).parse(this.options);
    const random = new Random(seed).split(this.command);
    const parts = holdOut(rows, heldOut, random, ({ prompt }) => promptKey(prompt));
    const bare = (some: readonly PromptedRow[]) => some.map(({ row }) => row);
    return { train: bare(parts.training), test: bare(parts.heldOut) };
  }
}
