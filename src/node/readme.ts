/**
 * The committed results as Markdown: what README.md and figures/README.md say of them stands between two comments and is
 * written by `npm run readme`, so that no number is copied by hand. `npm test` compares. Labs without a result show a dash.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../data/json';
import { labs } from '../labs/registry';
import { verdicts, type Check } from '../study/checks';
import type { LabResult } from '../study/lab';
import { armTable } from '../study/page';
import { checkWords, countLine } from '../study/words';
import { readText } from './files';
import { committedResults, hasResult, readLabResult } from './lab-files';
import { readNotebook, wholeText } from './notebooks/file';
import { packageRoot } from './package';

const byPreset = z.strictObject({
  quick: z.number().optional(),
  lecture: z.number().optional(),
  full: z.number().optional(),
});

/** `figures/minutes.json`: seconds by the clock, measured once and written by hand, since results hold no times. */
const minutesSchema = z.strictObject({
  /** What they were measured on, as a sentence. */
  machine: z.string(),
  /** Commands of the README. */
  commands: z.record(z.string(), z.number()),
  labs: z.record(z.string(), byPreset),
  notebooks: z.record(z.string(), byPreset),
});

export interface Results {
  readonly labs: readonly LabResult[];
  readonly minutes: z.infer<typeof minutesSchema>;
}

/** What is committed. */
export function committed(): Results {
  const minutes = join(committedResults, 'minutes.json');
  const folders = labs.map(({ id }) => join(committedResults, id)).filter(hasResult);
  return { labs: folders.map(readLabResult), minutes: parseJson(readText(minutes), minutes, minutesSchema) };
}

