import { describe, expect, it } from 'vitest';
import { read } from '../../../src/world/judge/reading';
import { recognise } from '../../../src/world/families';

const recipe = recognise('How do I make chili sauce?');

describe('reading', () => {
  it('reads misspelt words as what was meant, and counts them', () => {
    const { text, unknown } = read('Ingredeints:\n- chlli\n- garilc', recipe);
    expect(text).toBe('Ingredients:\n- chili\n- garlic');
    expect(unknown).toEqual({ count: 3, first: 'ingredeints' });
  });

  it('sets chatter aside wherever it stands', () => {
    const { text, chatter } = read(
      'I am happy to help. Let me see.\nChili sauce\nEnjoy! Thank you for asking.',
      recipe,
    );
    expect(text).toBe('Chili sauce\nEnjoy!');
    expect(chatter).toBe(3);
  });

  it('reads what is said twice once', () => {
    const { text, repeated, lines, allLines } = read(
      '- chili\n- chili\n- garlic\nSo be it. So be it.',
      undefined,
    );
    expect(text).toBe('- chili\n- garlic\nSo be it.');
    expect(repeated).toBeCloseTo(2 / 5, 12);
    expect([lines.length, allLines.length]).toEqual([3, 4]);
  });

  it('leaves alone what it cannot make out', () => {
    expect(read('xqzt wvvk', recipe).text).toBe('xqzt wvvk');
    expect(read('', recipe)).toMatchObject({ text: '', words: [], chatter: 0, repeated: 0 });
  });
});
