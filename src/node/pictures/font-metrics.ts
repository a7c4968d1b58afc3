/**
 * Advance widths read from a TrueType file, so that text can be measured without a browser. Only what that needs:
 * the tables `head`, `hhea`, `hmtx` and `cmap` in its format 4
 * (https://learn.microsoft.com/typography/opentype/spec/). Kerning is left out; Arimo's moves a label by well under
 * a pixel.
 */
import { readFileSync } from 'node:fs';

/** Measures of one font, in shares of the font size. */
export interface FontMetrics {
  /** Height above the baseline. */
  readonly ascent: number;
  /** Depth below the baseline, positive. */
  readonly descent: number;
  /** Width of a text. A character that the font lacks is as wide as its missing-glyph box. */
  width(text: string): number;
}

/** Offsets of the tables by their four-letter tags. */
function tableOffsets(font: Buffer): Map<string, number> {
  const tables = new Map<string, number>();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    tables.set(font.toString('latin1', record, record + 4), font.readUInt32BE(record + 8));
  }
  return tables;
}

/** Where the character map's format 4 subtable (Unicode's basic plane) begins. */
function unicodeMap(font: Buffer, cmap: number): number | undefined {
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (font.readUInt16BE(subtable) === 4) return subtable;
  }
  return undefined;
}

/** The glyph of a character by a format 4 subtable; 0 is the missing glyph. */
function glyphOf(font: Buffer, map: number, character: number): number {
  const twiceSegments = font.readUInt16BE(map + 6);
  for (let i = 0; i < twiceSegments; i += 2) {
    const ends = map + 14 + i;
    if (character > font.readUInt16BE(ends)) continue;
    const starts = ends + twiceSegments + 2;
    const deltas = starts + twiceSegments;
    const rangeOffsets = deltas + twiceSegments;
    const start = font.readUInt16BE(starts);
    if (character < start) return 0;
    const delta = font.readUInt16BE(deltas);
    const rangeOffset = font.readUInt16BE(rangeOffsets);
    if (rangeOffset === 0) return (character + delta) & 0xffff;
    const glyph = font.readUInt16BE(rangeOffsets + rangeOffset + 2 * (character - start));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}

/** Reads a `.ttf` file. @throws Error that names the file when it is no TrueType font with a Unicode map. */
export function readFontMetrics(file: string): FontMetrics {
  const font = readFileSync(file);
  const tables = tableOffsets(font);
  const [head, hhea, hmtx, cmap] = ['head', 'hhea', 'hmtx', 'cmap'].map((tag) => tables.get(tag) ?? 0);
  const map = cmap && unicodeMap(font, cmap);
  if (!head || !hhea || !hmtx || !map)
    throw new Error(`${file}: expected a TrueType font with a Unicode map`);
  const unitsPerEm = font.readUInt16BE(head + 18);
  const longMetrics = font.readUInt16BE(hhea + 34);
  const advances = new Map<string, number>();
  const advance = (character: string): number => {
    let known = advances.get(character);
    if (known === undefined) {
      const glyph = glyphOf(font, map, character.codePointAt(0) ?? 0);
      known = font.readUInt16BE(hmtx + 4 * Math.min(glyph, longMetrics - 1)) / unitsPerEm;
      advances.set(character, known);
    }
    return known;
  };
  return {
    ascent: font.readInt16BE(hhea + 4) / unitsPerEm,
    descent: -font.readInt16BE(hhea + 6) / unitsPerEm,
    width: (text) => {
      let sum = 0;
      for (const character of text) sum += advance(character);
      return sum;
    },
  };
}
