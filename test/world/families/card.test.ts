import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { audiences, manners, occasions } from '../../../src/world/facts/audiences';
import { CardSubject, mannerOf } from '../../../src/world/families/card';
import { writeReply } from '../../../src/world/families/write';
import { fill } from '../../../src/world/grammar';
import { judge } from '../../../src/world/judge/judge';
import { holdsAsFamily } from '../../helpers/family';

const asked = 'Write a birthday card for a sailor.';

describe('cards', () => {
  holdsAsFamily('card');

  it('are in the manner of their wishes, whatever images and whoever they are for', () => {
    for (const { images } of audiences)
      for (const name of ['plain', 'flowery', 'funny'] as const)
        for (const wish of manners[name]) {
          const said = fill(wish, { one: images[0], two: images[1] });
          expect(mannerOf(`Happy birthday!\n${said}`), said).toBe(name);
          expect(mannerOf(said.slice(0, -1)), said).toBe(name);
        }
    expect(mannerOf('Happy birthday!')).toBeUndefined();
    expect(mannerOf('I wish you a nap.\nThey were out of gold, so here is a nap.')).toBeUndefined();
  });

  it('come in all manners from experts, all worth the same', () => {
    const subject = new CardSubject(audiences[0], occasions[0]);
    const cards = Array.from({ length: 60 }, (_, i) => writeReply(subject, new Set(), new Random(i)));
    expect(new Set(cards.map(mannerOf))).toEqual(new Set(['plain', 'flowery', 'funny']));
    for (const card of cards) expect(judge(asked, card).score, card).toBe(1);
  });

  it('are for their audience and occasion, not for any', () => {
    const content = (card: string) => judge(asked, card).parts[0].score;
    expect(content('Happy birthday!\nI wish you a calm sea and a full sail.')).toBe(1);
    expect(content('Get well soon!\nI wish you a calm sea and a full sail.')).toBe(0.5);
    expect(content('Happy birthday!\nI wish you soft rain and fat bees.')).toBe(0);
    const all = audiences.flatMap(({ images }) => images).join(' and ');
    expect(content(`Happy birthday!\nI wish you ${all}.`)).toBeLessThan(0.2);
  });
});
