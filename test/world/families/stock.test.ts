import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/world/judge/judge';
import { StockSubject } from '../../../src/world/families/stock';
import { prompts } from '../../../src/world/prompts';
import { holdsAsFamily } from '../../helpers/family';

const asked = 'Check my stock of BIRDS!\n1. robin\n2. oak\n3. owl\n4. tea\n5. wren';
const content = (reply: string, question = asked) => judge(question, reply).parts[0].score;

describe('lists of stock', () => {
  holdsAsFamily('stock');

  it('are checked line by line', () => {
    expect(judge(asked, 'Line 2: oak does not belong.\nLine 4: tea does not belong.').score).toBe(1);
    expect(content('Line 2: oak does not belong.')).toBeCloseTo(2 / 3, 12);
    expect(content('Lines 2 and 4')).toBe(0);
    expect(content('Line 2 and line 4')).toBe(1);
    expect(content('Line 2: tea does not belong.\nLine 4: oak does not belong.')).toBe(0);
    const all = ['robin', 'oak', 'owl', 'tea', 'wren'].map(
      (name, i) => `Line ${i + 1}: ${name} does not belong.`,
    );
    expect(content(all.join('\n'))).toBeCloseTo(4 / 7, 12);
  });

  it('are cleared when nothing is wrong, and not otherwise', () => {
    const right = asked.replace('oak', 'gull').replace('tea', 'crow');
    expect(judge(right, 'All belong.').score).toBe(1);
    expect(content('Line 2: gull does not belong.', right)).toBe(0);
    expect(content('', right)).toBe(0);
    expect(content('All belong.')).toBe(0);
    expect(content('Line 2: oak does not belong.\nLine 4: tea does not belong.\nAll belong.')).toBe(0);
  });

  it('have none to three wrong lines', () => {
    const counts = prompts('rewards', ['stock']).map(({ subject }) =>
      subject instanceof StockSubject ? subject.wrongLines.length : NaN,
    );
    expect([...new Set(counts)].sort()).toEqual([0, 1, 2, 3]);
  });
});
