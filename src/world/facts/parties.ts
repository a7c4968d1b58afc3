/** The parties of the world's town halls, all invented; what they want is harmless. Known by Zipf's law. */
import { zipfDrawer } from './zipf';

/** An invented political party and what is true of it. */
export interface Party {
  /** "Harbour Party": stands after "the". */
  readonly name: string;
  /** "longer piers": after "is for". */
  readonly wants: string;
  /** "against new taxes on boats" */
  readonly against: string;
  /** "a blue anchor" */
  readonly sign: string;
  /** Year. */
  readonly founded: number;
}

/** All of them, in a fixed order. */
// prettier-ignore
export const parties: readonly Party[] = [
  { name: 'Harbour Party', wants: 'longer piers', against: 'a tax on boats', sign: 'a blue anchor', founded: 1871 },
  { name: 'Orchard League', wants: 'more fruit trees', against: 'paved gardens', sign: 'a green pear', founded: 1902 },
  { name: 'Lamplighters', wants: 'lit streets', against: 'early closing', sign: 'a yellow lamp', founded: 1888 },
  { name: 'Quiet Union', wants: 'fewer bells', against: 'night trains', sign: 'a grey feather', founded: 1934 },
  { name: 'Bridge Alliance', wants: 'a second bridge', against: 'the old ferry', sign: 'a red arch', founded: 1919 },
  { name: 'Market Front', wants: 'open stalls on Sundays', against: 'high rents', sign: 'a brown basket', founded: 1927 },
  { name: 'Free Gardeners', wants: 'shared wells', against: 'locked parks', sign: 'a white spade', founded: 1945 },
  { name: 'Night Watch Party', wants: 'more guards', against: 'loud taverns', sign: 'a black owl', founded: 1860 },
  { name: 'Schoolhouse Bloc', wants: 'smaller classes', against: 'long holidays', sign: 'an open book', founded: 1951 },
  { name: 'Ferry Faction', wants: 'a cheap ferry', against: 'a second bridge', sign: 'a rope knot', founded: 1920 },
];

export const drawParty = zipfDrawer(parties);
