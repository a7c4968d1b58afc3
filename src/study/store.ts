/**
 * The store of what labs make: models, pools of samples, courses. A piece is a function of its settings, the names of what it
 * is made from, and the code of its own step, so it is found again by their hash: what two labs need alike is made once, and
 * a run that was killed goes on where it stopped.
 */
import { sha256 } from '../hash';

/** A piece as files by name. */
export type Files = ReadonlyMap<string, Uint8Array | string>;

/** Gives the bytes of a file of a piece, undefined when it has none of that name. */
export type ReadPiece = (file: string) => Uint8Array | undefined;

/** Where pieces are kept. */
export interface Store {
  /** A reader of the piece's files, or undefined when it was never made. */
  find(name: string): ReadPiece | undefined;
  /** Keeps a piece, whole or not at all. */
  keep(name: string, files: Files): void;
}

/** Keeps pieces as long as the program runs: for notebooks and tests. */
export function memoryStore(): Store {
  const pieces = new Map<string, Files>();
  const encoder = new TextEncoder();
  return {
    find(name) {
      const files = pieces.get(name);
      if (!files) return undefined;
      return (file) => {
        const content = files.get(file);
        return typeof content === 'string' ? encoder.encode(content) : content;
      };
    },
    keep: (name, files) => void pieces.set(name, files),
  };
}

/** The same value with the keys of all objects in order, so that equal settings are equal text. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, item]) => [k, ordered(item)]),
  );
}

/**
 * The name of a piece, e.g. "policy-3f9a0c5d1e7b".
 * @param code identifies the code of the step; other code, other pieces.
 */
export function pieceName(recipe: string, settings: object, code: string): string {
  return `${recipe}-${shortHash(JSON.stringify([recipe, ordered(settings), code]))}`;
}

/** Something that no step made, such as labels, as what a piece is made from: named by its content. */
export function given<Piece>(kind: string, piece: Piece): { readonly name: string; readonly piece: Piece } {
  return { name: `${kind}-${shortHash(JSON.stringify(ordered(piece)))}`, piece };
}

function shortHash(text: string): string {
  return sha256(text).slice(0, 16);
}

/** The recipe in such a name. */
export function recipeOf(name: string): string {
  return name.slice(0, name.lastIndexOf('-'));
}
