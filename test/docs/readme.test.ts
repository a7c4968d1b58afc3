/**
 * README.md and figures/README.md say what the committed results say. `npm run readme` writes the parts that are made
 * from them; here they must not differ.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readText } from '../../src/node/files';
import { lecturePresets } from '../../src/labs/lecture';
import { labs } from '../../src/labs/registry';
import { root } from '../helpers/built';
import { documentOf, tableBelow } from './markdown';
import { clock, committed, notebooks, resultsPage, withResults, type Results } from '../../src/node/readme';
import { aCheck } from '../study/toy';

const readme = join(root, 'README.md');
const page = join(root, 'figures/README.md');
const results = committed();
const manifest = z
  .object({
    engines: z.object({ node: z.string() }),
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readText(join(root, 'package.json'))));

describe('what the documents say of the results', () => {
  it('README.md agrees with them: run `npm run readme`', () => {
    expect(withResults(readText(readme), results)).toBe(readText(readme));
  });

  it('figures/README.md agrees with them: run `npm run readme`', () => {
    expect(resultsPage(results)).toBe(readText(page));
  });

  it('times are given for what there is', () => {
    const names = new Set(notebooks().map(({ name }) => name));
    const known = new Set(labs.map(({ id }) => id));
    expect(Object.keys(results.minutes.labs).filter((id) => !known.has(id))).toEqual([]);
    expect(Object.keys(results.minutes.notebooks).filter((name) => !names.has(name))).toEqual([]);
  });

  it('a notebook takes no longer than it tells its reader', () => {
    for (const { name, stated } of notebooks())
      expect(results.minutes.notebooks[name]?.lecture ?? 0, name).toBeLessThanOrEqual(60 * stated);
  });
});

describe('README.md', () => {
  const document = documentOf('README.md');

  it('is short', () => {
    expect(document.text.split('\n').length).toBeLessThanOrEqual(231);
  });

  it('states the Node that package.json asks for, and the sizes that the main job has', () => {
    const { foundation, comparisons } = lecturePresets.lecture;
    const { demonstrations } = foundation;
    expect(document.text).toContain(`Node ${manifest.engines.node.replace('>=', '')} or newer`);
    expect(document.text).toContain(`${demonstrations.toLocaleString('en')} demonstrations`);
    expect(document.text).toContain(`${comparisons.toLocaleString('en')} comparisons`);
  });

  it('gives the reason for every dependency, and for nothing that is none', () => {
    const named = tableBelow(document, 'Dependencies').flatMap(([packages]) =>
      [...packages.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const { dependencies, optionalDependencies, devDependencies } = manifest;
    const all = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
    expect([...named].sort()).toEqual(all.sort());
  });
});

describe('the parts made from results', () => {
  const small: Results = {
    ...results,
    labs: [
      {
        ...{ lab: 'B4', title: 'PPO', preset: 'full', settings: {}, ledger: [], texts: [], rows: [] },
        checks: [aCheck, { ...aCheck, id: 'two', statement: 'it falls', verdict: 'contradicted' }],
      },
    ],
    minutes: { ...results.minutes, labs: { B4: { lecture: 93, full: 3725 } } },
  };
  const between = (name: string, given: Results) =>
    withResults(`a\n<!-- results: ${name} -->\nstale words\n<!-- end -->\nb\n`, given);

  it('tell of labs that have a result and of those that have none', () => {
    const text = between('labs', small);
    expect(text).toMatch(/^a\n<!-- results: labs -->\n\| lab /);
    expect(text).toMatch(/<!-- end -->\nb\n$/);
    expect(text).not.toContain('stale words');
    expect(text).toMatch(
      /^\| \[B4\]\(figures\/README\.md#b4\) \| .* \| 1 of 2 \((?:full|lecture|quick)\) \| 1:33 \/ 62:05 \|$/m,
    );
    expect(text).toMatch(/^\| B5 \| .* \| – \| – \/ – \|$/m);
    expect(text).toContain('1 of 2 checks hold, 1 is contradicted.');
    expect(between('labs', { ...small, labs: [] })).toContain('No result of a lab is committed yet.');
  });

  it('tell what all labs take together once each was measured', () => {
    const each = Object.fromEntries(labs.map(({ id }) => [id, { full: 1800 }]));
    const timed = { ...small, minutes: { ...small.minutes, labs: each } };
    expect(between('labs', timed)).toContain(`one after the other: ${(labs.length / 2).toFixed(1)} hours`);
    expect(between('labs', small)).not.toContain('hours');
  });

  it('list every check, in bold what does not hold, with the one that decides', () => {
    const [{ checks, ...rest }] = small.labs;
    const deciding = { ...rest, lab: 'lecture', checks: checks.map((check) => ({ ...check, main: true })) };
    const text = between('lecture', { ...small, labs: [deciding] });
    expect(text).toContain('- contradicted: T1: it falls: 1.23 [0.75, 2] units over 3 seeds');
  });

  it('are refused when a mark has no end or no such part is known', () => {
    expect(() => withResults('<!-- results: labs -->\n', results)).toThrow('no <!-- end -->');
    expect(() => between('nothing', results)).toThrow('results: nothing: expected one of lecture, labs');
  });

  it('show times as on a clock', () => {
    expect([undefined, 9.4, 59.6, 222].map(clock)).toEqual(['–', '0:09', '1:00', '3:42']);
  });
});
