/**
 * Starts Jupyter on the notebooks, with the project's own kernel: JUPYTER_PATH names the folder that holds it, so
 * nothing is installed anywhere.
 */
import { spawn, spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { UserError } from '../../errors';

/** Programs that can show notebooks, the best first. */
const programs = [
  ['jupyter', 'lab'],
  ['jupyter', 'notebook'],
] as const;

const help = [
  'with pip:           pip install jupyterlab',
  'on Debian, Ubuntu:  apt install jupyter-notebook',
  'with Homebrew:      brew install jupyterlab',
].join('\n  ');

/** The environment in which Jupyter finds the kernel. @param notebooks the folder of the notebooks. */
export function jupyterEnvironment(notebooks: string): NodeJS.ProcessEnv {
  const others = process.env.JUPYTER_PATH;
  return { ...process.env, JUPYTER_PATH: others ? `${notebooks}${delimiter}${others}` : notebooks };
}

/** Opens the folder in Jupyter and waits until it ends. @throws UserError when there is no Jupyter. */
export async function openJupyter(notebooks: string): Promise<number> {
  const env = jupyterEnvironment(notebooks);
  const found = programs.find(
    ([program, verb]) => spawnSync(program, [verb, '--version'], { env, stdio: 'ignore' }).status === 0,
  );
  if (!found) {
    throw new UserError(
      `Jupyter was not found on the PATH; get it, then run this again:\n  ${help}\n` +
        'Without it, `npm run notebooks:run` executes the notebooks, and any Jupyter front end shows them.',
    );
  }
  const [program, verb] = found;
  const jupyter = spawn(program, [verb, notebooks], { env, stdio: 'inherit' });
  return new Promise((resolve) => jupyter.once('exit', (status) => resolve(status ?? 1)));
}
