/** PPO's courses as a table of their own, `courses.csv`: means over prompts, gold and proxy in sd of SFT replies. */
import { csv, Table, type Row } from './rows';

/** `seed,arm,iteration,kl,gold,proxy`, of every arm that has such a course; undefined where none has. */
export function coursesCsv(rows: readonly Row[]): string | undefined {
  const table = new Table(rows);
  // A curve of best-of-n has gold and proxy by n, but its gold is not by the iterations of a run.
  const arms = table.arms.filter((arm) =>
    ['gold', 'proxy', 'KL (k3)'].every((measure) => table.has(arm, measure)),
  );
  const lines = table.seeds.flatMap((seed) =>
    arms.flatMap((arm) =>
      table.places(arm, 'KL', seed).map((at) => {
        const of = (measure: string) => table.mean({ arm, measure, at }, seed);
        return [seed, arm, at, of('KL'), of('gold'), of('proxy')];
      }),
    ),
  );
  return lines.length > 0 ? csv(['seed', 'arm', 'iteration', 'kl', 'gold', 'proxy'], lines) : undefined;
}
