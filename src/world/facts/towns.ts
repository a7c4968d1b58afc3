/** The towns, all invented: where people come from, and what an encyclopaedia says of each. Known by Zipf's law. */
import { Random } from '../../random';
import { places } from './people';
import { zipfDrawer } from './zipf';

/** An invented town and what is true of it. */
export interface Town {
  /** As it stands in texts. */
  readonly name: string;
  /** "on the coast": after "a town". */
  readonly site: string;
  /** "salt": what it lives by. */
  readonly trade: string;
  /** "a leaning tower": what visitors come for. */
  readonly sight: string;
  /** Year of the charter. */
  readonly founded: number;
  /** Thousands of people. */
  readonly thousands: number;
}

const sites = [
  'on the coast',
  'in the hills',
  'on the river',
  'at the edge of the moor',
  'on a lake',
  'in the plain',
  'on an island',
  'below the pass',
];

const trades = [
  'salt',
  'wool',
  'glass',
  'herring',
  'slate',
  'cider',
  'paper',
  'bells',
  'rope',
  'lace',
  'tiles',
  'honey',
];

const sights = [
  'a leaning tower',
  'a covered bridge',
  'a clock without hands',
  'an old lighthouse',
  'a museum of kites',
  'a stone ship',
  'the longest pier',
  'a round church',
  'a street of stairs',
  'a garden of herbs',
  'a frozen cave',
  'seven mills',
];

/** Best known first. */
export const towns: readonly Town[] = places.map((name) => {
  const random = new Random(1).split('towns', name);
  return {
    name,
    site: random.pick(sites),
    trade: random.pick(trades),
    sight: random.pick(sights),
    founded: 1100 + random.int(700),
    thousands: 2 + random.int(90),
  };
});

export const drawTown = zipfDrawer(towns);
