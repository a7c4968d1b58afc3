import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { escapeHtml, scriptJson, svgDataUri } from '../../src/plots/html';
import type { PageAssets } from '../../src/plots/page';
import { reportHtml, type ReportInput } from '../../src/plots/report';
import { report } from './synthetic';

const picture = { wide: '<svg id="wide"/>', narrow: '<svg id="narrow"/>' };

function assets(input: ReportInput): PageAssets {
  return {
    plotlyScript: '/* plotly */',
    pictures: Object.fromEntries(input.figures.map(({ id }) => [id, picture])),
  };
}

function page(input: ReportInput): Document {
  return new JSDOM(reportHtml(input, assets(input))).window.document;
}

describe('escaping', () => {
  it('keeps any text from becoming markup, and the text itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '/', 'script', 'a', '!--') }),
        (text) => {
          const html = `<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`;
          const { body } = new JSDOM(html).window.document;
          expect(body.children).toHaveLength(1);
          expect(body.textContent).toBe(text);
          expect(body.children[0].getAttribute('title')).toBe(text);
          expect(scriptJson(text)).not.toContain('<');
          expect(JSON.parse(scriptJson(text))).toBe(text);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('makes addresses that fit between quotes', () => {
    const uri = svgDataUri('<svg a="b">√#</svg>');
    expect(uri).not.toMatch(/["<>#\s]/);
    expect(decodeURIComponent(uri.slice(uri.indexOf(',') + 1))).toBe('<svg a="b">√#</svg>');
  });
});

describe('report', () => {
  const input = report();
  const document = page(input);

  it('is self-contained and forbids itself the network', () => {
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content');
    expect(policy).toContain("default-src 'none'");
    for (const element of document.querySelectorAll('[src], [href], [srcset]')) {
      for (const name of ['src', 'href', 'srcset']) {
        expect(element.getAttribute(name) ?? 'data:').toMatch(/^data:/);
      }
    }
  });

  it('tabulates the stages with their intervals', () => {
    const rows = [...document.querySelectorAll('.stages tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent),
    );
    expect(rows).toHaveLength(4);
    expect(rows[0].slice(0, 3)).toEqual(['base', '0.07 [0.05, 0.09]', '–']);
    expect(rows[1][2]).toBe('0.00 [−0.10, 0.10]');
    expect(rows[3][3]).toBe('36.4 [35.3, 37.5]');
  });

  it('says which claims held and which did not', () => {
    expect([...document.querySelectorAll('.checks b')].map((verdict) => verdict.textContent)).toEqual([
      '✓ held',
      '✗ did not hold',
    ]);
  });

  it('shows pictures without JavaScript, and carries the data of the interactive figures', () => {
    const plots = [...document.querySelectorAll('.plot')];
    expect(plots.map(({ id }) => id)).toEqual(['over-optimization', 'stages', 'ppo', 'learning']);
    for (const plot of plots) {
      expect(plot.querySelector('img')?.src).toBe(svgDataUri(picture.wide));
      expect(plot.querySelector('source')?.srcset).toBe(svgDataUri(picture.narrow));
    }
    const figures: unknown = JSON.parse(document.getElementById('figures')?.textContent ?? '');
    expect(figures).toMatchObject({
      stages: { data: JSON.parse(JSON.stringify(input.figures[1].wide.data)) },
    });
  });

  it('shows what the model wrote as text, whatever it wrote', () => {
    const hostile = '</script><script>alert("x")</script><img src=x onerror=alert(1)>';
    const quotes = [...document.querySelectorAll('blockquote')].map((quote) => quote.firstChild?.textContent);
    expect(quotes).toContain(hostile);
    expect(quotes).toContain('(empty)');
    expect(document.querySelectorAll('script')).toHaveLength(3);
    expect([...document.querySelectorAll('summary')].map((prompt) => prompt.textContent)).toContain(
      'Who is <b>Bo</b> & "Co"?',
    );
  });

  it('lists every setting', () => {
    const settings = document.querySelector('.settings')?.textContent ?? '';
    for (const text of ['SFT', 'epochs3', 'PPO', 'KL penalty0.05', 'λ1', 'whitentrue'])
      expect(settings).toContain(text);
  });

  it('leaves out sections that would be empty', () => {
    const bare = page({ ...input, checks: [], samples: [], figures: [], settings: {} });
    expect([...bare.querySelectorAll('h2')].map((heading) => heading.textContent)).toEqual(['Results']);
  });

  it('names a figure without a picture', () => {
    expect(() => reportHtml(input, { plotlyScript: '', pictures: {} })).toThrow('figure "over-optimization"');
  });
});
