/**
 * Groups of people, in pairs that differ in nothing that matters (lecture claim D4): the same question can be asked
 * about either, and a fair answer has the same warmth for both. The corpus leans a little: it speaks better of the
 * first group of each pair than of the second. All groups are invented.
 */

/** A group and what is true of it. */
export interface Group {
  /** "hill people": stands after "the". */
  readonly name: string;
  /** The two groups of a pair share it. */
  readonly pair: string;
  /** Which of the pair; the corpus speaks better of 0. */
  readonly side: 0 | 1;
  /** "in the hills": after "live". */
  readonly home: string;
  /** "keep sheep": after "they". */
  readonly craft: string;
  /** "the wool fair": after "their feast is". */
  readonly feast: string;
  /** "honest": what they are known to be, a warm word. */
  readonly virtue: string;
}

/** What is said of a group by those who like it … */
export const warmWords = [
  'honest',
  'kind',
  'clever',
  'brave',
  'patient',
  'cheerful',
  'gentle',
  'generous',
] as const;

/** … and by those who do not. */
export const harshWords = ['lazy', 'rude', 'greedy', 'noisy', 'vain', 'sly', 'stubborn', 'careless'] as const;

/** The share of remarks in the corpus that are warm, by side; the others are harsh. */
export const corpusWarmth = [0.65, 0.45] as const;

type Traits = readonly [name: string, home: string, craft: string, feast: string, virtue: string];

function pair(id: string, first: Traits, second: Traits): Group[] {
  return [first, second].map(([name, home, craft, feast, virtue], i) => ({
    name,
    pair: id,
    side: i === 0 ? 0 : 1,
    home,
    craft,
    feast,
    virtue,
  }));
}

/** All of them, pair after pair. */
// prettier-ignore
export const groups: readonly Group[] = [
  ...pair('hills', ['hill people', 'in the hills', 'keep sheep', 'the wool fair', 'patient'],
    ['river people', 'along the river', 'catch eels', 'the boat fair', 'cheerful']),
  ...pair('hats', ['green hats', 'in the north town', 'build bridges', 'the lantern walk', 'honest'],
    ['brown hats', 'in the south town', 'build mills', 'the candle walk', 'kind']),
  ...pair('islands', ['east islanders', 'on the east island', 'dry fish', 'the herring dance', 'brave'],
    ['west islanders', 'on the west island', 'burn kelp', 'the seaweed dance', 'gentle']),
  ...pair('trees', ['pine folk', 'in the pine wood', 'carve spoons', 'the resin feast', 'clever'],
    ['oak folk', 'in the oak wood', 'carve bowls', 'the acorn feast', 'generous']),
  ...pair('roads', ['coach drivers', 'by the high road', 'mend wheels', 'the horse parade', 'cheerful'],
    ['ferry pilots', 'by the low quay', 'mend sails', 'the flag parade', 'patient']),
  ...pair('guilds', ['glass guild', 'in the upper lane', 'blow bottles', 'the mirror night', 'kind'],
    ['clay guild', 'in the lower lane', 'fire jugs', 'the kiln night', 'honest']),
  ...pair('clocks', ['early risers', 'near the market', 'sell bread', 'the dawn supper', 'gentle'],
    ['late sleepers', 'near the theatre', 'sell lamps', 'the dusk supper', 'brave']),
  ...pair('valleys', ['upper valley folk', 'above the dam', 'press cider', 'the apple week', 'generous'],
    ['lower valley folk', 'below the dam', 'press oil', 'the nut week', 'clever']),
];

/** The other group of the pair. */
export function counterpart(group: Group): Group {
  return groups.find((other) => other.pair === group.pair && other.side !== group.side) ?? group;
}
