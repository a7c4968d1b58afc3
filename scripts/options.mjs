/** Writes the table of all trainers' options into src/train/README.md: `npm run build && npm run options`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withOptionsTable } from '../dist/tools/options-table.js';

const file = new URL('../src/train/README.md', import.meta.url);
writeFileSync(file, withOptionsTable(readFileSync(file, 'utf8')));
