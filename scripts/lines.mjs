/**
 * Lines of src by folder, against their budget, and what the last change adds or takes away. A change that passes the budget
 * takes something out, or says in the log why the budget rises.
 *
 *   node scripts/lines.mjs
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** All of src: TypeScript, JavaScript, C. The goal of the frame is 32,000; what stands between is in LOG.md. */
const budget = 44_500;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
const isCode = (file) => /\.(ts|js|c|h)$/.test(file);
const folderOf = (file) => file.split('/').slice(0, 2).join('/');

const lines = new Map();
for (const file of git('ls-files', 'src').split('\n').filter(isCode)) {
  const count = readFileSync(join(root, file), 'utf8').split('\n').length - 1;
  lines.set(folderOf(file), (lines.get(folderOf(file)) ?? 0) + count);
}

const growth = new Map();
try {
  for (const row of git('diff', '--numstat', '--no-renames', 'HEAD~1', 'HEAD', '--', 'src').split('\n')) {
    const [added, removed, file] = row.split('\t');
    if (file && isCode(file))
      growth.set(folderOf(file), (growth.get(folderOf(file)) ?? 0) + Number(added) - Number(removed));
  }
} catch {
  console.log('no commit before this one here: growth is not told');
}

const total = [...lines.values()].reduce((a, b) => a + b, 0);
const signed = (change) => (change > 0 ? `+${change}` : String(change));
for (const [folder, count] of lines)
  console.log(
    `${folder.padEnd(18)}${String(count).padStart(7)}${growth.has(folder) ? signed(growth.get(folder)).padStart(8) : ''}`,
  );
const change = [...growth.values()].reduce((a, b) => a + b, 0);
console.log(
  `${'all of src'.padEnd(18)}${String(total).padStart(7)}${signed(change).padStart(8)}   budget ${budget}`,
);
if (total > budget) {
  console.error(
    `${total} lines in src; expected at most ${budget}: take something out, or raise the budget and say why in LOG.md`,
  );
  process.exitCode = 1;
}
