/**
 * The project's documents as texts, and what stands in them: headings, links, inline code, code blocks. It reads only
 * the Markdown that is written here; a form that it does not know fails a test and is not passed over.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNotebook, wholeText } from '../../src/node/notebooks/file';
import { root } from '../helpers/built';

/** A document, or all Markdown cells of a notebook. */
export interface Document {
  /** Path below the root. */
  readonly file: string;
  readonly text: string;
}

/** A block between ``` fences. */
export interface Fence {
  readonly language: string;
  readonly code: string;
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .sort();
}

export const documentOf = (file: string): Document => ({
  file,
  text: readFileSync(join(root, file), 'utf8'),
});

/** Every document of the repository. What models wrote (`samples.md` below figures) is none. */
export function documents(): Document[] {
  const atRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
  const below = ['src', 'datasets', 'docs'].flatMap((folder) => filesBelow(folder, '.md'));
  const notebooks = filesBelow('notebooks', '.ipynb').map((file) => {
    const cells = readNotebook(join(root, file)).cells.filter(({ cell_type }) => cell_type === 'markdown');
    return { file, text: cells.map(({ source }) => wholeText(source)).join('\n\n') };
  });
  return [...[...atRoot, ...below, 'figures/README.md'].map(documentOf), ...notebooks];
}

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm;

export function fences({ text }: Document): Fence[] {
  return [...text.matchAll(fence)].map(([, language, code]) => ({ language, code }));
}

/** The text without its code blocks. */
function prose({ text }: Document): string {
  return text.replace(fence, '');
}

/** Everything between single backticks, with its line breaks taken out. */
export function inlineCode(document: Document): string[] {
  return [...prose(document).matchAll(/`([^`]+)`/g)].map(([, code]) => code.replace(/\s+/g, ' '));
}

/** Targets of links and images, of HTML's too. */
export function links(document: Document): string[] {
  const text = prose(document).replace(/`[^`]+`/g, '');
  const markdown = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const html = [...text.matchAll(/\b(?:href|src)="([^"]+)"/g)];
  return [...markdown, ...html].map(([, target]) => target);
}

/** The anchors that GitHub makes of the headings. */
export function anchors(document: Document): Set<string> {
  const seen = new Map<string, number>();
  const slugs = [...prose(document).matchAll(/^#{1,6} (.+)$/gm)].map(([, title]) => {
    const slug = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set(slugs);
}

/** Cells of the rows of the first table below a heading, without its head. `[rows][columns]` */
export function tableBelow({ text }: Document, heading: string): string[][] {
  const [, section] = text.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`there is no section "${heading}"`);
  const rows = section.split('\n## ')[0].match(/(?:^\|.*\|$\n?)+/m)?.[0] ?? '';
  return rows
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}
