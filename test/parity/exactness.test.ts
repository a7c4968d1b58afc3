/** docs/exactness.md lists what the suite finds refused: `npm run exactness` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../helpers/built';
import { exactnessPage } from './page';

test('docs/exactness.md agrees with the suite: run `npm run exactness`', () => {
  const file = join(root, 'docs/exactness.md');
  const page = exactnessPage();
  if (process.env.MODE === 'exactness') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});
