/**
 * What a lab works with: the backend, the base models that ship, and a store in which pieces are made once. Also the
 * compute ledger of everything that a lab's result rests on, made now or found (claim A2).
 */
import { z } from 'zod';
import { parseJson } from '../data/json';
import type { Checkpoint } from '../model/checkpoint';
import type { Backend } from '../model/model';
import { ledgerEntrySchema, type LabEvent, type LedgerEntry } from './lab';
import { pieceName, type Files, type Store } from './store';

/** How a kind of piece is made and kept. */
export interface Recipe<Settings extends object, Piece> {
  /** In names of pieces, e.g. "reward-model". */
  readonly name: string;
  /** For progress. */
  readonly title: (settings: Settings) => string;
  readonly make: (
    bench: Workbench,
    settings: Settings,
  ) => AsyncGenerator<LabEvent, { piece: Piece; ledger: LedgerEntry[] }>;
  readonly toFiles: (piece: Piece) => Files;
  readonly fromFiles: (read: (file: string) => Uint8Array | undefined, name: string) => Piece;
}

/** The base models that ship, the largest last. */
export const baseSizes = ['small', 'medium', 'large'] as const;
export type BaseSize = (typeof baseSizes)[number];

export interface WorkbenchParts {
  readonly backend: Backend;
  readonly base: (size: BaseSize) => Checkpoint & { readonly kind: 'lm' };
  readonly store: Store;
  /** Identifies the code and the files that pieces depend on. */
  readonly code: string;
}

/** The compute of one piece, and the seconds that it took when it was made (no part of any result). */
const account = z.object({ entries: z.array(ledgerEntrySchema), seconds: z.number() });
type Account = z.infer<typeof account>;

/** Beside each piece: its account and those of the pieces that it was made from. */
const accountsFile = 'accounts.json';
const accountsSchema = z.record(z.string(), account);

/** One lab's workbench. */
export class Workbench {
  /** By piece, in order of first use. */
  readonly #accounts = new Map<string, Account>();
  /** For each piece being made, what it has used so far. */
  readonly #open: Set<string>[] = [];

  constructor(private readonly parts: WorkbenchParts) {}

  get backend(): Backend {
    return this.parts.backend;
  }

  base(size: BaseSize): Checkpoint & { readonly kind: 'lm' } {
    return this.parts.base(size);
  }

  /** The piece with these settings: found in the store, or made and kept there. */
  async *make<Settings extends object, Piece>(
    recipe: Recipe<Settings, Piece>,
    settings: Settings,
  ): AsyncGenerator<LabEvent, Piece> {
    const name = pieceName(recipe.name, settings, this.parts.code);
    const read = this.parts.store.find(name);
    if (read) {
      const text = new TextDecoder().decode(read(accountsFile));
      const accounts = parseJson(text, `${name}/${accountsFile}`, accountsSchema);
      for (const [piece, own] of Object.entries(accounts)) this.#account(piece, own);
      yield { type: 'found', title: recipe.title(settings) };
      return recipe.fromFiles(read, name);
    }
    const used = new Set<string>();
    this.#open.push(used);
    const before = this.#seconds();
    const start = performance.now();
    const { piece, ledger } = yield* recipe.make(this, settings);
    this.#open.pop();
    // What was made on the way has its own account.
    const seconds = (performance.now() - start) / 1000 - (this.#seconds() - before);
    this.#account(name, { entries: ledger, seconds });
    const accounts = Object.fromEntries([...used, name].map((of) => [of, this.#accounts.get(of)]));
    const files = new Map(recipe.toFiles(piece));
    this.parts.store.keep(name, files.set(accountsFile, JSON.stringify(accounts)));
    return piece;
  }

  /** The compute behind everything used so far, summed by stage and size of network. */
  ledger(): LedgerEntry[] {
    const sums = new Map<string, LedgerEntry>();
    for (const entry of [...this.#accounts.values()].flatMap(({ entries }) => entries)) {
      const key = `${entry.stage}/${entry.parameters}`;
      const sum = sums.get(key);
      sums.set(key, sum ? added(sum, entry) : entry);
    }
    return [...sums.values()];
  }

  /** Seconds by piece, as measured when each was made. */
  timings(): { piece: string; seconds: number }[] {
    return [...this.#accounts].map(([piece, { seconds }]) => ({ piece, seconds }));
  }

  #account(name: string, own: Account): void {
    if (!this.#accounts.has(name)) this.#accounts.set(name, own);
    for (const used of this.#open) used.add(name);
  }

  #seconds(): number {
    return [...this.#accounts.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  }
}

function added(a: LedgerEntry, b: LedgerEntry): LedgerEntry {
  return {
    stage: a.stage,
    parameters: a.parameters,
    trainedTokens: a.trainedTokens + b.trainedTokens,
    forwardTokens: a.forwardTokens + b.forwardTokens,
    flops: a.flops + b.flops,
  };
}

/**
 * A ledger entry. FLOPs by the usual count: 6 a parameter and trained token, 2 a parameter and token that only goes
 * forward (Kaplan et al. 2020, https://arxiv.org/abs/2001.08361, section 2.1); attention is left out.
 */
export function spent(
  stage: string,
  parameters: number,
  tokens: { readonly trained?: number; readonly forward?: number },
): LedgerEntry {
  const { trained = 0, forward = 0 } = tokens;
  const flops = parameters * (6 * trained + 2 * forward);
  return { stage, parameters, trainedTokens: trained, forwardTokens: forward, flops };
}
