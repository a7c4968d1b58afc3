/** What the documents point at is there: files, anchors, paths in the text. Other hosts are not asked. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../helpers/built';
import { anchors, documentOf, documents, fences, inlineCode, links, type Document } from './markdown';

/** What is wrong with a link, or nothing. */
function brokenLink(document: Document, target: string): string | undefined {
  if (/^[a-z]+:/i.test(target)) return brokenAddress(target);
  const [path, anchor] = target.split('#');
  const file = path === '' ? document.file : normalize(join(dirname(document.file), path));
  if (!existsSync(join(root, file))) return `${target}: there is no ${file}`;
  if (anchor === undefined) return undefined;
  const there = anchors(path === '' ? document : documentOf(file));
  return there.has(anchor) ? undefined : `${target}: no heading of ${file} gives #${anchor}`;
}

/** Addresses elsewhere are checked for their form only. */
function brokenAddress(target: string): string | undefined {
  if (!URL.canParse(target) || !target.startsWith('https://')) return `${target}: expected https://`;
  const { hostname, pathname } = new URL(target);
  if (hostname === 'arxiv.org' && !/^\/abs\/\d{2}(0[1-9]|1[0-2])\.\d{4,5}$/.test(pathname))
    return `${target}: expected arxiv.org/abs/YYMM.NNNNN`;
  return undefined;
}

/** Folders whose paths a text may name. */
const ours = /^(?:src|datasets|test|scripts|notebooks|figures)\//;

/** A path that a text names and that is not there. Placeholders such as <time> and * end what is checked. */
function missingPath(code: string): string | undefined {
  const word = code.split(' ').find((part) => ours.test(part));
  if (word === undefined) return undefined;
  const fixed = /^[^<*{…]*/.exec(word)?.[0] ?? '';
  const path = fixed === word ? word : fixed.slice(0, fixed.lastIndexOf('/'));
  return existsSync(join(root, path)) ? undefined : word;
}

describe('documents', () => {
  it.each(documents())('$file: its links lead somewhere', (document) => {
    expect(links(document).flatMap((target) => brokenLink(document, target) ?? [])).toEqual([]);
  });

  it.each(documents())('$file: the paths that it names exist', (document) => {
    const lines = fences(document).flatMap(({ code }) => code.split('\n'));
    expect([...inlineCode(document), ...lines].flatMap((code) => missingPath(code) ?? [])).toEqual([]);
  });

  it('state an arXiv number as the address has it', () => {
    for (const document of documents())
      for (const [link, number, address] of document.text.matchAll(
        /\[(?:arXiv:)?(\d{4}\.\d{4,5})\]\(https:\/\/arxiv\.org\/abs\/([^)]+)\)/g,
      ))
        expect(number, `${document.file}: ${link}`).toBe(address);
  });
});

describe('the checks themselves', () => {
  const document = (text: string): Document => ({ file: 'README.md', text });

  it('find what is broken', () => {
    const wrong = [
      'nowhere.md',
      'LOG.md#nothing',
      '#nothing',
      'http://arxiv.org',
      'https://arxiv.org/abs/2213.1',
    ];
    const text = `# A & B\n${wrong.map((target) => `[x](${target})`).join(' ')} [y](#a--b) [z](LOG.md)`;
    const found = links(document(text)).map((target) => brokenLink(document(text), target));
    expect(found.map((problem) => problem !== undefined)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('find paths in text, and leave placeholders and other words alone', () => {
    const codes = inlineCode(
      document('`src/nothing.ts` `npx vitest run test/nothing` `figures/<lab>` `runs/x` `src/node/cli`'),
    );
    expect(codes.map((code) => missingPath(code))).toEqual([
      'src/nothing.ts',
      'test/nothing',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
