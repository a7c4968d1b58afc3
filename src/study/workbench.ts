/**
 * What a lab works with: the backend, the base models that ship, and a store in which pieces are made once. Also the
 * compute ledger of everything that a lab's result rests on, made now or found (claim A2).
 */
import * as z from 'zod';
import { parseJson } from '../data/json';
import type { Checkpoint } from '../model/checkpoint';
import type { Backend } from '../model/model';
import type { Exposure } from '../world';
import { added, ledgerEntrySchema, spent, type LedgerEntry } from './ledger';
import { pieceName, recipeOf, type Files, type ReadPiece, type Store } from './store';

/** What making a piece, and so a lab, reports on its way, for progress bars, logs and notebooks. */
export type LabEvent =
  /** A piece of work begins; `steps` of its steps will follow. */
  | { readonly type: 'stage'; readonly title: string; readonly steps: number }
  /** A step of the piece under way. */
  | { readonly type: 'step'; readonly done: number; readonly live: Readonly<Record<string, number>> }
  /** A policy was evaluated on the way; arrays are `[replies]`, KL in nats. */
  | {
      readonly type: 'evaluated';
      readonly replies: readonly { readonly promptIndex: number; readonly tokens: readonly number[] }[];
      readonly kls: readonly number[];
      readonly proxies: readonly number[];
    }
  /** The same as a point of a curve, gold and proxy in sd of the start's replies. */
  | {
      readonly type: 'point';
      readonly curve: string;
      readonly kl: number;
      readonly gold: number;
      readonly proxy: number;
    }
  /** A piece was found in the store and not made again. */
  | { readonly type: 'found'; readonly title: string };

/** A piece and the name under which it is kept. */
export interface Made<Piece> {
  /** Recipe and hash of what it depends on, e.g. "sft-3f9a0c5d1e7b". */
  readonly name: string;
  /** The piece itself. */
  readonly piece: Piece;
}

/** The pieces that another one is made from. */
export type Inputs = Readonly<Record<string, Made<unknown> | readonly Made<unknown>[]>>;

/** How a kind of piece is made and kept: a function of its settings, its inputs, and the code of its own step. */
export interface Recipe<Settings extends object, Sources extends Inputs, Piece> {
  /** In names of pieces, e.g. "reward-model". */
  readonly name: string;
  /** The source file of the step, from the root of the sources: other code in what it imports gives other pieces. */
  readonly module: string;
  /** For progress. */
  readonly title: (settings: Settings) => string;
  /** Makes the piece; the generator returns it with the compute that it took. */
  readonly make: (
    bench: Workbench,
    settings: Settings,
    inputs: Sources,
  ) => AsyncGenerator<LabEvent, { piece: Piece; ledger: LedgerEntry[] }>;
  /** The piece as files. */
  readonly toFiles: (piece: Piece) => Files;
  /** The piece from its files. @throws Error or UserError on files of something else. */
  readonly fromFiles: (read: ReadPiece, name: string) => Piece;
}

/** The base models that ship, the largest last. */
export const baseSizes = ['small', 'medium', 'large'] as const;
export type BaseSize = (typeof baseSizes)[number];

/** A language model as it is stored. */
export type LanguageCheckpoint = Checkpoint & { readonly kind: 'lm' };

/** What is told of the pre-training of a base model that ships. */
export const pretrainingSchema = z.object({ parameters: z.int(), trainedTokens: z.int() });
export type Pretraining = z.infer<typeof pretrainingSchema>;

export interface WorkbenchParts {
  readonly backend: Backend;
  /** Named by their content. */
  readonly base: (size: BaseSize) => Made<LanguageCheckpoint>;
  /** Only lab A2 asks for it: left out where that does not run. */
  readonly pretraining?: (size: BaseSize) => Pretraining;
  /** How often the corpus that they were trained on mentions whom and what. */
  readonly exposure: () => Exposure;
  readonly store: Store;
  /** Identifies the code of a step: of all that its module imports. */
  readonly code: (module: string) => string;
}

