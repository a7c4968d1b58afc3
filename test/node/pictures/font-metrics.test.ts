import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFontMetrics } from '../../../src/node/pictures/font-metrics';
import { fontFiles } from '../../../src/node/pictures/plotly-dom';

describe('font metrics', () => {
  it("are Arial's, which Arimo was drawn to match", () => {
    // Arial's published advances in units of 1/2048 em: A 1366, i 455, space 569, bold A 1479.
    const regular = readFontMetrics(fontFiles.regular);
    expect(regular.width('A')).toBe(1366 / 2048);
    expect(regular.width('Ai i')).toBe((1366 + 455 + 569 + 455) / 2048);
    expect(readFontMetrics(fontFiles.bold).width('A')).toBe(1479 / 2048);
    expect(regular.ascent).toBeCloseTo(0.905, 3);
    expect(regular.descent).toBeCloseTo(0.212, 3);
  });

  it('know the signs that the figures use', () => {
    const { width } = readFontMetrics(fontFiles.regular);
    const missing = width('\u{1f9c2}');
    for (const sign of '√αβ−²×') expect(width(sign)).not.toBe(missing);
  });

  it('name a file that is no font', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'font-')), 'not-a-font.ttf');
    writeFileSync(file, Buffer.alloc(64));
    expect(() => readFontMetrics(file)).toThrow(`${file}: expected a TrueType font`);
  });
});
