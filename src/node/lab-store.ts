/** The labs' store on disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../study/store';
import { readBytes, writeFolderAtomically } from './files';

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
