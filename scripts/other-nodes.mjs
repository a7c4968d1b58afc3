/**
 * Installs the Node versions that the tests compare bytes with (npm's package `node` carries them) under
 * build/nodes, about 100 MB each. The running version is not fetched again.
 *
 *   node scripts/other-nodes.mjs
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = ['20.20.2', '22.23.3', '24.21.0'];
const folder = join(dirname(fileURLToPath(import.meta.url)), '../build/nodes');

for (const version of versions) {
  const place = join(folder, version);
  if (version === process.versions.node || existsSync(join(place, 'node_modules/node/bin/node'))) continue;
  const args = ['install', '--prefix', place, '--no-save', '--loglevel=error', `node@${version}`];
  const { status } = spawnSync('npm', args, { stdio: 'inherit' });
  if (status !== 0) console.log(`other-nodes: node@${version} could not be installed; tests skip it`);
}
