/** Outside a notebook, what cells show is plain text on stdout; the HTML is safe and whole. */
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/errors';
import { plotlyLoader } from '../../../src/node/display/chart';
import { notebookMode } from '../../../src/node/display/notebook';
import { tableHtml, table } from '../../../src/node/display/table';
import { watch } from '../../../src/node/display/watch';
import { plotlyScript } from '../../../src/node/pictures/plotly-dom';

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const frame = { columns: ['name', 'n'], values: [['<b>', 1234.5678]], toString: () => 'as text' };

describe('table', () => {
  it('escapes what it shows and rounds numbers', () => {
    expect(tableHtml(frame, 'a < b')).toContain('a &lt; b');
    expect(tableHtml(frame)).toContain('&lt;b&gt;');
    expect(tableHtml(frame)).toContain('>1235</td>');
  });

  it('puts the head of a column of numbers above them', () => {
    expect(tableHtml(frame)).toMatch(/text-align:left[^>]*>name</);
    expect(tableHtml(frame)).toMatch(/text-align:right[^>]*>n</);
  });

  it('prints the frame’s own text outside a notebook', () => {
    table(frame, 'Caption');
    expect(printed).toBe('Caption\nas text\n');
  });
});

describe('watch', () => {
  async function* toy() {
    for (let step = 1; step <= 4; step++) yield await Promise.resolve({ step, steps: 4, loss: 1 / step });
  }

  it('gives back every record and prints one line at the end', async () => {
    const records = await watch('Toy', toy(), ({ loss }) => ({ loss }));
    expect(records.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(printed).toBe('Toy: 4 steps in 0:00   loss 0.250\n');
  });
});

describe('the loader', () => {
  it('carries Plotly whole', () => {
    const packed = /atob\("([^"]+)"\)/.exec(plotlyLoader())?.[1] ?? '';
    expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toBe(plotlyScript());
  });
});

describe('notebookMode', () => {
  it('knows three modes and refuses others', () => {
    expect(notebookMode('')).toBe('lecture');
    expect(notebookMode('replay')).toBe('replay');
    expect(() => notebookMode('fast')).toThrow(UserError);
  });
});
