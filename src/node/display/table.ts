/** Tables in a notebook: a danfo data frame, or anything of its shape. */
import { threeDigits } from '../../study/words';
import { escapeHtml } from '../../plots/html';
import { newDisplay } from './output';

/** What a table needs to know of a data frame (`new DataFrame(rows)` of danfojs-node is one). */
export interface Frame {
  /** Names. `[columns]` */
  readonly columns: readonly string[];
  /** `[rows][columns]` */
  readonly values: unknown;
  /** As text, for terminals. */
  toString(): string;
}

/** Numbers with three significant digits, very small ones as 4e-6, whole ones as they are; text as it is. */
function cellText(value: unknown): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value ?? '–');
  if (Math.abs(value) < 1e-3) return value.toExponential(0);
  return Math.abs(value) >= 1000 ? value.toFixed(0) : threeDigits(value);
}

/** Texts of no more characters stay on one line. */
const shortest = 16;

const border = 'border-bottom:1px solid #d0d7de;padding:4px 12px;vertical-align:top';

/** Numbers stand right, as does the head of a column of them; text stands left and keeps its lines. */
function cellHtml(value: unknown, tag: 'td' | 'th', below = value): string {
  const align = typeof below === 'number' ? 'right' : 'left';
  const text = cellText(value);
  const wrap = text.length > shortest ? 'pre-wrap' : 'pre';
  return `<${tag} style="${border};text-align:${align};white-space:${wrap}">${escapeHtml(text)}</${tag}>`;
}

/** A data frame as an HTML table. */
export function tableHtml({ columns, values }: Frame, caption?: string): string {
  const rows: readonly unknown[] = Array.isArray(values) ? values : [];
  const cells = rows.map((row): readonly unknown[] => (Array.isArray(row) ? row : [row]));
  const body = cells
    .map((row) => `<tr>${row.map((value) => cellHtml(value, 'td')).join('')}</tr>`)
    .join('\n');
  const head = `<tr>${columns.map((name, i) => cellHtml(name, 'th', cells[0]?.[i])).join('')}</tr>`;
  const title =
    caption === undefined
      ? ''
      : `<caption style="text-align:left;white-space:nowrap">${escapeHtml(caption)}</caption>`;
  return `<table style="border-collapse:collapse">${title}<thead>${head}</thead><tbody>\n${body}\n</tbody></table>`;
}

/** Shows a data frame; a caption says what to see in it. */
export function table(frame: Frame, caption?: string): void {
  const text = frame.toString();
  newDisplay().show({
    'text/plain': caption === undefined ? text : `${caption}\n${text}`,
    'text/html': tableHtml(frame, caption),
  });
}
