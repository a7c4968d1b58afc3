/**
 * The committed results as Markdown: what README.md and figures/README.md say of them stands between two comments and is
 * written by `npm run readme`, so that no number is copied by hand. Whatever results are there are told; labs without
 * one show a dash.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../src/data/json';
import { readText } from '../../src/node/files';
import { committedResults, hasResult, readLabResult, readLectureResult } from '../../src/node/lab-files';
import { verdictOf, type Check, type LabResult, type Verdict } from '../../src/study/lab';
import { checksOf } from '../../src/labs/lecture/checks';
import type { LectureResult, SeedResult } from '../../src/labs/lecture/result';
import { presets } from '../../src/labs/lecture/settings';
import { labs } from '../../src/labs/registry';
import { documents, type Document } from './markdown';

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
  lecture: byPreset,
  labs: z.record(z.string(), byPreset),
  notebooks: z.record(z.string(), byPreset),
});
type Minutes = z.infer<typeof minutesSchema>;

export interface Results {
  readonly lecture: LectureResult;
  readonly labs: readonly LabResult[];
  readonly minutes: Minutes;
}

export function committed(): Results {
  const minutes = join(committedResults, 'minutes.json');
  return {
    lecture: readLectureResult(join(committedResults, 'lecture')),
    labs: labs
      .map(({ id }) => join(committedResults, id))
      .filter(hasResult)
      .map(readLabResult),
    minutes: parseJson(readText(minutes), minutes, minutesSchema),
  };
}

const minus = (text: string) => text.replace(/^-/, '−').replace(/^−(0\.?0*)$/, '$1');
const fixed = (value: number, digits = 2) => minus(value.toFixed(digits));
const significant = (value: number) => minus(String(Number(value.toPrecision(2))));
const percent = ({ value }: { value: number }) => `${(100 * value).toFixed(0)} %`;

function interval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${fixed(value)} [${fixed(low)}, ${fixed(high)}]`;
}

/** 3:42, or a dash where nothing was measured. */
export function clock(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function arm(seed: SeedResult, name: 'free' | 'control') {
  const found = seed.arms.find((one) => one.name === name);
  if (!found) throw new Error(`seed ${seed.seed} has no arm "${name}"`);
  const { points, peak } = found;
  return {
    start: points[0],
    best: points.find((p) => p.iteration === peak) ?? points[0],
    end: points[points.length - 1],
  };
}

/** The main job: its stages at the first seed, its effects seed by seed, and what does not hold. */
function lectureBlock({ lecture }: Results): string {
  const stages = lecture.seeds[0].stages.map(({ title, gold, proxy, kl, everywhere }) => [
    title,
    interval(gold),
    fixed(proxy.value),
    kl ? fixed(kl.value, 1) : '–',
    `${percent(everywhere.rightFormat)} / ${percent(everywhere.rightFormatInUse)}`,
  ]);
  const seeds = lecture.seeds.map((seed) => {
    const [free, control] = [arm(seed, 'free'), arm(seed, 'control')];
    const gain = seed.stages.find(({ name }) => name === 'ppo-penalty')?.goldOverSft;
    return [
      String(seed.seed),
      gain ? interval(gain) : '–',
      `${fixed(free.best.gold)} → ${fixed(free.end.gold)}`,
      `${fixed(free.best.proxy)} → ${fixed(free.end.proxy)}`,
      `${fixed(control.start.gold)} → ${fixed(control.end.gold)}`,
      seed.bestOfN.fit ? seed.bestOfN.fit.rSquared.toFixed(3) : '–',
    ];
  });
  const checks = checksOf(lecture);
  const missed = checks.filter(({ held }) => !held);
  const count = lecture.seeds.length;
  return [
    `\`figures/lecture\` holds ${count === 1 ? 'one seed' : `${count} seeds`} (\`--preset ${lecture.preset}\`). Seed` +
      ` ${lecture.seeds[0].seed}: gold is the judge's score in [0, 1] with its 95 % interval over` +
      ` ${presets[lecture.preset].tablePrompts} held-out prompts, proxy the reward model's in standard deviations above` +
      ' SFT, KL in nats a reply; right format is over all families, at temperature 1 and, as one would use it, at 0.7.',
    '',
    table(['', 'gold', 'proxy', 'KL', 'right format'], stages),
    '',
    'Every seed, gold and proxy in standard deviations of SFT replies, but for the second column:',
    '',
    table(
      [
        'seed',
        'gold over SFT, KL penalty',
        'gold, peak → end, no penalty',
        'proxy meanwhile',
        'gold of the control, start → end',
        'best-of-n, R² of d(α − βd)',
      ],
      seeds,
    ),
    '',
    `${checks.length - missed.length} of ${checks.length} claims hold in every seed.${missed.length > 0 ? ' Not shown:' : ''}`,
    ...missed.map(({ claim, detail }) => `- ${claim}: ${minusSigns(detail)}`),
  ].join('\n');
}

/** The checks' own texts have hyphens for minus signs. */
const minusSigns = (text: string) => text.replace(/(^|[\s[])-(?=\d)/g, '$1−').replaceAll('−0.00', '0.00');

const held = ({ checks }: LabResult) => checks.filter(({ holds }) => holds).length;

/** All labs: question, how many checks hold, minutes. */
function labsBlock(all: Results): string {
  const { labs: results, minutes } = all;
  const rows = labs.map(({ id, title }) => {
    const result = results.find(({ lab }) => lab === id);
    const name = result ? `[${id}](figures/README.md#${id.toLowerCase()})` : id;
    const count = result ? `${held(result)} of ${result.checks.length} (${result.preset})` : '–';
    const { lecture, full } = minutes.labs[id] ?? {};
    return [name, title, count, `${clock(lecture)} / ${clock(full)}`];
  });
  return [
    table(['lab', 'what it measures', 'checks that hold', 'minutes, lecture / full'], rows),
    '',
    tally(results, 'figures/README.md'),
    ...together(all),
  ].join('\n');
}

/** How many checks say what, and at which preset. */
function tally(results: readonly LabResult[], list: string | undefined): string {
  if (results.length === 0) return 'No result of a lab is committed yet.';
  const verdicts = results.flatMap(({ checks }) => checks.map(verdictOf));
  const count = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
  const names = [...new Set(results.map(({ preset }) => preset))].join(' and ');
  const where = list ? ` [All of them, with effects, intervals and figures](${list}).` : '';
  return (
    `${count('holds')} of ${verdicts.length} checks hold in the committed results (preset \`${names}\`), ` +
    `${count('contradicted')} are contradicted, and the others cannot be told either way.${where}`
  );
}

/** What all labs take together, one after the other; nothing where one was not measured. */
function together({ minutes }: Results): string[] {
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

/** What the first cells of the notebooks say. */
export function notebooks(): NotebookFacts[] {
  return documents()
    .filter(({ file }) => file.endsWith('.ipynb'))
    .map(notebookFacts);
}

function notebookFacts({ file, text }: Document): NotebookFacts {
  const title = /^# (.+)$/m.exec(text)?.[1];
  const stated = /^\*\*Minutes:\*\* (\d+) [^.\n]*/m.exec(text);
  if (title === undefined || stated === null)
    throw new Error(`${file}: expected a title and a line that begins with **Minutes:** and a number`);
  const alone = Number(stated[1]);
  const more = stated[0].includes('as much again') ? alone : Number(/(\d+) more/.exec(stated[0])?.[1] ?? 0);
  const claims = [...text.matchAll(/\*\*([A-G]\d)\.\*\*/g)].map(([, claim]) => claim).join(', ');
  return { name: file.replace(/^.*\/|\.ipynb$/g, ''), title, claims, stated: alone + more };
}

/** What the main job and the commands take. */
function minutesBlock({ minutes }: Results): string {
  const presetNames = ['quick', 'lecture', 'full'] as const;
  const main = presetNames
    .filter((preset) => minutes.lecture[preset] !== undefined)
    .map(
      (preset) =>
        [
          preset === 'lecture' ? 'npm start' : `npm start -- --preset ${preset}`,
          minutes.lecture[preset],
        ] as const,
    );
  const rows = [...Object.entries(minutes.commands), ...main].map(
    ([command, seconds]) => `\`${command}\` ${clock(seconds)}`,
  );
  return `Minutes and seconds: ${rows.join(', ')}. ${minutes.machine}`;
}

const blocks = { lecture: lectureBlock, labs: labsBlock, notebooks: notebooksBlock, minutes: minutesBlock };

/** The text with what stands between `<!-- results: NAME -->` and `<!-- end -->` made anew. */
export function withResults(text: string, results: Results): string {
  const parts = text.split(/(<!-- results: \w+ -->\n)/);
  return parts
    .map((part, i) => {
      if (i % 2 === 1) return part;
      if (i === 0) return part;
      const name = /results: (\w+)/.exec(parts[i - 1])?.[1] ?? '';
      const block = Object.entries(blocks).find(([known]) => known === name)?.[1];
      if (!block) throw new Error(`results: ${name}: expected one of ${Object.keys(blocks).join(', ')}`);
      const end = part.indexOf('<!-- end -->');
      if (end < 0) throw new Error(`results: ${name}: there is no <!-- end --> after it`);
      return `${block(results)}\n${part.slice(end)}`;
    })
    .join('');
}

/** In bold what did not hold. */
const bold = (verdict: string) => (verdict === 'holds' ? verdict : `**${verdict}**`);

function checkRow(check: Check): string[] {
  const { statement, effect, bound, unit, over } = check;
  const { value, low, high } = effect;
  const range = low === null || high === null ? 'none' : `[${significant(low)}, ${significant(high)}]`;
  const cells = [
    bold(verdictOf(check)),
    statement,
    significant(value),
    range,
    significant(bound),
    unit,
    over,
  ];
  return cells.map((cell) => cell.replaceAll('|', '\\|'));
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

/** `figures/README.md`: every claim with its numbers, then the figures, lab by lab. */
export function resultsPage(results: Results): string {
  const lecture = checksOf(results.lecture).map(({ claim, held: holds, detail }) => [
    holds ? 'holds' : bold('not shown'),
    claim,
    minusSigns(detail),
  ]);
  const sections = results.labs.map((result) => {
    const pages = existsSync(join(committedResults, result.lab, 'samples.md'))
      ? `\n\n[What the models wrote](${result.lab}/samples.md)`
      : '';
    return `## ${result.lab}
${result.title}. ${held(result)} of ${result.checks.length} checks hold (preset \`${result.preset}\`).

${table(['verdict', 'statement', 'effect', '95 % interval', 'expected above', 'unit', 'over'], result.checks.map(checkRow))}

${picturesOf(result.lab)}${pages}`;
  });
  return `# Results

Written by \`npm run readme\` from the committed \`result.json\` files. A check holds when all of its interval lies above
the bound, and is contradicted when all of it lies below; where one run gives no interval, none can be said to hold.

${tally(results.labs, undefined)}

## The main job
One entry a seed.

${table(['verdict', 'claim', 'found'], lecture)}

${picturesOf('lecture')}

${sections.join('\n\n')}${sections.length > 0 ? '\n' : ''}`.replace(/\n+$/, '\n');
}
