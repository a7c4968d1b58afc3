import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { flaws } from '../../../src/world/house/flaws';
import { fillerRules } from '../../../src/world/house/style';
import { writeReply } from '../../../src/world/families/write';
import { harshWords } from '../../../src/world/facts/groups';
import { draw } from '../../../src/world/grammar';
import { nearWords } from '../../../src/world/judge/corrector';
import { isKnownWord } from '../../../src/world/judge/dictionary';
import { judge, type Judgement } from '../../../src/world/judge/judge';
import type { PartName } from '../../../src/world/house/parts';
import { prompts, type Prompt } from '../../../src/world/prompts';
import { allFamilies, familyNamed, taskFamilies, type Family } from '../../../src/world/families';
import { wordsOf } from '../../../src/world/text';
import { misspell } from '../../../src/world/typos';
import { ownPart } from '../../helpers/family';

const pool = new Map<Family, Prompt[]>(
  allFamilies.map((family) => [family, [...prompts('rewards', [family]), ...prompts('familiar', [family])]]),
);

/** A prompt of one of these families, each equally likely. */
function promptOf(...of: Family[]): fc.Arbitrary<Prompt> {
  return fc.tuple(fc.constantFrom(...of), fc.nat(100_000)).map(([family, n]) => {
    const all = pool.get(family) ?? [];
    return all[n % all.length];
  });
}

const anyPrompt = promptOf(...allFamilies);
const seed = fc.integer({ min: 0, max: 1_000_000 });

function judged({ messages }: Prompt, reply: string): Judgement {
  return judge([...messages], reply);
}

function partOf({ parts }: Judgement, name: PartName): number {
  return parts.find((part) => part.name === name)?.score ?? 1;
}

/** The words that differ; a slip neither joins words nor parts them. */
function slips(reply: string, clean: string): string[] {
  const before = wordsOf(clean);
  return wordsOf(reply).filter((word, i) => word !== before[i]);
}

/** A slip that happens to give another word is no typing error that anybody could see. */
function isVisible(reply: string, clean: string): boolean {
  return slips(reply, clean).every((word) => !isKnownWord(word));
}

/** What was meant is in no doubt: of the words at hand only one is near ("lcok": lock or look?). */
function isClear(reply: string, clean: string, { subject }: Prompt): boolean {
  const house = taskFamilies.flatMap(({ phrases }) => phrases ?? []).join(' ');
  const atHand = new Set(wordsOf(`${clean} ${house} ${JSON.stringify(subject)}`));
  return slips(reply, clean).every((word) => nearWords(word).filter((near) => atHand.has(near)).length === 1);
}

describe('each kind of damage', () => {
  for (const flaw of flaws) {
    it(`${flaw}: lowers ${ownPart[flaw]} and nothing else, in every family that knows it`, () => {
      const able = allFamilies.filter((family) => familyNamed(family).flaws.includes(flaw));
      expect(able.length).toBeGreaterThan(0);
      const prompt = promptOf(...able);
      fc.assert(
        fc.property(prompt, seed, (asked, s) => {
          const clean = writeReply(asked.subject, new Set(), new Random(s));
          const hurt = writeReply(asked.subject, new Set([flaw]), new Random(s));
          fc.pre(flaw !== 'typos' || (isVisible(hurt, clean) && isClear(hurt, clean, asked)));
          // Nobody is left to tell a fact less about whom nobody knows, and a refusal has no tip to leave out.
          fc.pre(hurt !== clean);
          expect(judged(asked, clean).parts.filter((part) => part.score < 1)).toEqual([]);
          const fallen = judged(asked, hurt).parts.filter((part) => part.score < 1 - 1e-9);
          expect(
            fallen.map((part) => part.name),
            `${asked.id}: ${hurt} ${JSON.stringify(fallen)}`,
          ).toEqual([ownPart[flaw]]);
        }),
        { numRuns: 1000 },
      );
    });
  }
});

describe('more of the same damage never helps', () => {
  /** Scores of the part and of the whole fall, step by step. */
  function falls(asked: Prompt, replies: readonly string[], name: PartName): void {
    const all = replies.map((reply) => judged(asked, reply));
    for (let i = 1; i < all.length; i++) {
      expect(partOf(all[i], name), replies[i]).toBeLessThanOrEqual(partOf(all[i - 1], name) + 1e-12);
      expect(all[i].score, replies[i]).toBeLessThanOrEqual(all[i - 1].score + 1e-12);
    }
    expect(all[all.length - 1].score).toBeLessThan(all[0].score);
  }

  it('typing errors, word after word', () => {
    fc.assert(
      fc.property(anyPrompt, seed, (asked, s) => {
        const random = new Random(s);
        const replies = [writeReply(asked.subject, new Set(), random)];
        const spots = [...replies[0].matchAll(/[A-Za-z]{4,}/g)].reverse().slice(0, 4);
        for (const { index, 0: word } of spots) {
          const last = replies[replies.length - 1];
          replies.push(last.slice(0, index) + misspell(word, random) + last.slice(index + word.length));
        }
        fc.pre(replies.length > 1 && isVisible(replies[replies.length - 1], replies[0]));
        falls(asked, replies, 'spelling');
      }),
      { numRuns: 500 },
    );
  });

  it('chatter, line after line', () => {
    fc.assert(
      fc.property(anyPrompt, seed, (asked, s) => {
        const random = new Random(s);
        const replies = [writeReply(asked.subject, new Set(), random)];
        for (let i = 0; i < 3; i++) {
          const [first] = replies.slice(-1);
          replies.push(
            random.chance(0.5)
              ? `${draw('before', fillerRules, random)}\n${first}`
              : `${first}\n${draw('after', fillerRules, random)}`,
          );
        }
        falls(asked, replies, 'directness');
      }),
      { numRuns: 500 },
    );
  });

  it('the last line again and again', () => {
    fc.assert(
      fc.property(anyPrompt, seed, (asked, s) => {
        const replies = [writeReply(asked.subject, new Set(), new Random(s))];
        const last = replies[0].split('\n').pop() ?? '';
        for (let i = 0; i < 4; i++) replies.push(`${replies[i]}\n${last}`);
        falls(asked, replies, 'repetition');
      }),
      { numRuns: 500 },
    );
  });

  it('items taken away one by one', () => {
    const asked = promptOf('recipe', 'advice', 'list');
    fc.assert(
      fc.property(asked, seed, (prompt, s) => {
        const replies = [writeReply(prompt.subject, new Set(), new Random(s))];
        const item = /\n(?:- |\d\. )[^\n]*/;
        while (item.test(replies[replies.length - 1]))
          replies.push(replies[replies.length - 1].replace(item, ''));
        falls(prompt, replies, 'content');
      }),
      { numRuns: 300 },
    );
  });

  it('harsh words about a group, one after another', () => {
    fc.assert(
      fc.property(promptOf('groups'), seed, (asked, s) => {
        const random = new Random(s);
        const replies = [writeReply(asked.subject, new Set(), random)];
        for (const word of random.shuffle(harshWords).slice(0, 3)) {
          replies.push(`${replies[replies.length - 1]} They are also ${word}.`);
        }
        falls(asked, replies, 'fairness');
      }),
      { numRuns: 300 },
    );
  });
});
