/** Others' work that is copied into what the project writes keeps its notice, and THIRD-PARTY-NOTICES.md is complete. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plotlyLoader } from '../../src/node/display/chart';
import { fontFiles } from '../../src/node/pictures/plotly-dom';
import { renderReport } from '../../src/node/pictures/report';
import { root } from '../helpers/built';
import { finish, toyBench } from '../helpers/toy-labs';
import { toyLab } from '../study/toy';
import { documentOf, tableBelow } from './markdown';

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const notices = documentOf('THIRD-PARTY-NOTICES.md');
const plotly = dirname(require.resolve('plotly.js-cartesian-dist-min'));
const plotlyLicence = readFileSync(join(plotly, 'LICENSE'), 'utf8').trim();
/** The page of a lab's result. */
const report = async () => {
  const { result } = await finish(toyLab().run(await toyBench(), 'quick'));
  return renderReport(toyLab(), result);
};
const manifest = z.object({ license: z.string(), dependencies: z.record(z.string(), z.string()) });

describe('licences', () => {
  it('ours is the whole of Apache-2.0', () => {
    const text = read('LICENSE');
    for (const part of ['Version 2.0, January 2004', 'END OF TERMS AND CONDITIONS', 'APPENDIX: How to apply'])
      expect(text).toContain(part);
    for (let section = 1; section <= 9; section++)
      expect(text).toMatch(new RegExp(`^   ${section}\\. `, 'm'));
    expect(manifest.parse(JSON.parse(read('package.json'))).license).toBe('Apache-2.0');
  });

  it('Plotly’s stands in report.html, in notebooks and in the notices', async () => {
    expect(plotlyLicence).toContain('Permission is hereby granted');
    expect(notices.text).toContain(plotlyLicence);
    expect(plotlyLoader()).toContain(plotlyLicence);
    const html = await report();
    expect(html).toContain(plotlyLicence);
    expect(html).toMatch(/\* plotly\.js \(cartesian - minified\) v[\d.]+\n\* Copyright/);
    expect(html).toContain('Bundled license information');
  });

  it('the notices name every bundled module', () => {
    const bundle = readFileSync(require.resolve('plotly.js-cartesian-dist-min'), 'utf8');
    const bundled = bundle
      .slice(bundle.indexOf('Bundled license information'))
      .matchAll(/^(@?[\w-]+)\/\S*:$/gm);
    // What calls itself assert in this list carries the notice of buffer.
    const names = [...bundled].map(([, name]) => name).filter((name) => name !== 'assert');
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(notices.text).toContain(name);
  });

  it('no page or picture contains the font', async () => {
    const html = await report();
    expect(html).not.toMatch(/@font-face|font\/ttf|application\/font/);
    expect(readFileSync(join(dirname(fontFiles.regular), '../LICENSE_FONT'), 'utf8')).toContain(
      'SIL Open Font License',
    );
  });

  it('every dependency stands in the notices with the licence that it states', () => {
    const rows = tableBelow(notices, 'What is installed beside it').map(([name, licence]) => [
      name.slice(1, -1),
      licence,
    ]);
    const { dependencies } = manifest.parse(JSON.parse(read('package.json')));
    const stated = Object.keys(dependencies).map((name) => {
      const { license } = z
        .object({ license: z.string() })
        .parse(JSON.parse(read('node_modules', name, 'package.json')));
      return [name, license];
    });
    expect(rows).toEqual(stated.sort());
  });
});
