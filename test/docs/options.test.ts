/** The table of options in src/train/README.md is what the trainers declare. */
import { expect, it } from 'vitest';
import { optionsTable, withOptionsTable } from '../../src/tools/options-table';
import { ppoDefaults } from '../../src/train/ppo-options';
import { documentOf } from './markdown';

const { text } = documentOf('src/train/README.md');

it('src/train/README.md agrees with the trainers: run `npm run options`', () => {
  expect(withOptionsTable(text)).toBe(text);
});

it('has each option of PPO with its default', () => {
  const rows = optionsTable()
    .split('\n')
    .filter((row) => /\bppo\b/.test(row));
  for (const [name, value] of Object.entries(ppoDefaults)) {
    const row = rows.find((line) => line.startsWith(`| \`${name}\` |`) && line.includes(`${value} (`));
    expect(row, name).toBeDefined();
  }
  expect(rows).toHaveLength(Object.keys(ppoDefaults).length);
});

it('needs its two marks', () => {
  expect(() => withOptionsTable('# nothing')).toThrow('expected <!-- options -->');
});