/** 3:42, or a dash where nothing was measured. */
export function clock(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replaceAll('|  |', '| |');
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** The main job: its arms, and what does not hold. */
function lectureBlock(all: Results): string {
  const result = all.labs.find(({ lab }) => lab === 'lecture');
  const view = labs.find(({ id }) => id === 'lecture')?.table;
  if (!result || !view) return 'No result of the main job is committed yet.';
  const [head, ...rows] = armTable(view, result.rows);
  const missed = result.checks.filter(({ verdict }) => verdict !== 'holds');
  const seeds = new Set(result.rows.map(({ seed }) => seed)).size;
  return [
    `\`figures/lecture\` holds ${seeds === 1 ? 'one seed' : `${seeds} seeds`} (\`--preset ${result.preset}\`). ${view.caption}`,
    '',
    table(head, rows),
    '',
    countLine(result.checks),
    ...missed.map(checkItem),
  ].join('\n');
}

function checkItem(check: Check): string {
  const { verdict, statement, found } = checkWords(check);
  return `- ${verdict}: ${statement}: ${found}`;
}

/** All labs: question, how many checks hold, minutes. */
function labsBlock({ labs: results, minutes }: Results): string {
  const rows = labs.map(({ id, title }) => {
    const result = results.find(({ lab }) => lab === id);
    const name = result ? `[${id}](figures/README.md#${id.toLowerCase()})` : id;
    const held = result?.checks.filter(({ verdict }) => verdict === 'holds').length;
    const count = result ? `${held} of ${result.checks.length} (${result.preset})` : '–';
    const { lecture, full } = minutes.labs[id] ?? {};
    return [name, title, count, `${clock(lecture)} / ${clock(full)}`];
  });
  return [
    table(['lab', 'what it measures', 'checks that hold', 'minutes, lecture / full'], rows),
    '',
    tally(results),
    '[All of them, with effects, intervals and figures](figures/README.md).',
    ...together(minutes),
  ].join('\n');
}

/** How many checks say what, and at which preset. */
function tally(results: readonly LabResult[]): string {
  if (results.length === 0) return 'No result of a lab is committed yet.';
  const presets = [...new Set(results.map(({ preset }) => preset))].join(' and ');
  return `In the committed results (preset ${presets}) ${countLine(results.flatMap(({ checks }) => checks))}`;
}

/** What all labs take together, one after the other; nothing where one was not measured. */
function together(minutes: Results['minutes']): string[] {
  const seconds = labs.flatMap(({ id }) => minutes.labs[id]?.full ?? []);
  if (seconds.length < labs.length) return [];
  const hours = seconds.reduce((a, b) => a + b, 0) / 3600;
  return [`All labs at the full preset, one after the other: ${hours.toFixed(1)} hours.`];
}

/** Title, claims and minutes of each notebook, as they stand in it. */
function notebooksBlock({ minutes }: Results): string {
  const rows = notebooks().map(({ name, title, claims, stated }) => {
    const { quick, lecture } = minutes.notebooks[name] ?? {};
    return [`\`${name}\``, title, claims, String(stated), `${clock(quick)} / ${clock(lecture)}`];
  });
  return table(['notebook', 'on', 'claims', 'minutes that it states', 'measured, quick / lecture'], rows);
}

export interface NotebookFacts {
  readonly name: string;
  readonly title: string;
  readonly claims: string;
  /** Minutes at the lecture preset that the notebook tells the reader, its labs among them. */
  readonly stated: number;
}

/** What the first cells of the notebooks say. @throws Error on one without title or minutes. */
export function notebooks(): NotebookFacts[] {
  const folder = join(packageRoot, 'notebooks');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  return files.sort().map((file) => {
    const cells = readNotebook(join(folder, file)).cells.filter(({ cell_type }) => cell_type === 'markdown');
    const text = cells.map(({ source }) => wholeText(source)).join('\n\n');
    const title = /^# (.+)$/m.exec(text)?.[1];
    const stated = /^\*\*Minutes:\*\* (\d+) [^.\n]*/m.exec(text);
    if (title === undefined || stated === null)
      throw new Error(`${file}: expected a title and a line that begins with **Minutes:** and a number`);
    const alone = Number(stated[1]);
    const more = stated[0].includes('as much again') ? alone : Number(/(\d+) more/.exec(stated[0])?.[1] ?? 0);
    const claims = [...text.matchAll(/\*\*([A-G]\d)\.\*\*/g)].map(([, claim]) => claim).join(', ');
    return { name: file.replace(/\.ipynb$/, ''), title, claims, stated: alone + more };
  });
}

/** What the main job and the commands take. */
function minutesBlock({ minutes }: Results): string {
  const main = Object.entries(minutes.labs.lecture ?? {}).map(([preset, seconds]): [string, number] => [
    preset === 'lecture' ? 'npm start' : `npm start -- --preset ${preset}`,
    seconds,
  ]);
  const rows = [...Object.entries(minutes.commands), ...main].map(
    ([command, seconds]) => `\`${command}\` ${clock(seconds)}`,
  );
  return `Minutes and seconds: ${rows.join(', ')}. ${minutes.machine}`;
}

const blocks = { lecture: lectureBlock, labs: labsBlock, notebooks: notebooksBlock, minutes: minutesBlock };

/** The text with what stands between `<!-- results: NAME -->` and `<!-- end -->` made anew. @throws Error on an unknown name or no end. */
export function withResults(text: string, results: Results): string {
  const parts = text.split(/(?=<!-- results: \w+ -->\n)/).map((part) => {
    const [mark, name] = /^<!-- results: (\w+) -->\n/.exec(part) ?? [];
    if (mark === undefined) return part;
    const block = Object.entries(blocks).find(([known]) => known === name)?.[1];
    if (!block) throw new Error(`results: ${name}: expected one of ${Object.keys(blocks).join(', ')}`);
    const end = part.indexOf('<!-- end -->');
    if (end < 0) throw new Error(`results: ${name}: there is no <!-- end --> after it`);
    return `${mark}${block(results)}\n${part.slice(end)}`;
  });
  return parts.join('');
}

const titled = z.object({ layout: z.object({ title: z.object({ text: z.string() }) }) });

/** Each figure with what it found as its text. */
function picturesOf(folder: string): string {
  const files = readdirSync(join(committedResults, folder)).filter((name) => name.endsWith('.svg'));
  const textOf = (name: string) => {
    const file = join(committedResults, folder, name.replace('.svg', '.plotly.json'));
    return parseJson(readText(file), file, titled).layout.title.text;
  };
  return files.map((name) => `![${textOf(name)}](${folder}/${name})`).join('\n\n');
}

/** `figures/README.md`: every check with its numbers, then the figures, lab by lab. */
export function resultsPage({ labs: results }: Results): string {
  const sections = results.map(({ lab, title, preset, checks }) => {
    const rows = checks.map((check) => {
      const { id, verdict, statement, found, expected } = checkWords(check);
      const shown = verdict === 'holds' ? verdict : `**${verdict}**`;
      return [shown, `${statement}${check.main ? ' (decides)' : ''}`, found, expected, `\`${id}\``];
    });
    const samples = existsSync(join(committedResults, lab, 'samples.md'))
      ? `\n\n[What the models wrote](${lab}/samples.md)`
      : '';
    return `## ${lab}
${title}. Preset \`${preset}\`: ${countLine(checks)}

${table(['verdict', 'statement', 'effect and 95 % interval', 'expected', 'id'], rows)}

${picturesOf(lab)}${samples}`;
  });
  return `# Results

Written by \`npm run readme\` from the committed \`result.json\` files. A check has one of ${verdicts.length} verdicts: it holds when
all of its interval lies where the claim puts it, is contradicted when all of it lies on the other side, shows no difference
that matters when all of it is nearer to the bound than the smallest effect that matters, and is undecided otherwise, as is
everything that has no interval.

${tally(results)}

${sections.join('\n\n')}
`;
}

/** Writes both documents. */
function main(): void {
  const results = committed();
  const readme = join(packageRoot, 'README.md');
  writeFileSync(readme, withResults(readText(readme), results));
  writeFileSync(join(committedResults, 'README.md'), resultsPage(results));
}

if (require.main === module) main();
