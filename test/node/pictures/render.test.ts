import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { JSDOM } from 'jsdom';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { renderPng, renderSvg } from '../../../src/node/pictures/render';
import { compileView } from '../../../src/study/view';
import { barView, curveView, toyTable } from '../../study/toy';

const source = resolve(__dirname, '../../../src');

const bars = compileView(barView, toyTable, () => undefined);
const curves = compileView(curveView, toyTable, () => 'holds');

/** The parts of the library that render, as JavaScript that a second process can load. */
function compileRenderer(folder: string): string {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) =>
    /^(random|extremes|(node\/pictures|plots|eval)\/[^/]+)\.ts$/.test(name),
  )) {
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    writeFileSync(
      target,
      ts.transpileModule(readFileSync(join(source, file), 'utf8'), { compilerOptions }).outputText,
    );
  }
  return join(folder, 'node/pictures/render.js');
}

describe('rendering', () => {
  it('gives the same bytes again, after other figures, at the same time, and in another process', async () => {
    const figure = curves;
    const first = await renderSvg(figure);
    await renderSvg(bars);
    expect(await renderSvg(figure)).toBe(first);
    const [, together] = await Promise.all([renderSvg(bars), renderSvg(figure)]);
    expect(together).toBe(first);

    const build = resolve(source, '../build');
    mkdirSync(build, { recursive: true });
    const folder = mkdtempSync(join(build, 'render-'));
    try {
      writeFileSync(join(folder, 'figure.json'), JSON.stringify(figure));
      const script = `require(${JSON.stringify(compileRenderer(folder))})
        .renderSvg(require(${JSON.stringify(join(folder, 'figure.json'))}))
        .then((svg) => process.stdout.write(svg));`;
      expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe(first);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('draws every mark and label that the figure asks for', async () => {
    const svg = await renderSvg(bars);
    const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
    expect(document.querySelectorAll('.barlayer .point')).toHaveLength(2);
    expect(document.querySelectorAll('.errorbar')).toHaveLength(2);
    const texts = [...document.querySelectorAll('text')].map((text) => text.textContent);
    for (const text of ['Gold by arm', 'free', 'control']) expect(texts).toContain(text);
    expect(document.documentElement.getAttribute('width')).toBe('390');
  });

  it('has no text below 14 px, for a projector', async () => {
    const svg = await renderSvg(curves);
    const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
    const sizes = [...document.querySelectorAll('text')]
      .filter((text) => text.textContent !== '')
      .map((text) => Number(/font-size: ([\d.]+)px/.exec(text.getAttribute('style') ?? '')?.[1]));
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
  });

  it('rasterises at the asked scale, text included', async () => {
    const svg = await renderSvg(bars);
    const png = Buffer.from(await renderPng(svg, 2));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(780);
    expect(png.equals(await renderPng(svg, 2))).toBe(true);
    expect(png.equals(await renderPng(svg.replace(/<text.*?<\/text>/gs, ''), 2))).toBe(false);
  });

  it('reports a figure that Plotly cannot draw, and then goes on', async () => {
    const broken = { data: [], layout: { width: 0, height: -5 } };
    await expect(renderSvg(broken)).rejects.toThrow();
    expect(await renderSvg(bars)).toContain('<svg');
  });
});
