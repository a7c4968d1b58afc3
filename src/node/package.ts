/** What package.json says of this package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The root of the package, from src/node and from dist/node alike. */
export const packageRoot = join(__dirname, '../..');

export const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')));
