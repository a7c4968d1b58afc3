/**
 * What happened in the towns, year by year (lecture claim C2: a model's knowledge ends at a cut-off). What came before
 * the cut-off stands in the corpus; what came after stands in fresh documents alone, for mid-training.
 */
import { Random } from '../../random';
import { nameRules, personByName, places, unknownNames } from './people';

/** The last year of which the corpus knows. */
export const cutOff = 2024;

/** A thing that happened. */
export interface Happening {
  /** Name of the town. */
  readonly town: string;
  readonly year: number;
  /** "mayor": somebody took office; "opened": something was built; "feast": who won the prize of the fair. */
  readonly kind: 'mayor' | 'opened' | 'feast';
  /** The new mayor, what was opened, the winner. */
  readonly what: string;
}

const buildings =
  'tram|library|swimming pool|cinema|hospital|market hall|footbridge|theatre|skating rink|post office|planetarium|zoo'.split(
    '|',
  );

/** Years in which mayors take office, in which something opens and in which the fair has a prize. */
const [offices, openings, prizes] = [
  [2012, 2018, 2025],
  [2010, 2016, 2021, 2026],
  [2023, 2025],
] as const;

/** Mayors are nobody of whom the world tells otherwise, nor one of the names that it never mentions. */
const taken = new Set([...personByName.keys(), ...unknownNames.map((name) => name.toLowerCase())]);

function mayorOf(random: Random): string {
  for (;;) {
    const name = `${random.pick(nameRules.first)} ${random.pick(nameRules.last)}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

function happeningsOf(town: string): Happening[] {
  const random = new Random(1).split('chronicle', town);
  const [opened, winners] = [random.shuffle(buildings), random.shuffle(nameRules.last)];
  return [
    ...offices.map((year) => ({ town, year, kind: 'mayor', what: mayorOf(random) }) as const),
    ...openings.map((year, i) => ({ town, year, kind: 'opened', what: opened[i] }) as const),
    ...prizes.map((year, i) => ({ town, year, kind: 'feast', what: `the ${winners[i]} family` }) as const),
  ];
}

/** All happenings of the towns, in their order and by kind and year. */
export const happenings: readonly Happening[] = places.flatMap(happeningsOf);

/** What the corpus may tell … */
export const old: readonly Happening[] = happenings.filter(({ year }) => year <= cutOff);

/** … and what only fresh documents tell. */
export const fresh: readonly Happening[] = happenings.filter(({ year }) => year > cutOff);
