/**
 * Names that nobody can know: composed from syllables, new each time. A page that says one again can only have copied
 * it, which is how a model learns to repeat a name that it has never met (lecture claim D5: "I do not know who … is").
 */
import type { Random } from '../../random';
import { capitalised } from '../text';
import { nameRules } from './people';

const onsets = 'b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sh sk st t th tr v w y z'.split(' ');
const vowels = 'a e i o u ai ea ee ie oo ou y'.split(' ');
const codas = 'b ck d l ll m n nd nn r rd rt s sh ss st t th x'.split(' ');

/** Names of the world's own people, whom a rare name must not meet. */
const taken = new Set([...nameRules.first, ...nameRules.last]);

function word(random: Random): string {
  for (;;) {
    const syllables = Array.from(
      { length: 1 + random.int(2) },
      () => random.pick(onsets) + random.pick(vowels),
    );
    const name = capitalised(syllables.join('') + (random.chance(0.8) ? random.pick(codas) : ''));
    if (name.length > 2 && !taken.has(name)) return name;
  }
}

/** A first and a last name, neither of them any of the world's people's. */
export function rareName(random: Random): string {
  return `${word(random)} ${word(random)}`;
}
