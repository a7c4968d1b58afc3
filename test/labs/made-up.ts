/** Made-up rows over three seeds and eight prompts, and what a lab's checks say of them. */
import { evaluate, type CheckSpec, type Verdict } from '../../src/study/checks';
import { promptRows, Table, type Row } from '../../src/study/rows';

/**
 * Rows of one measure: at no place for a number, along a course for several, by their place. Each prompt has its own level, the same for
 * every arm; each seed is a little higher than the last where there is something to be higher than.
 */
export function madeUp(
  arm: string,
  measure: string,
  means: number | readonly number[] | Readonly<Record<number, number>>,
): Row[] {
  const course =
    typeof means === 'number'
      ? [{ at: null, mean: means }]
      : Object.entries(means).map(([at, mean]) => ({ at: Number(at), mean }));
  return [1, 2, 3].flatMap((seed) =>
    course.flatMap(({ at, mean }) =>
      promptRows(
        { arm, seed, at, measure },
        Array.from({ length: 8 }, (_, prompt) => mean * (1 + seed / 100) + prompt / 1000),
      ),
    ),
  );
}

/** A course of PPO whose KL rises by 1, 3, 5, … nats. */
export function madeUpCourse(arm: string, gold: readonly number[], proxy: readonly number[] = gold): Row[] {
  const kl = gold.map((_, i) => i * i);
  return [
    ...madeUp(arm, 'gold', gold),
    ...madeUp(arm, 'proxy', proxy),
    ...madeUp(arm, 'KL', kl),
    ...madeUp(arm, 'KL (k3)', kl),
  ];
}

/** Verdicts by id. */
export function verdictsOn(specs: readonly CheckSpec[], rows: readonly Row[]): Record<string, Verdict> {
  const table = new Table(rows);
  return Object.fromEntries(specs.map((spec) => [spec.id, evaluate(table, 'made up', spec).verdict]));
}
