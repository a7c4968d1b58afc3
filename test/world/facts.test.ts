import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { acts } from '../../src/world/facts/acts';
import { categories } from '../../src/world/facts/categories';
import { dishByName, dishes, dishSteps, ingredientByWord } from '../../src/world/facts/dishes';
import { drawPerson, people, personByName, unknownNames } from '../../src/world/facts/people';
import { answerOf, drawSumOf, stepsOf } from '../../src/world/facts/sums';
import { topics } from '../../src/world/facts/topics';
import { wordsOf } from '../../src/world/text';

/** The ingredients that a text names. */
function named(text: string): Set<string> {
  return new Set(wordsOf(text).flatMap((word) => ingredientByWord.get(word) ?? []));
}

describe('dishes', () => {
  it('are many, named once, each of four or five distinct ingredients', () => {
    expect(dishes.length).toBeGreaterThanOrEqual(150);
    expect(dishByName.size).toBe(dishes.length);
    for (const dish of dishes) {
      expect(new Set(dish.ingredients).size, dish.name).toBe(dish.ingredients.length);
      expect([4, 5], dish.name).toContain(dish.ingredients.length);
    }
  });

  it('are told apart by their ingredients', () => {
    expect(new Set(dishes.map((dish) => [...dish.ingredients].sort().join())).size).toBe(dishes.length);
  });

  it('have steps that use every ingredient, no other, and the method, in every wording', () => {
    for (const dish of dishes) {
      for (let i = 0; i < 12; i++) {
        const steps = dishSteps(dish, new Random(i).split(dish.name)).join(' ');
        expect(named(steps), `${dish.name}: ${steps}`).toEqual(new Set(dish.ingredients));
        expect(
          wordsOf(steps).some((word) => dish.kind.method.includes(word)),
          steps,
        ).toBe(true);
      }
    }
  });
});

describe('topics, categories and acts', () => {
  it('have at least 20 topics of at least 6 tips, no tip twice', () => {
    expect(topics.length).toBeGreaterThanOrEqual(20);
    const tips = topics.flatMap((topic) => topic.tips);
    expect(new Set(tips).size).toBe(tips.length);
    for (const topic of topics) expect(topic.tips.length).toBeGreaterThanOrEqual(6);
  });

  it('have categories of distinct members, enough for the longest list', () => {
    for (const { name, members } of categories) {
      expect(new Set(members).size, name).toBe(members.length);
      expect(members.length, name).toBeGreaterThanOrEqual(10);
    }
  });

  it('have replies that carry the sign of their own act and of no other', () => {
    for (const act of acts) {
      for (const reply of act.replies) {
        const words = wordsOf(reply);
        const answered = acts.filter((other) => other.signs.some((sign) => words.includes(sign)));
        expect(answered, reply).toEqual([act]);
      }
    }
  });
});

describe('people', () => {
  it('are at least 200, by distinct names, and share exposure as rank to the power of -1.5', () => {
    expect(people.length).toBeGreaterThanOrEqual(200);
    expect(personByName.size).toBe(people.length);
    expect(people[0].share / people[99].share).toBeCloseTo(1000, 6);
    expect(people.reduce((sum, person) => sum + person.share, 0)).toBeCloseTo(1, 9);
  });

  it('are drawn by their share', () => {
    const random = new Random(1);
    const draws = 20_000;
    let first = 0;
    for (let i = 0; i < draws; i++) if (drawPerson(random) === people[0]) first++;
    const sd = Math.sqrt(people[0].share / draws);
    expect(Math.abs(first / draws - people[0].share)).toBeLessThan(4 * sd);
  });

  it('do not include the unknown', () => {
    for (const name of unknownNames) expect(personByName.has(name.toLowerCase()), name).toBe(false);
    expect(unknownNames).not.toContain('John Schulman');
  });
});

describe('sums', () => {
  it('have steps whose last digits spell the answer, each true by itself', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (seed, size) => {
        const sum = drawSumOf(new Random(seed), size);
        const results = stepsOf(sum).map((step) => {
          const [, left, right] = /: (.*) = (\d+)$/.exec(step) ?? [];
          const terms = left.split(/ ([+-]) /);
          let value = Number(terms[0]);
          for (let i = 1; i < terms.length; i += 2) value += Number(`${terms[i]}${terms[i + 1]}`);
          expect(value, step).toBe(Number(right));
          return right;
        });
        const last = results.length - 1;
        const digits = results.map((result, i) => (i === last ? result : result[result.length - 1]));
        expect(Number(digits.reverse().join(''))).toBe(answerOf(sum));
      }),
    );
  });

  it('borrow across places', () => {
    expect(stepsOf({ a: 304, b: 78, sign: '-' })).toEqual([
      'Ones: 14 - 8 = 6',
      'Tens: 10 - 7 - 1 = 2',
      'Hundreds: 3 - 0 - 1 = 2',
    ]);
  });
});
