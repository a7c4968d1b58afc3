/**
 * The built engine (dist) in a worker of headless Chromium gives the bytes that this process gives from the
 * source, with memory shared between threads and without; and all that must run in a browser asks for nothing of
 * Node's. Skipped where there is no Chromium; `POSTTRAIN_BROWSER` names one that is not on the path.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/node/browsers';
import { wasmBuild } from '../../src/node/kernels.js';
import { bundle, checkBuilt, root } from '../helpers/built';
import { testEngine } from '../helpers/engines';
import { engineHashes, hashesOf, type Hashes } from '../helpers/fingerprints';

let expected: Hashes;
beforeAll(async () => {
  checkBuilt();
  expected = engineHashes(await testEngine('wasm', 1));
});

/** What must run in a browser: every layer but two. */
const portable = readdirSync(join(root, 'dist/esm'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['tools', 'node'].includes(entry.name))
  .map(({ name }) => name);
/** Every built module of these folders. */
function portableModules(): string[] {
  return portable.flatMap((folder) =>
    readdirSync(join(root, 'dist/esm', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => `./dist/esm/${folder}/${name}`),
  );
}

describe('the bundle for the browser', () => {
  it('is refused when it asks for a module of Node’s', async () => {
    await expect(bundle({ contents: 'require("./dist/node/files.js")' })).rejects.toThrow(/node:fs/);
  });
});

describe.skipIf(unavailable())('in Chromium', () => {
  let server: Server;
  let context: BrowserContext;
  const profile = mkdtempSync(join(tmpdir(), 'posttrain-browser-'));

  beforeAll(async () => {
    const files = new Map<string, [type: string, body: string | Buffer]>([
      ['/', ['text/html', '<!doctype html><title>engine</title>']],
      [
        '/worker.js',
        ['text/javascript', (await bundle({ file: 'test/portability/browser-worker.ts' })).text],
      ],
      ['/thread.js', ['text/javascript', readFileSync(join(root, 'dist/web/thread.js'))]],
      ['/everything.js', ['text/javascript', (await bundle({ contents: everything() })).text]],
      ['/kernels.wasm', ['application/wasm', readFileSync(wasmBuild)]],
    ]);
    server = createServer(({ url = '' }, response) => {
      const [, mode, path] = /^\/(isolated|plain)(\/.*)$/.exec(url) ?? [];
      const file = files.get(path);
      if (!file) return void response.writeHead(404).end();
      response.setHeader('Content-Type', file[0]);
      if (mode === 'isolated')
        response
          .setHeader('Cross-Origin-Opener-Policy', 'same-origin')
          .setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      response.end(file[1]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    context = await chromium.launchPersistentContext(profile, {
      executablePath: findBrowser(),
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, 120_000);
  afterAll(async () => {
    await context?.close();
    server?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  /** The script in a worker of a fresh page; what it answers to `message`. */
  async function ask(mode: 'isolated' | 'plain', script: string, message: number): Promise<Answer> {
    const page = await context.newPage();
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/${mode}/`);
    const answer = await page.evaluate(
      ([script, message]) =>
        new Promise<Answer>((resolve) => {
          const worker = new Worker(script);
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve({ error: message });
          worker.postMessage(message);
        }),
      [script, message] as const,
    );
    await page.close();
    return answer;
  }

  it.each([
    ['isolated', 2, true],
    ['isolated', 1, true],
    ['plain', 1, false],
  ] as const)(
    'gives Node’s bytes: page %s, %i thread(s), shared memory %s',
    async (mode, threads, shared) => {
      const answer = await ask(mode, 'worker.js', threads);
      expect(answer.error).toBeUndefined();
      expect(answer.shared).toBe(shared);
      const parts = answer.parts?.map(([name, bytes]) => [name, Uint8Array.from(bytes)] as const) ?? [];
      expect(hashesOf(Object.fromEntries(parts))).toEqual(expected);
    },
  );

  it('loads every module but Node’s', async () => {
    const answer = await ask('plain', 'everything.js', 0);
    expect(answer).toEqual({ modules: portableModules().length });
  });
});

/** What a worker answers. */
interface Answer {
  error?: string;
  shared?: boolean;
  parts?: [name: string, bytes: number[]][];
  modules?: number;
}

/** A worker script that loads every portable module and tells their number. */
function everything(): string {
  const paths = portableModules();
  const imports = paths.map((path, i) => `import * as module${i} from ${JSON.stringify(path)};`);
  const modules = paths.map((_, i) => `module${i}`);
  return `${imports.join('\n')}
addEventListener('message', () => postMessage({ modules: [${modules.join(',')}].length }));`;
}

function unavailable(): boolean {
  if (findBrowser()) return false;
  console.log('skipped: the core in a browser: no Chromium found (set POSTTRAIN_BROWSER, or install one)');
  return true;
}
