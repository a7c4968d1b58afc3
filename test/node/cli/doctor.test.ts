/** `posttrain doctor` on this machine, whatever it has. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { run, succeed } from './toy';

const finding = z.union([
  z.strictObject({ name: z.string(), state: z.literal('ok'), found: z.string().min(1) }),
  // What is missing says what it would add and how to get it.
  z.strictObject({
    name: z.string(),
    state: z.literal('missing'),
    found: z.string().min(1),
    adds: z.string().min(1),
    get: z.string().min(1),
  }),
]);
const schema = z.strictObject({ version: z.string(), ready: z.literal(true), findings: z.array(finding) });

test('as JSON and as text: the same findings', async () => {
  const { findings } = schema.parse(JSON.parse(await succeed('doctor', '--json')));
  expect(findings.map(({ name }) => name)).toEqual([
    'Node',
    'base model',
    'memory',
    'kernels',
    'threads',
    'same bytes',
    'Jupyter',
    'tslab',
    'browser',
    'tfjs-native',
  ]);
  const text = await succeed('doctor');
  for (const { name, found } of findings.filter(({ name }) => name !== 'memory'))
    expect(text.split('\n').filter((line) => line.includes(name) && line.endsWith(found))).toHaveLength(1);
  expect(text).toContain('The main job can run');
});

test('its help tells the exit status', async () => {
  const { stdout } = await run('doctor', '--help');
  expect(stdout.replace(/\s+/g, ' ')).toContain('Ends with status 0 when the main job can run');
});
