/** The worked example of docs/adding-a-lab.md: it stands there as it is tried here, and it runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, fences } from '../docs/markdown';
import { proveLab } from '../helpers/toy-labs';
import { root } from '../helpers/built';
import { x1 } from './example-lab';

describe('the example of how a lab is added', () => {
  const source = readFileSync(join(root, 'test/study/example-lab.ts'), 'utf8');

  it('is short, and the page shows it whole', () => {
    expect(source.split('\n').length).toBeLessThan(120);
    const shown = fences(documentOf('docs/adding-a-lab.md')).filter(({ language }) => language === 'ts');
    expect(shown.map(({ code }) => code)).toContain(source.replaceAll('../../src/', '../'));
  });

  it('runs from end to end', { timeout: 240_000 }, async () => {
    const toy = {
      few: 4,
      many: 16,
      'imitation.rows': 16,
      'imitation.prompts': 4,
      'imitation.maxNewTokens': 24,
    };
    const { result } = await proveLab(x1, toy, ['few', 'many']);
    expect(result.texts).toHaveLength(2);
  });
});
