/**
 * A lab's result as a page, `report.html`: checks and arms as tables, every figure, and what the models wrote. What did not
 * hold stands there as plainly as what did.
 */
import { mean } from '../eval/statistics';
import { escapeHtml } from '../plots/html';
import { factList, type Page } from '../plots/page';
import type { Check, Verdict } from './checks';
import { estimate } from './estimate';
import type { Lab, LabResult, LabText, TableView } from './lab';
import { Table, type Row } from './rows';
import { checkWords, countLine } from './words';

const marks: Readonly<Record<Verdict, string>> = {
  holds: '<b class="held">✓ holds</b>',
  contradicted: '<b class="failed">✗ contradicted</b>',
  'no difference that matters': '<b>= no difference that matters</b>',
  undecided: '<b class="failed">? undecided</b>',
};

/** A table that stacks on narrow pages. */
function htmlTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) =>
    row.map((cell, i) =>
      i === 0 ? `<td>${cell}</td>` : `<td data-label="${escapeHtml(header[i])}"><span>${cell}</span></td>`,
    );
  return `<h2>${title}</h2>
<table class="stacked">
<thead><tr>${header.map((name) => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells(row).join('')}</tr>`).join('\n')}</tbody></table>`;
}

function checkTable(checks: readonly Check[]): string {
  const rows = checks.map((check) => {
    const { statement, found, expected, verdict, id } = checkWords(check);
    return [
      `${escapeHtml(statement)}${check.main ? ' <b>(decides)</b>' : ''} <span class="quiet">${id}</span>`,
      marks[verdict],
      escapeHtml(found),
      escapeHtml(expected),
    ];
  });
  return `${htmlTable('Checks', ['', 'verdict', 'effect and 95 % interval', 'expected'], rows)}
<p class="quiet">A check holds when all of its interval lies where the claim puts it, and is contradicted when all of it
lies on the other side. Where all of it is nearer than what matters, there is no difference that matters. What none of this
can be said of is undecided, as is everything of a single run without an interval.</p>`;
}

/** The arms' measures with their intervals: header, then a row an arm. Terminal, page and notebook print it. */
export function armTable({ arms, columns }: TableView, rows: readonly Row[]): string[][] {
  const table = new Table(rows);
  const body = arms.flatMap((arm) => {
    if (!columns.some(({ measure }) => table.has(arm, measure))) return [];
    const cells = columns.map(({ measure, percent, range }) => {
      const perSeed = table.seeds
        .map((seed) => table.values({ arm, measure }, seed))
        .filter(({ length }) => length > 0);
      if (perSeed.length === 0) return '–';
      const show = (value: number) =>
        percent ? `${(100 * value).toFixed(0)} %` : value.toFixed(2).replace('-', '−');
      if (percent) return show(mean(perSeed.map((values) => mean(values))));
      const { effect, interval } = estimate(perSeed, { range });
      return interval ? `${show(effect)} [${interval.map(show).join(', ')}]` : show(effect);
    });
    return [[arm, ...cells]];
  });
  return [['', ...columns.map(({ title }) => title)], ...body];
}

function armSection(view: TableView, rows: readonly Row[]): string {
  const [header, ...body] = armTable(view, rows);
  const escaped = body.map((row) => row.map(escapeHtml));
  return `${htmlTable('Arms', header, escaped)}\n<p class="quiet">${escapeHtml(view.caption)}</p>`;
}

/** What was set otherwise than the preset has it, as text. */
function changed({ changes = {} }: LabResult): Record<string, string> {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, JSON.stringify(value)]));
}

function textSection(texts: readonly LabText[]): string {
  if (texts.length === 0) return '';
  const blocks = texts.map(({ prompt, replies }) => {
    const cards = replies.map(
      ({ by, text, note }) =>
        `<div><h3>${escapeHtml(by)}</h3><blockquote>${escapeHtml(text)}${note ? `<small>${escapeHtml(note)}</small>` : ''}</blockquote></div>`,
    );
    return `<details open><summary>${escapeHtml(prompt)}</summary><div class="replies">${cards.join('')}</div></details>`;
  });
  return `<h2>What the models wrote</h2>\n${blocks.join('\n')}`;
}

/** The same texts in Markdown, `samples.md`; undefined where there are none. */
export function textsMarkdown({ lab, texts }: LabResult): string | undefined {
  if (texts.length === 0) return undefined;
  const quoted = (text: string) => `> ${text.split('\n').join('\n> ')}`;
  const blocks = texts.map(({ prompt, replies }) =>
    [
      `## ${prompt}`,
      ...replies.map(({ by, text, note }) => `**${by}**${note ? ` (${note})` : ''}\n\n${quoted(text)}`),
    ].join('\n\n'),
  );
  return `# ${lab}: what the models wrote\n\nAs it fell, nothing chosen.\n\n${blocks.join('\n\n')}\n`;
}

/** Said wherever a quick run's result stands. */
export const quickNote =
  'The quick preset proves the path and judges nothing: so little is trained that its numbers mean nothing.';

/** The page of a result of this lab. */
export function labPage(lab: Lab, result: LabResult): Page {
  const { checks, preset, rows, texts } = result;
  const narrow = lab.figures(result, 1);
  return {
    title: `${result.lab}: ${result.title}`,
    before: `${factList({ preset, ...changed(result) })}
${preset === 'quick' ? `<p>${quickNote}</p>` : `<p>${countLine(checks)}</p>\n${checkTable(checks)}`}
${lab.table ? armSection(lab.table, rows) : ''}`,
    figures: Object.entries(lab.figures(result)).map(([id, wide]) => ({
      id,
      wide,
      narrow: narrow[id],
      caption: lab.captions[id],
    })),
    after: textSection(texts),
  };
}
