/** The labs' store on disk, and what identifies the code that its pieces depend on. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Store } from '../study/store';
import { readBytes, writeFolderAtomically } from './files';
import { packageRoot } from './package';

/** One folder a piece. A piece that was being written when the program was killed is not there. */
export function folderStore(folder: string): Store {
  return {
    find(name) {
      const piece = join(folder, name);
      if (!existsSync(piece)) return undefined;
      return (file) => (existsSync(join(piece, file)) ? readBytes(join(piece, file)) : undefined);
    },
    keep: (name, files) => writeFolderAtomically(join(folder, name), files),
  };
}

/**
 * Folders and files whose code decides what a piece is: the recipes and all that they call. How results are checked, drawn
 * or printed is not among them.
 */
export const pieceCode = {
  folders: ['engine', 'data', 'model', 'eval', 'world', 'train', 'steps'],
  files: ['random', 'tensors', 'study/ledger', 'study/store', 'study/workbench'],
};
const code = /(?<!\.d)\.(?:ts|js|wasm|c|h)$/;

/** A hash of the code and of the base models that ship: other code, other pieces. */
export function codeIdentity(): string {
  const source = join(__dirname, '..');
  const below = pieceCode.folders.flatMap((folder) => filesBelow(join(source, folder)));
  const single = filesBelow(source).filter((file) =>
    pieceCode.files.includes(relative(source, file).replaceAll('\\', '/').replace(code, '')),
  );
  const files = [...below, ...single].filter((file) => code.test(file));
  const models = filesBelow(join(packageRoot, 'datasets')).filter((file) => file.endsWith('.safetensors'));
  const hash = createHash('sha256');
  for (const file of [...files, ...models].sort()) {
    hash.update(relative(packageRoot, file).replaceAll('\\', '/'));
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
