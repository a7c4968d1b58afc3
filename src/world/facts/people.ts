/**
 * The people, all invented. How often the corpus speaks of them follows Zipf's law: a few are known widely,
 * most are known little, and some names never occur at all (lecture claim D5: what should a model say of those?).
 * A full name that is nobody here counts as unknown, a real person's too: the world makes no statement on it.
 */
import { Random } from '../../random';
import type { Rules } from '../grammar';
import { zipfDrawer, zipfShares } from './zipf';

/** An invented person. */
export interface Person {
  /** First and last name. */
  readonly name: string;
  /** "baker": after "a" or "an". */
  readonly profession: string;
  /** Name of a town. */
  readonly birthplace: string;
  /** Year of birth. */
  readonly year: number;
  /** "the winter loaf" */
  readonly work: string;
  /** 1 is the best known. */
  readonly rank: number;
  /** By rank. */
  readonly fame: 'known' | 'little-known';
  /** Probability that a biography is this person's, see zipf.ts. */
  readonly share: number;
}

export const nameRules: Rules = {
  first: (
    'Mara Tobin Ilse Corin Petra Anselm Rhea Jorun Livia Osric Tamsin Edda Bruno Nadia Silas Wanda Ivo Greta ' +
    'Hamid Orla Lucan Selma Dario Ferris Amina Kasper Yara Ludo Runa Emil Nessa Otto Pia Marek Sunniva Joss ' +
    'Leila Basil Freya Tilda'
  ).split(' '),
  last: (
    'Velden Harrow Quist Ostrand Marlow Pevensey Tarn Brask Lindqvar Okoro Sorrel Wexley Dunmore Valko Hesper ' +
    'Thornby Calloway Ruzic Fennimore Adair Kestrel Imbert Holloway Zelnik Ravn Culver Maddern Oyelade Stroud ' +
    'Birkett Navarre Yarrow Penhale Skov Tolliver Umber Castellan Gant Merriden Fenwick'
  ).split(' '),
};

export const places = (
  'Lindow Harwick Osterby Velmouth Carrick Dunfold Thessing Marlby Quarne Pellworm Stavely Ravensea Norholm ' +
  'Kilbrae Ambersty Tolven Wexcombe Isfeld Brannock Oldhythe Sandrick Merrow Falkirn Hollin Greywater Tarrant'
).split(' ');

/** What each profession makes: the last word of what its people are known for. */
export const works: Readonly<Record<string, readonly string[]>> = {
  baker: ['loaf', 'bun'],
  painter: ['portrait', 'mural'],
  composer: ['waltz', 'hymn'],
  architect: ['bridge', 'tower'],
  poet: ['ballad', 'sonnet'],
  inventor: ['lamp', 'engine'],
  explorer: ['voyage', 'map'],
  gardener: ['rose', 'orchard'],
  doctor: ['clinic', 'cure'],
  weaver: ['carpet', 'shawl'],
  cook: ['stew', 'tart'],
  novelist: ['novel', 'trilogy'],
  sculptor: ['statue', 'fountain'],
  sailor: ['race', 'crossing'],
  teacher: ['school', 'grammar'],
  singer: ['song', 'concert'],
  astronomer: ['comet', 'atlas'],
  clockmaker: ['clock', 'compass'],
};

export const workAdjectives = (
  'winter silver long hidden red northern silent golden second blue glass broken summer great little midnight ' +
  'iron quiet'
).split(' ');

const count = 400;
const knownRanks = 70;

/** Facts never depend on a user's seed: they are the world. */
const worldSeed = 1;

function makePeople(): Person[] {
  const random = new Random(worldSeed).split('people');
  const names = nameRules.first.flatMap((first) => nameRules.last.map((last) => `${first} ${last}`));
  const professions = Object.keys(works);
  const shares = zipfShares(count);
  return random
    .shuffle(names)
    .slice(0, count)
    .map((name, i) => {
      const profession = random.pick(professions);
      return {
        name,
        profession,
        birthplace: random.pick(places),
        year: 1850 + random.int(140),
        work: `the ${random.pick(workAdjectives)} ${random.pick(works[profession])}`,
        rank: i + 1,
        fame: i < knownRanks ? 'known' : 'little-known',
        share: shares[i],
      };
    });
}

/** Best known first. */
export const people: readonly Person[] = makePeople();

/** People by name in lower case. */
export const personByName: ReadonlyMap<string, Person> = new Map(
  people.map((p) => [p.name.toLowerCase(), p]),
);

/** Names that the corpus never mentions. */
export const unknownNames: readonly string[] = [
  ...new Random(worldSeed)
    .split('unknown')
    .shuffle(nameRules.first.flatMap((first) => nameRules.last.map((last) => `${first} ${last}`)))
    .filter((name) => !personByName.has(name.toLowerCase()))
    .slice(0, 60),
];

/** A person drawn by Zipf's law. */
export const drawPerson = zipfDrawer(people);
