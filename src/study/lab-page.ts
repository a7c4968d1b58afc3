/**
 * A lab's result as a page, `report.html`: the checks in a table, then every figure. What did not hold stands there
 * as plainly as what did.
 */
import { escapeHtml } from '../plots/html';
import { withMinus } from '../plots/numbers';
import { factList, type Page } from '../plots/page';
import { threeDigits } from './effects';
import { verdictOf, type Check, type Lab, type LabResult, type Verdict } from './lab';

/** Three significant digits. */
const short = (value: number) => withMinus(threeDigits(value));

const marks: Readonly<Record<Verdict, string>> = {
  holds: '<b class="held">✓ holds</b>',
  'not shown': '<b class="failed">✗ not shown</b>',
  contradicted: '<b class="failed">✗ contradicted</b>',
  'no interval': '<b>– no interval</b>',
};

function checkRow(check: Check): string {
  const { statement, effect, bound, unit, over } = check;
  const { value, low, high } = effect;
  const cells = {
    effect: short(value),
    '95 % interval': low === null || high === null ? 'none' : `[${short(low)},\u00a0${short(high)}]`,
    'expected above': short(bound),
    unit,
    over,
  };
  const rest = Object.entries(cells).map(
    ([name, text]) => `<td data-label="${name}"><span>${escapeHtml(text)}</span></td>`,
  );
  return `<tr><td>${escapeHtml(statement)}</td><td data-label="verdict">${marks[verdictOf(check)]}</td>${rest.join('')}</tr>`;
}

function checkTable(checks: readonly Check[]): string {
  return `<h2>Checks</h2>
<table class="stacked">
<thead><tr><th></th><th>verdict</th><th>effect</th><th>95 % interval</th><th>expected above</th><th>unit</th><th>over</th></tr></thead>
<tbody>${checks.map(checkRow).join('\n')}</tbody></table>
<p class="quiet">A check holds when all of its interval lies above the bound, and is contradicted when all of it lies
below. Where one run gives no interval, none can be said to hold.</p>`;
}

/** What was set otherwise than the preset has it, as text. */
function changed({ changes = {} }: LabResult): Record<string, string> {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, JSON.stringify(value)]));
}

/** The page of a stored result. @throws an error when the result is another lab's. */
export function labPage(lab: Lab, result: LabResult): Page {
  const { checks } = result;
  const narrow = lab.figures(result, 1);
  return {
    title: `${result.lab}: ${result.title}`,
    before: `${factList({ preset: result.preset, ...changed(result) })}
<p>${checks.filter(({ holds }) => holds).length} of ${checks.length} checks hold.</p>
${checkTable(checks)}`,
    figures: Object.entries(lab.figures(result)).map(([id, wide]) => ({ id, wide, narrow: narrow[id] })),
  };
}
