/** What is written of a lab's result; the report among it holds every check and figure and contacts nothing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readLabResult, writeLabResult } from '../../src/node/lab-files';
import { plotlyNotice, plotlyScript } from '../../src/node/pictures/plotly-dom';
import { checkOf, defineLab, type LabResult } from '../../src/study/lab';
import { linesFigure } from '../../src/plots/lines';

const hostile = '</script><img src=x onerror=alert(1)> & "more"';
const check = { claim: 'T1', bound: 0.5, unit: 'units', over: '3 seeds' };
const checks = [
  checkOf({ ...check, statement: hostile, effect: { value: 1.23456, low: 0.75, high: 2 } }),
  checkOf({ ...check, statement: 'it falls', effect: { value: -0.25, low: -1, high: 0.125 } }),
  checkOf({ ...check, statement: 'one run shows it', effect: { value: 2, low: null, high: null } }),
];
const figure = (name: string) =>
  linesFigure({ title: name, xTitle: 'x', yTitle: 'y', lines: { [name]: { x: [0, 1], y: [0, 1] } } });
const lab = defineLab({
  id: 'T1',
  title: `Is it <so>?`,
  presets: { quick: {}, lecture: {}, full: {} },
  data: z.null(),
  async *run() {
    return Promise.resolve(null);
  },
  checks: () => checks,
  figures: () => ({ rise: figure(hostile), fall: figure('fall') }),
  pages: () => ({ 'samples.md': '# Samples\n' }),
});
const result: LabResult = {
  lab: lab.id,
  title: lab.title,
  preset: 'quick',
  settings: {},
  checks,
  ledger: [],
  data: null,
};

describe('the folder of a lab', () => {
  const folder = mkdtempSync(join(tmpdir(), 'posttrain-lab-'));
  const read = () => readFileSync(join(folder, 'report.html'), 'utf8');
  let document: Document;
  beforeAll(async () => {
    await writeLabResult(folder, lab, result);
    document = new JSDOM(read()).window.document;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('holds result, figures, pages and the report, and the same bytes when written again', async () => {
    const figures = ['fall', 'rise'].flatMap((name) => [`${name}.plotly.json`, `${name}.svg`]);
    expect(readdirSync(folder).sort()).toEqual([
      ...figures.slice(0, 2),
      'report.html',
      'result.json',
      ...figures.slice(2),
      'samples.md',
    ]);
    const texts = () => [read(), readFileSync(join(folder, 'result.json'), 'utf8')];
    const before = texts();
    await writeLabResult(folder, lab, readLabResult(folder));
    expect(texts()).toEqual(before);
  });

  it('the report tabulates every check, and counts those that hold', () => {
    const rows = [...document.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent),
    );
    expect(rows).toEqual([
      [hostile, '✓ holds', '1.23', '[0.75,\u00a02]', '0.5', 'units', '3 seeds'],
      ['it falls', '✗ contradicted', '−0.25', '[−1,\u00a00.125]', '0.5', 'units', '3 seeds'],
      ['one run shows it', '– no interval', '2', 'none', '0.5', 'units', '3 seeds'],
    ]);
    expect(document.querySelector('h1')?.textContent).toBe('T1: Is it <so>?');
    const text = document.querySelector('main')?.textContent;
    expect(text).toContain('1 of 3 checks hold.');
    expect(text).toContain('preset quick');
  });

  it('the report draws every figure, and shows its picture where scripts do not run', () => {
    const drawn: unknown = JSON.parse(document.getElementById('figures')?.textContent ?? '');
    expect(drawn).toMatchObject({
      rise: { data: figure(hostile).data },
      fall: { data: figure('fall').data },
    });
    for (const id of ['rise', 'fall']) {
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
