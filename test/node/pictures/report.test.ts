import { createHash } from 'node:crypto';
import { JSDOM, VirtualConsole } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { plotlyScript } from '../../../src/node/pictures/plotly-dom';
import { renderReport } from '../../../src/node/pictures/report';
import { report } from '../../plots/synthetic';

const input = { ...report(), figures: report().figures.slice(0, 2) };
const rendered = renderReport(input);

describe('rendered report', () => {
  it('gives the same bytes again', async () => {
    const hash = (html: string) => createHash('sha256').update(html).digest('hex');
    expect(hash(await renderReport(input))).toBe(hash(await rendered));
  });

  it("keeps Plotly's script whole inside the page", async () => {
    const { document } = new JSDOM(await rendered).window;
    expect([...document.querySelectorAll('script')].map((script) => script.textContent)[1]).toBe(
      plotlyScript(),
    );
  });

  it('replaces the pictures where scripts run, without errors', async () => {
    const errors: unknown[] = [];
    const virtualConsole = new VirtualConsole();
    virtualConsole.on('jsdomError', (error) => errors.push(error.message));
    // Stands in for Plotly: jsdom has no layout. What matters here is the page's own script.
    const fake = `window.Plotly = { react(plot, data, layout) {
      plot.dataset.traces = data.length; plot.dataset.height = layout.height; return Promise.resolve(); } }`;
    const html = (await rendered).replace(plotlyScript(), () => fake);
    const { document } = new JSDOM(html, {
      runScripts: 'dangerously',
      virtualConsole,
      beforeParse(window) {
        Object.assign(window, { matchMedia: () => ({ matches: true, addEventListener: () => undefined }) });
      },
    }).window;
    expect(errors).toEqual([]);
    const plot = document.getElementById('over-optimization');
    expect(plot?.querySelector('img')).toBeNull();
    expect(plot?.dataset.traces).toBe(String(input.figures[0].narrow.data.length));
    expect(Number(plot?.dataset.height)).toBeGreaterThan(1400);
  });
});
