/** `posttrain doctor`: what this machine has, what each missing thing would add, and how to get it. */
import { examine, ready, type Finding } from '../doctor';
import { version } from '../package';
import { UserError } from '../../errors';
import { declareCommand } from './command';
import { jsonOption } from './options';

export const doctorCommand = () =>
  declareCommand('doctor', {
    says:
      'Look at this machine: Node, memory, kernels, threads, Jupyter, browser, optional packages. Ends with status 0 when ' +
      'the main job can run, though things that it can do without are missing, and with 2 when it cannot.',
    options: jsonOption('one JSON object on stdout: version, ready, findings'),
    examples: ['doctor', 'doctor --json'],
    run: doctor,
  });

async function doctor({ json }: { json: boolean }): Promise<void> {
  const findings = await examine();
  const report = { version, ready: ready(findings), findings };
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(findings));
  const failed = findings.filter(({ state }) => state === 'failed');
  if (failed.length > 0)
    throw new UserError(
      `the main job cannot run: ${failed.map(({ name, found, get }) => `${name}: ${found} (${get})`).join('; ')}`,
    );
}

function textOf(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ name, state, found, adds, get }) => [
    `${state.padEnd(7)}  ${name.padEnd(11)}  ${found}`,
    ...(adds ? [`${' '.repeat(22)}would add: ${adds}`] : []),
    ...(get ? [`${' '.repeat(22)}how: ${get}`] : []),
  ]);
  const end = ready(findings) ? 'The main job can run: npm start, or posttrain lecture.' : '';
  return `posttrain ${version}\n${[...lines, end].join('\n')}\n`;
}
