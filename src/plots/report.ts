/**
 * One run as one page, `report.html`: what was run, what each stage is worth, which claims held, the figures,
 * replies side by side, and every setting.
 *
 * Pure string building; src/node/pictures/report.ts renders the pictures and reads Plotly's script.
 */
import type { Interval } from '../eval/bootstrap';
import { escapeHtml } from './html';
import { withMinus } from './numbers';
import { factList, pageHtml, type PageAssets, type ReportFigure } from './page';
import { stageColors, type Stage } from './theme';

/** A row of the table of results. */
export interface ReportStage {
  /** E.g. "PPO at gold peak". */
  readonly name: string;
  /** For its colour. */
  readonly stage: Stage;
  /** Mean score of the judge, in [0, 1]. */
  readonly gold: Interval;
  /** Mean score of the reward model, in sd above SFT. */
  readonly proxy?: Interval;
  /** From the SFT model, nats a reply. */
  readonly kl?: Interval;
  /** Tokens a reply. */
  readonly length: Interval;
  /** Share of a reply's 3-grams, in [0, 1], that stood in it before. */
  readonly repetition: Interval;
}

/** A claim of the lecture and whether this run bears it out. */
export interface ReportCheck {
  /** The claim, as a sentence. */
  readonly claim: string;
  /** Whether it held. */
  readonly held: boolean;
  /** The measured effect, with its interval. */
  readonly detail: string;
}

/** Replies of several models to one prompt. */
export interface ReportSample {
  /** The user's words. */
  readonly prompt: string;
  /** Each with its replies and the judge's scores of them, in [0, 1]. */
  readonly models: readonly {
    readonly name: string;
    readonly stage: Stage;
    readonly replies: readonly { readonly text: string; readonly gold?: number }[];
  }[];
}

/** All that stands on the page. */
export interface ReportInput {
  /** The page's title. */
  readonly title: string;
  /** What was done, in a sentence or two. */
  readonly summary: string;
  /** What identifies the run: preset, seed, version, time taken. */
  readonly run: Readonly<Record<string, string | number>>;
  /** Rows of the table of results. */
  readonly stages: readonly ReportStage[];
  /** Claims, in the page's order. */
  readonly checks: readonly ReportCheck[];
  /** Figures, in the page's order. */
  readonly figures: readonly ReportFigure[];
  /** Replies to read, a block a prompt. */
  readonly samples: readonly ReportSample[];
  /** Every setting, by group. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
}

function measured(label: string, interval: Interval | undefined, digits: number): string {
  if (!interval) return `<td data-label="${label}">–</td>`;
  const number = (value: number) => withMinus(value.toFixed(digits));
  const range = `[${number(interval.low)}, ${number(interval.high)}]`;
  return `<td data-label="${label}"><span>${number(interval.value)}<small> ${range}</small></span></td>`;
}

function swatch(stage: Stage): string {
  return `<span class="stage" style="background:${stageColors[stage].line}"></span>`;
}

function stageTable(stages: readonly ReportStage[]): string {
  const rows = stages.map(
    (row) => `<tr><td>${swatch(row.stage)}${escapeHtml(row.name)}</td>
${measured('gold', row.gold, 2)}${measured('proxy', row.proxy, 2)}${measured('KL (nats)', row.kl, 1)}
${measured('length (tokens)', row.length, 0)}${measured('repetition', row.repetition, 2)}</tr>`,
  );
  return `<table class="stacked stages">
<thead><tr><th></th><th>gold</th><th>proxy</th><th>KL (nats)</th><th>length (tokens)</th><th>repetition</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
<p class="quiet">Gold is the judge's score, the proxy the reward model's. Brackets are 95 % intervals over prompts.
KL is counted from the SFT model, a reply. Repetition is the share of a reply's 3-grams that stood in it before.</p>`;
}

function checkList(checks: readonly ReportCheck[]): string {
  const items = checks.map(({ claim, held, detail }) => {
    const verdict = held ? '<b class="held">✓ held</b>' : '<b class="failed">✗ did not hold</b>';
    return `<li>${verdict} ${escapeHtml(claim)}<br><span class="quiet">${escapeHtml(detail)}</span></li>`;
  });
  return `<ul class="checks">${items.join('\n')}</ul>`;
}

function sampleBlock({ prompt, models }: ReportSample, open: boolean): string {
  const columns = models.map(({ name, stage, replies }) => {
    const quotes = replies.map(({ text, gold }) => {
      const score = gold === undefined ? '' : `<small>gold ${gold.toFixed(2)}</small>`;
      return `<blockquote>${text.trim() === '' ? '<em>(empty)</em>' : escapeHtml(text)}${score}</blockquote>`;
    });
    return `<div><h3>${swatch(stage)}${escapeHtml(name)}</h3>${quotes.join('\n')}</div>`;
  });
  return `<details${open ? ' open' : ''}><summary>${escapeHtml(prompt)}</summary>
<div class="replies">${columns.join('\n')}</div></details>`;
}

function settingsTable(settings: ReportInput['settings']): string {
  const groups = Object.entries(settings).map(([group, values]) => {
    const rows = Object.entries(values).map(
      ([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(String(value))}</td></tr>`,
    );
    return `<tr><th colspan="2">${escapeHtml(group)}</th></tr>${rows.join('')}`;
  });
  return `<table class="settings"><tbody>${groups.join('\n')}</tbody></table>`;
}

/** A heading and its content, or nothing where there is no content. */
function section(heading: string, items: readonly unknown[], content: () => string): string {
  return items.length === 0 ? '' : `<h2>${heading}</h2>\n${content()}`;
}

/** The page. @throws RangeError when the picture of a figure is missing. */
export function reportHtml(input: ReportInput, assets: PageAssets): string {
  const { title, figures, stages, checks, samples, settings } = input;
  const before = `<p>${escapeHtml(input.summary)}</p>
${factList(input.run)}
${section('Results', stages, () => stageTable(stages))}
${section("The lecture's claims", checks, () => checkList(checks))}`;
  const after = `${section('Replies side by side', samples, () => samples.map((sample, i) => sampleBlock(sample, i < 2)).join('\n'))}
${section('Settings', Object.keys(settings), () => settingsTable(settings))}`;
  return pageHtml({ title, before, figures, after }, assets);
}
