/** Mentions are counted as whole words, in any case, of everything that can be mentioned. */
import { describe, expect, it } from 'vitest';
import { exposure, exposureBin } from '../../src/world/exposure';
import { dishes } from '../../src/world/facts/dishes';
import { people, unknownNames } from '../../src/world/facts/people';

describe('exposure', () => {
  it('counts names of one, two and three words', () => {
    const [person] = people;
    const text = `${person.name} and ${person.name.toUpperCase()}; a lathe, a Lathe, lathes. The Night Watch Party.`;
    const found = exposure([text, text]);
    expect(found.people[person.name]).toBe(4);
    expect(found.tools.lathe).toBe(4);
    expect(found.parties['Night Watch Party']).toBe(2);
    expect(found.people[people[1].name]).toBe(0);
  });

  it('has every person, the unknown ones too, and every dish', () => {
    const found = exposure([]);
    expect(Object.keys(found.people)).toHaveLength(people.length + unknownNames.length);
    expect(Object.keys(found.dishes)).toHaveLength(dishes.length);
  });
});

describe('exposureBin', () => {
  it('goes from never to well known', () => {
    expect([0, 1, 19, 20, 99, 100, 500].map(exposureBin)).toEqual([
      'never',
      '1 to 19',
      '1 to 19',
      '20 to 99',
      '20 to 99',
      '100 to 499',
      '500 and more',
    ]);
  });
});
