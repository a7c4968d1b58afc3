/** What holds of every family of prompts. */
import { expect, it } from 'vitest';
import { Random } from '../../src/random';
import { familyNamed, recognise, type Family } from '../../src/world/families';
import { writeReply } from '../../src/world/families/write';
import type { Flaw } from '../../src/world/house/flaws';
import type { PartName } from '../../src/world/house/parts';
import { isRightFormat, judge } from '../../src/world/judge/judge';
import { drawPrompts, prompts } from '../../src/world/prompts';

/** The part that each kind of damage belongs to. */
export const ownPart: Readonly<Record<Flaw, PartName>> = {
  missing: 'content',
  wrong: 'content',
  steps: 'steps',
  repeat: 'repetition',
  prose: 'format',
  unfair: 'fairness',
  long: 'length',
  filler: 'directness',
  cut: 'ending',
  typos: 'spelling',
};

/** An expert is right, each flaw costs its own part, held-out wordings are understood, other families' replies are not. */
export function holdsAsFamily(name: Family): void {
  const asked = (['demonstrations', 'rewards', 'familiar', 'new'] as const).flatMap((split) =>
    drawPrompts(new Random(1).split(split), 60, split, [name]),
  );

  it('is answered well by an expert, in the house format', () => {
    asked.forEach(({ messages, subject, id }, i) => {
      const reply = writeReply(subject, new Set(), new Random(i));
      expect(judge([...messages], reply), `${id}: ${reply}`).toMatchObject({ score: 1, family: name });
      expect(isRightFormat([...messages], reply), `${id}: ${reply}`).toBe(true);
    });
  });

  it.each(familyNamed(name).flaws)('%s: costs the part that it belongs to', (flaw) => {
    const replies = asked.map(({ subject }, i) =>
      [[], [flaw]].map((has) => writeReply(subject, new Set(has), new Random(i))),
    );
    // What is not there cannot be left out.
    const hurt = asked.flatMap(({ messages }, i) =>
      replies[i][0] === replies[i][1] ? [] : [judge([...messages], replies[i][1])],
    );
    expect(hurt.length).toBeGreaterThan(asked.length / 2);
    const fallen = hurt.filter(({ parts }) => parts.some((p) => p.name === ownPart[flaw] && p.score < 1));
    // A slip of the hand may happen to give another word.
    expect(fallen.length / hurt.length).toBeGreaterThanOrEqual(flaw === 'typos' ? 0.9 : 1);
  });

  it('is understood in words that nothing is trained on', () => {
    const familiar = prompts('familiar', [name]);
    expect(familiar.length).toBeGreaterThan(0);
    for (const { messages, subject, id } of familiar)
      expect(recognise([...messages]), id).toStrictEqual(subject);
  });

  it('is not answered by what answers other questions', () => {
    const others = drawPrompts(new Random(2), asked.length, 'rewards').filter(
      ({ family }) => family !== name,
    );
    const scores = others.map(({ subject }, i) => {
      const reply = writeReply(subject, new Set(), new Random(i));
      return judge([...asked[i].messages], reply).score;
    });
    // Now and then one happens to name what is wanted.
    expect(scores.filter((score) => score > 0.3).length).toBeLessThan(0.03 * scores.length);
  });
}
