/**
 * What this machine has of all that the project can use: for each thing what was found, and where it is missing
 * what it would add and how to get it. Nothing is installed or changed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createEngine, type EngineHost } from '../engine/engine';
import { engineBackend } from '../model/engine-backend';
import { fingerprint } from '../model/fingerprint';
import { useNativeTensorFlow } from './backends';
import { findBrowser, findCommand } from './browsers';
import {
  chooseKernels,
  defaultThreads,
  nativeRecord,
  nodeHost,
  sharesMemory,
  whyNotNative,
} from './engine-host';
import { sha256 } from './hash';
import { shippedBase } from './models';
import { packageRoot } from './package';

/** One line of the report. */
export interface Finding {
  name: string;
  /** `missing` costs what `adds` tells; `failed` means that the main job cannot run. */
  state: 'ok' | 'missing' | 'failed';
  /** What is there, or why it is not. */
  found: string;
  /** What it would add. */
  adds?: string;
  /** How to get it. */
  get?: string;
}

/** Bytes that the main job takes at its peak (README), with some air. */
const mainJobBytes = 1.5 * 2 ** 30;
const withSharedMemory = 'start Node without flags that switch SharedArrayBuffer off';
const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Looks at everything, in the order of importance. Takes about two seconds. */
export async function examine(): Promise<Finding[]> {
  return [
    nodeVersion(),
    shippedModel(),
    memory(),
    kernels(),
    threads(),
    await bytes(),
    ...notebooks(),
    browser(),
    await nativeTensorFlow(),
  ];
}

/** Whether the main job can run. */
export function ready(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'failed');
}

function nodeVersion(): Finding {
  const { engines } = z
    .object({ engines: z.object({ node: z.string().regex(/^>=\d+\.\d+$/) }) })
    .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')));
  const [major, minor] = engines.node.slice(2).split('.').map(Number);
  const [ours, oursMinor] = process.versions.node.split('.').map(Number);
  const found = `${process.versions.node} on ${process.platform} ${process.arch}`;
  if (ours > major || (ours === major && oursMinor >= minor)) return { name: 'Node', state: 'ok', found };
  return { name: 'Node', state: 'failed', found: `${found}; needs ${engines.node}`, get: 'nodejs.org' };
}

function shippedModel(): Finding {
  const name = 'base model';
  if (existsSync(join(shippedBase, 'model.safetensors')))
    return { name, state: 'ok', found: 'ships in datasets/base' };
  return {
    name,
    state: 'failed',
    found: 'datasets/base is missing',
    get: 'restore the folder, or `posttrain pretrain --out datasets/base`',
  };
}

function memory(): Finding {
  const free = process.availableMemory();
  const found = `${gibibytes(free)} free of ${gibibytes(totalmem())}`;
  if (free >= mainJobBytes) return { name: 'memory', state: 'ok', found };
  const needed = `the main job takes up to ${gibibytes(mainJobBytes)}`;
  return { name: 'memory', state: 'failed', found: `${found}; ${needed}`, get: 'close other programs' };
}

/** Which kernels run; POSTTRAIN_KERNELS may keep the native ones out. */
function kernels(): Finding {
  const name = 'kernels';
  if (chooseKernels() === 'native') return { name, state: 'ok', found: `native${nativeDetails()}` };
  const why = whyNotNative();
  if (why === undefined) return { name, state: 'ok', found: 'WebAssembly, as POSTTRAIN_KERNELS asks' };
  return {
    name,
    state: 'missing',
    found: `WebAssembly (SIMD of 128 bits): ${why}`,
    adds: 'native kernels: the same results about twice as fast',
    get: sharesMemory
      ? 'a C compiler (cc, gcc or clang), then `node scripts/build-kernels.mjs native`'
      : withSharedMemory,
  };
}

/** Vector width and compiler, from the record of the build. */
function nativeDetails(): string {
  const { vectors, compiler } = nativeRecord() ?? {};
  return vectors && compiler ? `, SIMD ${vectors} (${compiler})` : '';
}

function threads(): Finding {
  const name = 'threads';
  if (sharesMemory)
    return { name, state: 'ok', found: `${defaultThreads()} on ${availableParallelism()} cores` };
  return {
    name,
    state: 'missing',
    found: `1 on ${availableParallelism()} cores: this process has no SharedArrayBuffer`,
    adds: 'all cores: the same results sooner',
    get: withSharedMemory,
  };
}

/**
 * Trains and generates a little with the kernels in use, and with the portable ones: both must give the same
 * bytes, and they are the same on every machine with this version.
 */
async function bytes(): Promise<Finding> {
  const name = 'same bytes';
  const run = async (kind: EngineHost['kernels'], count: number) =>
    sha256(
      Buffer.concat(Object.values(fingerprint(engineBackend(await createEngine(nodeHost(kind), count))))),
    );
  const chosen = chooseKernels();
  const print = await run(chosen, sharesMemory ? defaultThreads() : 1);
  const found = `fingerprint ${print.slice(0, 16)}`;
  if (print === (await run('wasm', 1)))
    return { name, state: 'ok', found: `${found}; compare it with another machine’s` };
  return {
    name,
    state: 'failed',
    found: `${found}, but another one from one thread of WebAssembly`,
    get: 'POSTTRAIN_KERNELS=wasm, and tell us which compiler built the native kernels',
  };
}

function notebooks(): Finding[] {
  let kernel: Finding;
  try {
    const file = createRequire(__filename).resolve('tslab/package.json');
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8')));
    kernel = { name: 'tslab', state: 'ok', found: `${version}, the notebooks’ TypeScript kernel` };
  } catch {
    kernel = {
      name: 'tslab',
      state: 'missing',
      found: 'the package is not installed',
      adds: 'the notebooks’ TypeScript kernel',
      get: '`npm ci` in a checkout of the project, or `npm install tslab`',
    };
  }
  const version = findCommand('jupyter') ? firstLine('jupyter', ['notebook', '--version']) : undefined;
  const lab = findCommand('jupyter') ? firstLine('jupyter', ['lab', '--version']) : undefined;
  const found = [version && `notebook ${version}`, lab && `lab ${lab}`].filter(Boolean).join(', ');
  if (found) return [{ name: 'Jupyter', state: 'ok', found }, kernel];
  return [
    {
      name: 'Jupyter',
      state: 'missing',
      found: 'no `jupyter notebook` or `jupyter lab` on the path',
      adds: 'the notebooks live in a browser; they can be read and run without',
      get: '`pip install notebook`',
    },
    kernel,
  ];
}

/** First line that a command prints; undefined when it fails or takes longer than ten seconds. */
function firstLine(command: string, args: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

function browser(): Finding {
  const found = findBrowser();
  if (found) return { name: 'browser', state: 'ok', found };
  return {
    name: 'browser',
    state: 'missing',
    found: 'no Chromium, Chrome or Edge found',
    adds: 'the test of the core in a browser; reports open in any browser',
    get: 'install one, or name it in POSTTRAIN_BROWSER',
  };
}

async function nativeTensorFlow(): Promise<Finding> {
  const why = await useNativeTensorFlow();
  if (why === undefined) return { name: 'tfjs-native', state: 'ok', found: 'TensorFlow’s native library' };
  return {
    name: 'tfjs-native',
    state: 'missing',
    found: why.replace(/ imported from .*/, ''),
    adds: 'speed of the reference implementation (--backend tfjs); the engine does not use it',
    get: '`npm install tfjs-native@npm:@tensorflow/tfjs-node@4.22.0`, where its binary can be downloaded',
  };
}
