import { describe, expect, it } from 'vitest';
import { demonstrationSchema } from '../../../src/data/records';
import { Random } from '../../../src/random';
import { averageRates, drawFlaws } from '../../../src/world/house/flaws';
import { demonstrateBy, ways, type Way } from '../../../src/world/demonstrations/ways';
import { familyNamed } from '../../../src/world/families';
import { writeReply } from '../../../src/world/families/write';
import { misspeltShare } from '../../../src/world/judge/dictionary';
import { judge } from '../../../src/world/judge/judge';
import { drawPrompts } from '../../../src/world/prompts';

const asked = drawPrompts(new Random(1), 200, 'rewards').map((prompt, i) => ({
  prompt,
  drafts: [0, 1, 2, 3].map((d) => {
    const own = new Random(2).split(i, d);
    return writeReply(prompt.subject, drawFlaws(familyNamed(prompt.family).flaws, averageRates, own), own);
  }),
}));

function by(way: Way, typoRate = 0) {
  const rows = asked.map(({ prompt, drafts }, i) =>
    demonstrateBy(way, prompt, drafts, { typoRate }, new Random(3).split(i)),
  );
  const replies = rows.map(({ messages }) => messages[messages.length - 1].content);
  const gold = rows.reduce((sum, { messages }, i) => sum + judge(messages.slice(0, -1), replies[i]).score, 0);
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  return { rows, replies, gold: gold / rows.length, seconds: seconds / rows.length };
}

describe('ways to come by demonstrations', () => {
  it('trade labour for quality: chosen drafts cost less and are worse than what people write', () => {
    const [alone, edited, chosen] = ways.map((way) => by(way));
    expect(alone.gold).toBe(1);
    expect(edited.gold).toBe(1);
    expect(chosen.gold).toBeLessThan(1);
    expect(edited.seconds).toBeLessThan(0.7 * alone.seconds);
    expect(chosen.seconds).toBeLessThan(alone.seconds);
  });

  it('written by hand have the slips of the hand, edited ones fewer', () => {
    const [alone, edited, chosen] = ways.map((way) => misspeltShare(...by(way, 0.05).replies));
    expect(alone).toBeGreaterThan(0.02);
    expect(edited).toBeLessThan(alone);
    expect(chosen).toBeLessThan(edited);
  });

  it('are rows of the known columns, named by their way', () => {
    for (const way of ways) {
      for (const row of by(way).rows) {
        expect(demonstrationSchema.parse(row).messages).toEqual(row.messages);
        expect(row.quality).toBe(way);
      }
    }
  });

  it('need a draft where they start from one', () => {
    const [{ prompt }] = asked;
    expect(() => demonstrateBy('edited', prompt, [], {}, new Random(1))).toThrow(RangeError);
    expect(demonstrateBy('alone', prompt, [], {}, new Random(1)).seconds).toBeGreaterThan(0);
  });
});
