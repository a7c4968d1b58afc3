/** Riddles: a thing, what it has, and what it cannot do with it. */

/** A riddle's thing with what is odd about it. */
export interface Riddle {
  /** "clock": the answer, with the article "a" or "an". */
  readonly thing: string;
  /** "hands": after "has". */
  readonly has: string;
  /** "clap": after "but cannot". */
  readonly cannot: string;
}

function riddle(thing: string, has: string, cannot: string): Riddle {
  return { thing, has, cannot };
}

/** All of them, in a fixed order. */
// prettier-ignore
export const riddles: readonly Riddle[] = [
  riddle('clock', 'hands', 'clap'), riddle('river', 'a mouth', 'speak'), riddle('needle', 'an eye', 'see'),
  riddle('comb', 'teeth', 'bite'), riddle('chair', 'four legs', 'walk'), riddle('bottle', 'a neck', 'swallow'),
  riddle('shoe', 'a tongue', 'talk'), riddle('book', 'a back', 'bend down'), riddle('piano', 'many keys', 'open a door'),
  riddle('map', 'towns', 'house anybody'), riddle('tree', 'a crown', 'rule'), riddle('bell', 'a lip', 'kiss'),
  riddle('jug', 'an ear', 'hear'), riddle('mountain', 'a foot', 'kick'), riddle('kite', 'a tail', 'wag it'),
  riddle('glove', 'five fingers', 'count'), riddle('candle', 'a coat of wax', 'button it'), riddle('road', 'a bend', 'stretch'),
  riddle('cabbage', 'a head', 'think'), riddle('bed', 'a pillow', 'sleep'),
];
