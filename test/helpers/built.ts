/** What is built: dist, which must be as new as the source, and scripts to try it in a browser. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

export const root = join(__dirname, '../..');

/** Throws when dist is older than src: a test of it would prove nothing. */
export function checkBuilt(): void {
  const newest = (folder: string) =>
    Math.max(
      ...readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.m?[jt]s$/.test(name))
        .map((name) => statSync(join(root, folder, name)).mtimeMs),
    );
  if (!existsSync(join(root, 'dist')) || newest('dist') < newest('src'))
    throw new Error('dist is older than src: run `npm run build`');
}

/** Takes imports of src/… from dist/esm/…, so that what is tested is what ships. */
const fromDist: Plugin = {
  name: 'from-dist',
  setup({ onResolve }) {
    onResolve({ filter: /^(\.\.\/)+src\// }, ({ path }) => ({
      path: join(root, `${path.replace(/^(\.\.\/)+src/, 'dist/esm')}.mjs`),
    }));
  },
};

/** A script, and the bytes that each file has in it, by its path below the root. */
export interface Bundle {
  readonly text: string;
  readonly inputs: ReadonlyMap<string, number>;
}

/**
 * A minified script for a browser, without stand-ins for Node's modules: a use of one is an error.
 * @param entry a file, or a script's text; paths are below the root, and `posttrain` is this package.
 */
export async function bundle(entry: { contents: string } | { file: string }): Promise<Bundle> {
  const result = await build({
    ...('file' in entry
      ? { entryPoints: [join(root, entry.file)] }
      : { stdin: { contents: entry.contents, resolveDir: root } }),
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'iife',
    logLevel: 'silent',
    plugins: [fromDist],
  });
  const [{ inputs }] = Object.values(result.metafile.outputs);
  return {
    text: result.outputFiles[0].text,
    inputs: new Map(Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput])),
  };
}
