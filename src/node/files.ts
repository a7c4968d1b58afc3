/**
 * Files on disk (Node). Reading fails with one clear line; writing is whole or not at all: the bytes go beside
 * the target under the name `….partial` and are then renamed, so a run that is killed leaves no half file. A
 * later write of the same target clears what a killed one left behind.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { UserError } from '../errors';
import type { ByteSource } from '../model/byte-source';

/** What the system's error codes mean to the user. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'not found; check the path',
  EISDIR: 'is a folder; expected a file',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EEXIST: 'a part of the path is a file, not a folder; check the path',
  EACCES: 'permission denied; check who may read and write it',
  EPERM: 'permission denied; check who may read and write it',
  EROFS: 'the disk is read-only; choose another place',
  ENOSPC: 'the disk is full; free some space',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/** The code of a system error, e.g. "ENOENT". */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Runs a file operation; the system's errors become UserErrors that name the file. */
function onFile<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const reason = reasons[codeOf(error) ?? ''];
    throw reason === undefined ? error : new UserError(`${file}: ${reason}`);
  }
}

/** The bytes of a file. @throws UserError when it is missing, a folder, or not readable. */
export function readBytes(file: string): Uint8Array {
  return onFile(file, () => fs.readFileSync(file));
}

/** The text of a UTF-8 file, without a byte order mark. @throws UserError as `readBytes`, and on other bytes. */
export function readText(file: string): string {
  return toText(readBytes(file), file);
}

/** Bytes as UTF-8 text, without a byte order mark. @throws UserError that names the file, on other bytes. */
export function toText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${file}: not UTF-8 text; expected a text file; save it as UTF-8`);
  }
}

/** A file to be read in parts. It is opened for each part, so nothing has to be closed. @throws UserError as `readBytes`. */
export function fileSource(file: string): ByteSource {
  const { size } = onFile(file, () => fs.statSync(file));
  const read = (from: number, to: number) => {
    const bytes = new Uint8Array(to - from);
    const handle = fs.openSync(file, 'r');
    try {
      // One call reads at most 2 GiB, and may read less than it is asked for.
      for (let done = 0; done < bytes.length;) {
        const count = fs.readSync(handle, bytes, done, Math.min(bytes.length - done, 2 ** 30), from + done);
        if (count === 0)
          throw new UserError(`${file}: shorter than when it was opened; is it being written?`);
        done += count;
      }
    } finally {
      fs.closeSync(handle);
    }
    return bytes;
  };
  return { size, read: (from, to) => onFile(file, () => read(from, to)) };
}

/**
 * Opens files of one folder by name, undefined for those it does not have; for `loadModel`.
 * @throws UserError when the folder itself is missing or is a file.
 */
export function folderReader(folder: string): (name: string) => ByteSource | undefined {
  if (!onFile(folder, () => fs.statSync(folder)).isDirectory()) {
    throw new UserError(`${folder}: is a file; expected a folder`);
  }
  return (name) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? fileSource(file) : undefined;
  };
}

/** Writes a file whole or not at all, making its folder where needed. @throws UserError when it cannot. */
export function writeAtomically(file: string, content: Uint8Array | string): void {
  const partial = `${file}.partial`;
  onFile(file, () => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    try {
      fs.writeFileSync(partial, content, { flush: true });
      fs.renameSync(partial, file);
    } catch (error) {
      fs.rmSync(partial, { force: true });
      throw error;
    }
  });
}

/**
 * Writes a folder of files whole or not at all. A folder that stands there is replaced, but only if all that is in
 * it is being replaced too; in the moment between the two renames it stands beside as `….replaced`.
 * @param files content by name; `value/config.json` goes into a folder below.
 * @throws UserError when it cannot be written or holds other files.
 */
export function writeFolderAtomically(folder: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  const target = path.resolve(folder);
  const partial = `${target}.partial`;
  const replaced = `${target}.replaced`;
  onFile(folder, () => {
    checkReplaceable(folder, files);
    fs.rmSync(partial, { recursive: true, force: true });
    fs.mkdirSync(partial, { recursive: true });
    try {
      for (const [name, content] of files) {
        fs.mkdirSync(path.dirname(path.join(partial, name)), { recursive: true });
        fs.writeFileSync(path.join(partial, name), content, { flush: true });
      }
    } catch (error) {
      fs.rmSync(partial, { recursive: true, force: true });
      throw error;
    }
    if (fs.existsSync(target)) {
      fs.rmSync(replaced, { recursive: true, force: true });
      fs.renameSync(target, replaced);
    }
    fs.renameSync(partial, target);
    fs.rmSync(replaced, { recursive: true, force: true });
  });
}

function checkReplaceable(folder: string, files: ReadonlyMap<string, unknown>): void {
  if (!fs.existsSync(folder)) return;
  if (!fs.statSync(folder).isDirectory()) throw new UserError(`${folder}: is a file; expected a folder`);
  const below = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const other = below
    .filter((name) => !fs.statSync(path.join(folder, name)).isDirectory())
    .find((name) => !files.has(name.replaceAll(path.sep, '/')));
  if (other !== undefined) {
    throw new UserError(`${folder}: holds ${other}, which would be lost; choose a new or an empty folder`);
  }
}
