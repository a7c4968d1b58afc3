/** `npm run notebooks`: Jupyter is told where the project's kernel is; where there is no Jupyter, how to get it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBuilt, root } from '../../helpers/built';

let folder: string;
beforeEach(() => {
  checkBuilt();
  folder = mkdtempSync(join(tmpdir(), 'posttrain-open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The command with nothing but this folder on the PATH. */
function open(variables: NodeJS.ProcessEnv = {}) {
  const env = { PATH: folder, ...variables };
  return spawnSync(process.execPath, [join(root, 'dist/node/notebooks/main.js'), 'open'], { env, encoding: 'utf8' });
}

/** A program named jupyter in that folder. */
function install(script: string): void {
  writeFileSync(join(folder, 'jupyter'), `#!${process.execPath}\n${script}`, { mode: 0o755 });
}

describe('npm run notebooks', () => {
  it('says how to get Jupyter where there is none, and exits with status 2', () => {
    const { status, stderr } = open();
    expect(status).toBe(2);
    for (const way of ['pip install jupyterlab', 'apt install jupyter-notebook', 'brew install jupyterlab'])
      expect(stderr).toContain(way);
  });

  it.skipIf(process.platform === 'win32')(
    'opens the folder, adds the kernel’s place to the user’s own, and ends as Jupyter ends',
    () => {
      install(`if (process.argv[3] === '--version') process.exit(0);
console.log(JSON.stringify([process.argv.slice(2), process.env.JUPYTER_PATH]));
process.exit(3);`);
      const notebooks = join(root, 'notebooks');
      const { status, stdout } = open({ JUPYTER_PATH: '/own' });
      expect(JSON.parse(stdout)).toEqual([['lab', notebooks], [notebooks, '/own'].join(delimiter)]);
      expect(status).toBe(3);
    },
  );

  it.skipIf(process.platform === 'win32')('takes the classic notebook where there is no lab', () => {
    install(`if (process.argv[2] === 'lab') process.exit(1);
if (process.argv[3] !== '--version') console.log(process.argv[2]);`);
    expect(open()).toMatchObject({ status: 0, stdout: 'notebook\n' });
  });
});
