/** What is written of a lab's result; the report among it holds every check and figure and contacts nothing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasResult, readLabResult, resultFolders, writeLabResult } from '../../src/node/lab-files';
import { plotlyNotice, plotlyScript } from '../../src/node/pictures/plotly-dom';
import type { LabResult } from '../../src/study/lab';
import { finish, toyBench } from '../helpers/toy-labs';
import { aCheck, hostile, toyLab } from '../study/toy';

describe('the folder of a lab', () => {
  const lab = toyLab();
  const parent = mkdtempSync(join(tmpdir(), 'posttrain-lab-'));
  const folder = join(parent, 'T1');
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  let result: LabResult;
  let document: Document;
  beforeAll(async () => {
    const run = await finish(lab.run(await toyBench(), 'lecture'));
    const [held] = run.result.checks;
    const effect = { effect: -0.25, interval: [-1, 0.125] as const };
    const checks = [
      held,
      { ...aCheck, ...effect, verdict: 'undecided' as const },
      { ...aCheck, verdict: 'contradicted' as const },
      { ...aCheck, verdict: 'no difference that matters' as const },
    ];
    result = { ...run.result, checks };
    await writeLabResult(folder, lab, result);
    document = new JSDOM(text('report.html')).window.document;
  });
  afterAll(() => {
    rmSync(parent, { recursive: true });
  });

  it('holds result, rows, courses, texts, figures and report, and the same bytes when written again', async () => {
    const files = readdirSync(folder).sort();
    const figures = ['arms', 'curves'].flatMap((name) => [`${name}.plotly.json`, `${name}.svg`]);
    expect(files).toEqual(
      [...figures, 'courses.csv', 'report.html', 'result.json', 'rows.csv', 'samples.md'].sort(),
    );
    const before = files.map(text);
    const read = readLabResult(folder);
    expect(read).toEqual(result);
    await writeLabResult(folder, lab, read);
    expect(files.map(text)).toEqual(before);
    expect([hasResult(folder), hasResult(parent), resultFolders(parent)]).toEqual([true, false, ['T1']]);
    expect(resultFolders(join(parent, 'none'))).toEqual([]);
  });

  it('courses are means over prompts, one line an evaluation', () => {
    const lines = text('courses.csv').trim().split('\n');
    expect(lines).toHaveLength(1 + 3 * 2 * 3);
    expect(lines[0]).toBe('seed,arm,iteration,kl,gold,proxy');
    expect(lines[1]).toMatch(/^1,free,0,0,0\.26\d*,0$/);
  });

  it('the report tabulates every check with its verdict, and counts them', () => {
    const [checks] = document.querySelectorAll('tbody');
    const rows = [...checks.querySelectorAll('tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent),
    );
    expect(rows.map(([what]) => what)).toEqual([
      `T1: ${hostile} (decides) falls`,
      ...Array<string>(3).fill('T1: it is so one'),
    ]);
    expect(rows.map(([, verdict]) => verdict)).toEqual([
      '✓ holds',
      '? undecided',
      '✗ contradicted',
      '= no difference that matters',
    ]);
    expect(rows[1].slice(2)).toEqual([
      '−0.25 [−1, 0.125] units over 3 seeds',
      'above 0.5; 0.1 is the least that matters',
    ]);
    expect(document.querySelector('h1')?.textContent).toBe('T1: Is it <so>?');
    const main = document.querySelector('main')?.textContent;
    expect(main).toContain('1 of 4 checks hold, 1 is contradicted');
    expect(main).toContain('lecture');
  });

  it('the report and samples.md show what the models wrote, as text', () => {
    expect(document.querySelector('summary')?.textContent).toBe('Name three fruits.');
    expect(document.querySelector('blockquote')?.textContent).toBe(`${hostile}gold 0.5`);
    expect(text('samples.md')).toContain(`## Name three fruits.\n\n**free** (gold 0.5)\n\n> ${hostile}\n`);
  });

  it('the report draws every figure, and shows its picture where scripts do not run', () => {
    const drawn: unknown = JSON.parse(document.getElementById('figures')?.textContent ?? '');
    const figures = lab.figures(result);
    expect(drawn).toMatchObject({ curves: { data: figures.curves.data }, arms: { data: figures.arms.data } });
    for (const id of ['curves', 'arms']) {
      const picture = document.getElementById(id)?.querySelector('img')?.src ?? '';
      expect(decodeURIComponent(picture)).toMatch(/^data:image\/svg\+xml,<svg/);
    }
    const scripts = [...document.querySelectorAll('script')].map(({ textContent }) => textContent);
    expect(scripts).toHaveLength(3);
    expect(scripts[1] === plotlyScript()).toBe(true);
    expect(scripts[1].startsWith(plotlyNotice())).toBe(true);
  });

  it('the report contacts nothing, and takes no text for markup', () => {
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
    expect(policy?.getAttribute('content')).toContain("default-src 'none'");
    for (const element of document.querySelectorAll('[src], [href], [srcset]'))
      for (const name of ['src', 'href', 'srcset'])
        expect(element.getAttribute(name) ?? 'data:').toMatch(/^data:/);
    expect(document.querySelectorAll('[onerror]')).toHaveLength(0);
  });
});

it('the report has the arms as a table, with what changed of the preset, and judges no quick run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'posttrain-lab-'));
  const lab = toyLab();
  const { result } = await finish(lab.run(await toyBench(), 'quick', { size: 7 }));
  const rows = result.rows.map((row) => (row.at === 2 ? { ...row, at: null } : row));
  await writeLabResult(folder, lab, { ...result, rows });
  const { document } = new JSDOM(readFileSync(join(folder, 'report.html'), 'utf8')).window;
  // No checks stand above it.
  const [arms] = document.querySelectorAll('table');
  expect([...arms.querySelectorAll('td')].map((cell) => cell.textContent)).toEqual([
    'free',
    expect.stringMatching(/^0\.27 \[0\.25, 0\.29\]$/),
    'control',
    expect.stringMatching(/^1\.27 \[1\.25, 1\.29\]$/),
  ]);
  const main = document.querySelector('main')?.textContent;
  for (const said of ['At no place.', 'judges nothing', 'size', '7']) expect(main).toContain(said);
  for (const verdict of ['holds', 'undecided']) expect(main).not.toContain(verdict);
  rmSync(folder, { recursive: true });
});