/** The compute of one piece, and the seconds that it took when it was made (no part of any result). */
const accountSchema = z.object({ entries: z.array(ledgerEntrySchema), seconds: z.number() });
type Account = z.infer<typeof accountSchema>;

/** Stands beside each piece in the store. */
const accountFile = 'account.json';

/** One lab's workbench. */
export class Workbench {
  /** By piece, in order of first use. */
  readonly #accounts = new Map<string, Account>();

  /** @param parts backend, base models, store, and what identifies the code. */
  constructor(private readonly parts: WorkbenchParts) {}

  /** Where the networks run. */
  get backend(): Backend {
    return this.parts.backend;
  }

  /** The base model of that size, as it ships. @throws UserError when its files are damaged. */
  base(size: BaseSize): Made<LanguageCheckpoint> {
    return this.parts.base(size);
  }

  /** The compute that a base model took. @throws Error on a workbench that does not know. */
  pretraining(size: BaseSize): LedgerEntry {
    const found = this.parts.pretraining?.(size);
    if (!found) throw new Error('this workbench does not know how its base models were made');
    return spent('pre-training', found.parameters, { trained: found.trainedTokens });
  }

  /** How often the corpus mentions whom and what. */
  exposure(): Exposure {
    return this.parts.exposure();
  }

  /** The piece with these settings and inputs: found in the store, or made and kept there. */
  async *make<Settings extends object, Sources extends Inputs, Piece>(
    recipe: Recipe<Settings, Sources, Piece>,
    settings: Settings,
    inputs: Sources,
  ): AsyncGenerator<LabEvent, Made<Piece>> {
    const name = pieceName(
      recipe.name,
      { settings, inputs: namesOf(inputs), backend: this.backend.name },
      this.parts.code(recipe.module),
    );
    const read = this.parts.store.find(name);
    if (read) {
      const text = new TextDecoder().decode(read(accountFile));
      this.#accounts.set(name, parseJson(text, `${name}/${accountFile}`, accountSchema));
      yield { type: 'found', title: recipe.title(settings) };
      return { name, piece: recipe.fromFiles(read, name) };
    }
    const start = performance.now();
    const { piece, ledger } = yield* recipe.make(this, settings, inputs);
    const account = { entries: ledger, seconds: (performance.now() - start) / 1000 };
    this.#accounts.set(name, account);
    this.parts.store.keep(name, new Map([...recipe.toFiles(piece), [accountFile, JSON.stringify(account)]]));
    return { name, piece };
  }

  /**
   * The compute behind everything used so far, summed by stage and size of network.
   * @param of these pieces alone.
   */
  ledger(of?: readonly Made<unknown>[]): LedgerEntry[] {
    const accounts = of ? of.map(({ name }) => this.#accounts.get(name)) : [...this.#accounts.values()];
    const sums = new Map<string, LedgerEntry>();
    for (const entry of accounts.flatMap((account) => account?.entries ?? [])) {
      const key = `${entry.stage}/${entry.parameters}`;
      const sum = sums.get(key);
      sums.set(key, sum ? added(sum, entry) : entry);
    }
    return [...sums.values()];
  }

  /**
   * Seconds by piece and the stage that it is of, as measured when each was made. A piece that took no compute of the ledger
   * goes by its recipe.
   */
  timings(): { piece: string; stage: string; seconds: number }[] {
    return [...this.#accounts].map(([piece, { entries, seconds }]) => {
      const stages = [...new Set(entries.map(({ stage }) => stage))];
      return { piece, stage: stages.join(', ') || recipeOf(piece), seconds };
    });
  }
}

function namesOf(inputs: Inputs): Record<string, string | string[]> {
  const nameOf = ({ name }: Made<unknown>) => name;
  return Object.fromEntries(
    Object.entries(inputs).map(([role, made]) => [role, 'name' in made ? nameOf(made) : made.map(nameOf)]),
  );
}
