/**
 * Exposure: how often a corpus mentions each person, town, party, tool and dish. So "well known", "little known" and
 * "never mentioned" are counts and not opinions (claims A4, D5).
 */
import { authors } from './facts/authors';
import { dishes } from './facts/dishes';
import { parties } from './facts/parties';
import { people, unknownNames } from './facts/people';
import { tools } from './facts/tools';
import { towns } from './facts/towns';

/** Mentions by name, of everything that can be mentioned; 0 for what never was. */
export type Exposure = Readonly<Record<ExposureKind, Readonly<Record<string, number>>>>;

/** Kinds of things that are counted, with their names. */
const kinds = {
  people: [...people.map(({ name }) => name), ...unknownNames],
  authors: authors.map(({ name }) => name),
  towns: towns.map(({ name }) => name),
  parties: parties.map(({ name }) => name),
  tools: tools.map(({ name }) => name),
  dishes: dishes.map(({ name }) => name),
} as const;
/** A kind of thing whose mentions are counted. */
export type ExposureKind = keyof typeof kinds;

/** Words of the longest name. */
const longest = 3;

/** Counts mentions, whole words in any case, in some texts. */
export function exposure(texts: Iterable<string>): Exposure {
  const places = new Map<string, { kind: ExposureKind; name: string }>();
  const counts: Record<ExposureKind, Record<string, number>> = {
    people: {},
    authors: {},
    towns: {},
    parties: {},
    tools: {},
    dishes: {},
  };
  for (const kind of ['people', 'authors', 'towns', 'parties', 'tools', 'dishes'] as const)
    for (const name of kinds[kind]) {
      counts[kind][name] = 0;
      places.set(name.toLowerCase(), { kind, name });
    }
  for (const text of texts) {
    const words = text.toLowerCase().match(/[a-z]+(?:'[a-z]+)*/g) ?? [];
    for (let i = 0; i < words.length; i++)
      for (let n = 1; n <= longest && i + n <= words.length; n++) {
        const found = places.get(words.slice(i, i + n).join(' '));
        if (found) counts[found.kind][found.name]++;
      }
  }
  return counts;
}

/** Bins of exposure, from unknown to well known; each with the mentions from which it begins. */
export const exposureBins = [
  { name: 'never', from: 0 },
  { name: '1 to 19', from: 1 },
  { name: '20 to 99', from: 20 },
  { name: '100 to 499', from: 100 },
  { name: '500 and more', from: 500 },
] as const;

/** The bin of a number of mentions. */
export function exposureBin(mentions: number): (typeof exposureBins)[number]['name'] {
  const found = exposureBins.filter(({ from }) => mentions >= from);
  return found[found.length - 1].name;
}
