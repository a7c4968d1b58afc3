/** The report of `data inspect` as text for people. What comes from the file cannot steer the terminal. */
import { styleText } from 'node:util';
import type { RecordKind } from '../../data/records';
import type { Found, Inspection } from '../../train/inspection';
import { formatTable } from './table';
import { largest } from '../../extremes';

/** Consecutive tokens, as text, that count in the loss or score, or that do not. */
export interface Run {
  readonly counts: boolean;
  readonly tokens: readonly string[];
}

/** One of the rows that a record becomes. */
interface InspectedPart {
  readonly part: string;
  /** How many there are, and how many of them count. */
  readonly tokens: number;
  readonly counted: number;
  /** Whether a token that ends an assistant's turn counts. */
  readonly endTrained: boolean;
  readonly runs: readonly Run[];
}

/** What `data inspect --json` prints. */
export interface InspectReport extends Inspection {
  readonly file: string;
  readonly format: string;
  readonly kind: RecordKind;
  readonly container: string;
  readonly maxTokens: number;
  /** What rated replies give as comparisons. */
  readonly pairing?: { readonly pairs: number; readonly ties: number; readonly singles: number };
  readonly rows: readonly {
    readonly where: string;
    readonly parts: readonly InspectedPart[];
  }[];
}

const barWidth = 30;

/** A token's text with line ends and all that could steer a terminal spelt out. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' ? '\\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** @param where the name of a row (from 0). @param colours whether the tokens that count are coloured too. */
export function inspectionText(
  report: InspectReport,
  where: (row: number) => string,
  colours = false,
): string {
  const { file, format, kind, container, records, tokens, counted, maxTokens, pairing } = report;
  const count = (number: number) => number.toLocaleString('en');
  const lines = [
    `${file}: ${container === 'text' ? '' : `${container}, `}format ${format}: ${count(records)} ${nouns(kind, records)}`,
    ...(pairing
      ? [
          `as comparisons: ${pairing.pairs}; ${pairing.ties} ties and ${pairing.singles} single rows make none`,
        ]
      : []),
    ...Object.entries(report.subsets).map(([subset, rows]) => `subset ${visible(subset)}: ${count(rows)}`),
    `${count(tokens)} tokens, ${count(counted)} of them ${kind === 'prompt' ? 'counted' : 'in the loss or score'}`,
    '',
    'Length in tokens',
    formatTable(
      Object.entries(report.lengths).map(([part, { mean, median, p95, longest, over }]) => ({
        part,
        mean,
        median,
        '95 %': p95,
        longest,
        [`over ${maxTokens}`]: over,
      })),
    ),
    ...Object.entries(report.lengths).flatMap(([part, { histogram, binWidth }]) => [
      part,
      ...bars(histogram, binWidth),
      '',
    ]),
    finding('rows equal to an earlier one', report.duplicates, where),
  ];
  if (kind === 'comparison' || pairing) {
    lines.push(finding('comparisons of two equal replies', report.identical, where));
    lines.push(finding(`comparisons equal once cut at ${maxTokens} tokens`, report.equalWhenCut, where));
  }
  if (kind !== 'prompt')
    lines.push(
      finding(`rows with nothing to learn once cut at ${maxTokens} tokens`, report.emptyWhenCut, where),
    );
  const { unended } = report;
  if (unended.count > 0)
    lines.push(
      finding('warning: rows in which no end of turn is trained', unended, where),
      '  from them a model does not learn to stop; see what the chat template writes after a reply',
    );
  if (report.rows.length > 0)
    lines.push('', 'First rows, tokens parted by │; = before those in the loss or score');
  for (const { where: name, parts } of report.rows)
    for (const { part, tokens: all, counted: some, endTrained, runs } of parts) {
      const end =
        some === 0 ? '' : endTrained ? ', the end of a turn among them' : ', no end of turn among them';
      lines.push(`${name} ${part}: ${some} of ${all} tokens count${end}`);
      for (const run of runs) {
        const text = `  ${run.counts ? '=' : ' '} ${run.tokens.map(visible).join('│')}`;
        lines.push(
          run.counts && colours ? styleText(['bold', 'green'], text, { validateStream: false }) : text,
        );
      }
    }
  return `${lines.join('\n')}\n`;
}

const plurals: Readonly<Record<RecordKind, string>> = {
  document: 'documents',
  demonstration: 'demonstrations',
  prompt: 'prompts',
  comparison: 'comparisons',
  reply: 'replies',
};

function nouns(kind: RecordKind, count: number): string {
  return count === 1 ? kind : plurals[kind];
}

function bars(histogram: readonly number[], binWidth: number): string[] {
  const most = largest(histogram);
  const label = (bin: number) => `${bin * binWidth}-${(bin + 1) * binWidth - 1}`;
  const width = label(histogram.length - 1).length;
  return histogram.map((rows, bin) => {
    const bar = '█'.repeat(Math.ceil((barWidth * rows) / most));
    return `  ${label(bin).padStart(width)} ${bar} ${rows}`.trimEnd();
  });
}

function finding(what: string, { count, first }: Found, where: (row: number) => string): string {
  if (count === 0) return `${what}: none`;
  const more = count > first.length ? ', …' : '';
  return `${what}: ${count} (${first.map(where).join(', ')}${more})`;
}
