/**
 * The built program gives the same bytes on every supported line of Node, with both builds of the kernels.
 * `node scripts/other-nodes.mjs` installs the versions; a line that is not there is skipped.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkBuilt, root } from '../helpers/built';
import { builds } from '../helpers/engines';

beforeAll(checkBuilt);

const lines = ['20', '22', '24'];
const lineOf = (version: string) => version.split('.')[0];

/** The executable of a line: this process's own, or an installed one. */
function nodeOf(line: string): string | undefined {
  if (lineOf(process.versions.node) === line) return process.execPath;
  const nodes = join(root, 'build/nodes');
  const versions = existsSync(nodes) ? readdirSync(nodes) : [];
  return versions
    .filter((version) => lineOf(version) === line)
    .map((version) => join(nodes, version, 'node_modules/node/bin/node'))
    .find((path) => existsSync(path));
}

/** What `posttrain doctor` says there. */
function doctor(node: string, flags: string[], environment: Record<string, string>) {
  const env = { ...process.env, ...environment };
  const args = [...flags, join(root, 'dist/node/cli/main.js'), 'doctor', '--json'];
  const report = JSON.parse(
    execFileSync(node, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  const found = (name: string): string =>
    report.findings.find((finding: { name: string }) => finding.name === name).found;
  return { node: found('Node'), kernels: found('kernels'), fingerprint: found('same bytes') };
}

describe.each(lines)('Node %s', (line) => {
  const node = nodeOf(line);
  const reason = `Node ${line} is not there; \`node scripts/other-nodes.mjs\` installs it`;
  if (!node) console.log(`skipped: ${reason}`);
  it.for(builds)('with %s kernels', (build, { skip }) => {
    if (!node) return skip(reason);
    const here = doctor(process.execPath, [], { POSTTRAIN_KERNELS: 'wasm', POSTTRAIN_THREADS: '1' });
    const there = doctor(node, [], { POSTTRAIN_KERNELS: build, POSTTRAIN_THREADS: '2' });
    expect(lineOf(there.node)).toBe(line);
    expect(there.kernels).toMatch(build === 'wasm' ? /^WebAssembly/ : /^native/);
    expect(there.fingerprint).toBe(here.fingerprint);
  });
});

describe('Node without SharedArrayBuffer', () => {
  it('gives the same bytes in one thread of WebAssembly', () => {
    const here = doctor(process.execPath, [], {});
    const there = doctor(process.execPath, ['--enable-sharedarraybuffer-per-context'], {});
    expect(there.kernels).toContain('SharedArrayBuffer');
    expect(there.fingerprint).toBe(here.fingerprint);
  });
});
