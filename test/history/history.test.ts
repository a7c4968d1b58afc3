/** Claims C1, C2 and G as data: sourced, in order, and the page and figure are what the data say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { features, timeline, yearOf } from '../../src/history/events';
import { timelineFigure } from '../../src/history/figure';
import { historyPage } from '../../src/history/page';
import { readings } from '../../src/history/reading';

const claims = /^([ABCDEF])\d$/;
const sourced = /arXiv:\d{4}\.\d{5}$|^OpenAI, .+, \d{1,2} [A-Z][a-z]+ 20\d\d$|Stanford, January 2025$/;

describe.each([
  ['timeline', timeline],
  ['features', features],
])('the %s', (_, events) => {
  it('is in order, sourced, and tied to claims', () => {
    const years = events.map(({ date }) => yearOf(date));
    expect([...years].sort((a, b) => a - b)).toEqual(years);
    for (const { name, date, source, claim } of events) {
      expect(source, name).toMatch(sourced);
      expect(claim, name).toMatch(claims);
      expect(date, name).toMatch(/^20\d\d(-\d\d(-\d\d)?)?$/);
    }
  });
});

it('arXiv numbers agree with the dates: their first four digits are year and month', () => {
  for (const { name, date, source } of timeline) {
    const [, year, month] = /arXiv:(\d\d)(\d\d)\./.exec(source) ?? [];
    if (year !== undefined) expect(`20${year}-${month}`, name).toBe(date.slice(0, 7));
  }
});

it('the reading list is sourced and tied to claims', () => {
  for (const { title, source, claims: of } of readings) {
    expect(source, title).toMatch(/arXiv:\d{4}\.\d{5}$|^OpenAI, \d{1,2} [A-Z][a-z]+ 20\d\d$/);
    expect(of.length, title).toBeGreaterThan(0);
    for (const claim of of) expect(claim, title).toMatch(claims);
  }
});

it('the figure has an event a line, and docs/history.md is what the data say: run `npm run history`', () => {
  const figure = timelineFigure(timeline, 'x');
  const marks = figure.data.flatMap(({ y }) => [...y]);
  expect(new Set(marks).size).toBe(timeline.length);
  expect(readFileSync('docs/history.md', 'utf8')).toBe(historyPage());
});
