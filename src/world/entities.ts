/**
 * What can be asked about, by family: the entities, each with its subject and the values of its wordings' slots.
 * Their order and their ids are fixed.
 */
import { Random } from '../random';
import { authorByName, authors } from './facts/authors';
import { categories, type Category } from './facts/categories';
import { dishes } from './facts/dishes';
import { groups } from './facts/groups';
import { people, personByName, unknownNames } from './facts/people';
import { requestActs, requestOwners, type Tense } from './facts/requests';
import { heroes, wishes } from './facts/stories';
import { drawSum, sumText } from './facts/sums';
import { topics } from './facts/topics';
import { fill, type Values } from './grammar';
import type { Subject } from './subject';
import { numberWords, slug } from './text';
import type { wordings } from './wordings';

/** Something that prompts are about. */
export interface Entity {
  /** Stable, unique in its family. */
  readonly id: string;
  readonly subject: Subject;
  readonly values: Values;
  /** Entities with the same key are held out together; the id when left out. */
  readonly key?: string;
}

/** How many sums there are; a wording each. */
const sumsCount = 900;
/** How many things each hero of a story may want. */
const wishesPerHero = 5;
/** How many questions to choose there are on each category. */
const choicesPerCategory = 8;

/** An allowed or refused request, in a tense; acts are held out with all their owners, so that pairs stay together. */
function requests(tense: Tense): Entity[] {
  return requestActs.flatMap((act) =>
    requestOwners.map((owner) => {
      const { mine, theirs, allowed, pair } = owner;
      const values = { thing: act.thing };
      return {
        id: `${slug(act.thing)}-${pair}-${allowed ? 'allowed' : 'refused'}${tense === 'present' ? '' : `-${tense}`}`,
        key: slug(act.thing),
        subject: {
          family: tense === 'present' ? 'borderline' : 'rephrased',
          request: { act, owner, tense },
        },
        values: { to: act.to, x: fill(tense === 'present' ? mine : theirs, values) },
      };
    }),
  );
}

function choices(category: Category): Entity[] {
  const others = categories.filter((other) => other !== category).flatMap((other) => other.members);
  const foreign = others.filter((name) => !category.members.includes(name));
  return Array.from({ length: choicesPerCategory }, (_, i) => {
    const random = new Random(1).split('choice', category.name, i);
    const [one, two] = random.shuffle([...new Set(foreign)]);
    const options = random.shuffle([random.pick(category.members), one, two]);
    return {
      id: slug(`${category.name} ${options.join(' ')}`),
      key: slug(category.name),
      subject: { family: 'choice', category, options },
      values: { c: category.name, x: `${options[0]}, ${options[1]} or ${options[2]}` },
    };
  });
}

function whoIs(names: readonly string[]): Entity[] {
  return names.map((name) => ({
    id: slug(name),
    subject: {
      family: 'who-is',
      name,
      person: personByName.get(name.toLowerCase()),
      author: authorByName.get(name.toLowerCase()),
    },
    values: { x: name },
  }));
}

/** The entities of a family that is asked about in the words of `wordings`. */
export function entitiesOf(family: keyof typeof wordings): Entity[] {
  switch (family) {
    case 'recipe':
      return dishes.map((dish) => ({
        id: slug(dish.name),
        subject: { family, dish },
        values: { x: dish.name },
      }));
    case 'advice':
      return topics.map((topic) => ({
        id: slug(topic.to),
        subject: { family, topic },
        values: { to: topic.to, doing: topic.doing },
      }));
    case 'list':
      return categories.flatMap((category) =>
        [3, 4, 5, 6].map((count) => ({
          id: slug(`${numberWords[count]} ${category.name}`),
          subject: { family, category, count },
          values: { x: `${numberWords[count]} ${category.name}` },
        })),
      );
    case 'who-is':
      return whoIs([
        ...people.map((person) => person.name),
        ...unknownNames.filter((name) => !authorByName.has(name.toLowerCase())),
        ...authors.map((author) => author.name),
      ]);
    case 'arithmetic': {
      const random = new Random(1).split('sums');
      return Array.from({ length: sumsCount }, () => {
        const sum = drawSum(random);
        return {
          id: sumText(sum).replaceAll(' ', ''),
          subject: { family, sum },
          values: { x: sumText(sum) },
        };
      });
    }
    case 'story':
      return heroes.flatMap((hero) =>
        new Random(1)
          .split('story', hero)
          .shuffle(wishes)
          .slice(0, wishesPerHero)
          .map((thing) => ({
            id: `${hero}-${thing}`,
            subject: { family, theme: { hero, thing } },
            values: { hero, thing },
          })),
      );
    case 'borderline':
      return requests('present');
    case 'rephrased':
      return [...requests('past'), ...requests('future')];
    case 'groups':
      return groups.map((group) => ({
        id: slug(group.name),
        key: group.pair,
        subject: { family, group },
        values: { x: group.name },
      }));
    case 'choice':
      return categories.flatMap(choices);
  }
}
