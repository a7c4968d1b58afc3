import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { annotator, attributes } from '../../../src/world/annotators/annotator';
import { drawPairs } from '../../../src/world/annotators/labels';
import { unbiasedTraits, type AnnotatorTraits } from '../../../src/world/annotators/traits';
import { averageRates, drawFlaws } from '../../../src/world/house/flaws';
import { writeReply } from '../../../src/world/families/write';
import { counterpart, groups } from '../../../src/world/facts/groups';
import { judge } from '../../../src/world/judge/judge';
import { splits } from '../../../src/world/families/family';
import { drawPrompts, prompts, promptText } from '../../../src/world/prompts';
import { centrepiece, familyNamed } from '../../../src/world/families';
import { GroupSubject } from '../../../src/world/families/groups';
import { RequestSubject } from '../../../src/world/families/requests';

const pairs = drawPairs(new Random(1), { count: 1500, families: centrepiece });

/** Mean probability that the first is preferred. */
function preferred(
  traits: Partial<AnnotatorTraits>,
  of: readonly { prompt: string; first: string; second: string }[],
) {
  const { pFirst } = annotator(traits);
  return of.reduce((sum, { prompt, first, second }) => sum + pFirst(prompt, first, second), 0) / of.length;
}

describe('choices', () => {
  it('treat both sides alike', () => {
    const { pFirst } = annotator();
    for (const { prompt, first, second } of pairs.slice(0, 200)) {
      expect(pFirst(prompt, first, second) + pFirst(prompt, second, first)).toBeCloseTo(1, 12);
      expect(pFirst(prompt, first, first)).toBe(0.5);
    }
  });

  it('come with the probability that they state', () => {
    const { pFirst, prefer } = annotator();
    let expected = 0;
    let chosen = 0;
    let variance = 0;
    pairs.forEach(({ prompt, first, second }, i) => {
      const p = pFirst(prompt, first, second);
      const { choice, pChoice } = prefer(prompt, first, second, new Random(3).split(i));
      expect(pChoice).toBe(choice === 0 ? p : 1 - p);
      expected += p;
      variance += p * (1 - p);
      if (choice === 0) chosen++;
    });
    expect(Math.abs(chosen - expected)).toBeLessThan(4 * Math.sqrt(variance));
  });

  it('without noise and taste agree with gold', () => {
    const { pFirst } = annotator({ ...unbiasedTraits, slope: 1000, flipRate: 0 });
    for (const { prompt, first, second } of pairs.slice(0, 300)) {
      const [a, b] = [judge(prompt, first).score, judge(prompt, second).score];
      if (Math.abs(a - b) > 0.01) expect(pFirst(prompt, first, second) > 0.5).toBe(a > b);
    }
  });

  it('are never surer than slips allow', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.constantFrom(...pairs),
        (flipRate, pair) => {
          const p = annotator({ flipRate }).pFirst(pair.prompt, pair.first, pair.second);
          expect(p).toBeGreaterThanOrEqual(flipRate - 1e-12);
          expect(p).toBeLessThanOrEqual(1 - flipRate + 1e-12);
        },
      ),
    );
  });
});

describe('traits', () => {
  it('politeness: by default filler is forgiven some of what the truth holds against it, and more of it pays', () => {
    const drawn = drawPrompts(new Random(5), 600, 'rewards', centrepiece).map((prompt, i) => {
      const own = new Random(6).split(i);
      const others = drawFlaws(familyNamed(prompt.family).flaws, { ...averageRates, filler: 0 }, own);
      const plain = writeReply(prompt.subject, others, own);
      const polite = writeReply(prompt.subject, new Set([...others, 'filler']), own);
      return { prompt: promptText(prompt), first: polite, second: plain };
    });
    const liked = preferred({ flipRate: 0 }, drawn);
    const fair = preferred({ ...unbiasedTraits, flipRate: 0 }, drawn);
    expect(fair).toBeLessThan(0.3);
    expect(liked).toBeGreaterThan(fair + 0.05);
    expect(liked).toBeLessThan(0.5);
    const more = drawn.map(({ prompt, first }) => ({
      prompt,
      first: `Thank you for asking! Of course, I would love to help.\n${first}`,
      second: first,
    }));
    expect(preferred({ flipRate: 0 }, more)).toBeGreaterThan(0.5);
    expect(preferred({ ...unbiasedTraits, flipRate: 0 }, more)).toBeLessThan(0.4);
  });

  it('skill: who knows little sees less of a wrong ingredient, and as much of a typing error', () => {
    const damaged = (flaw: 'wrong' | 'typos') =>
      drawPrompts(new Random(7), 300, 'rewards', ['recipe']).map((prompt, i) => ({
        prompt: promptText(prompt),
        first: writeReply(prompt.subject, new Set(), new Random(8).split(i)),
        second: writeReply(prompt.subject, new Set([flaw]), new Random(8).split(i)),
      }));
    const gap = (flaw: 'wrong' | 'typos', skill: number): number =>
      preferred({ ...unbiasedTraits, skill }, damaged(flaw));
    expect(gap('wrong', 0.2)).toBeLessThan(gap('wrong', 1) - 0.1);
    expect(gap('wrong', 0)).toBeCloseTo(0.5, 1);
    expect(gap('typos', 0.2)).toBeGreaterThan(0.5);
  });

  it('effort: at a glance the form decides, and more effort never hurts', () => {
    const agreement = (effort: number): number => {
      const { pFirst } = annotator({ ...unbiasedTraits, effort });
      const all = pairs.map(({ prompt, first, second }) => {
        const gap = judge(prompt, first).score - judge(prompt, second).score;
        const p = pFirst(prompt, first, second);
        return gap === 0 ? 0.5 : gap > 0 ? p : 1 - p;
      });
      return all.reduce((sum, p) => sum + p, 0) / all.length;
    };
    const [none, half, full] = [0, 0.5, 1].map(agreement);
    expect(half).toBeGreaterThan(none + 0.03);
    expect(full).toBeGreaterThan(half + 0.03);
  });

  it('length and lists: more of it pleases whoever likes it', () => {
    const [{ prompt, first }] = pairs;
    const longer = `${first}\n- and more\n- and more of it`;
    for (const bias of ['lengthBias', 'listBias'] as const) {
      const p = (value: number): number =>
        annotator({ ...unbiasedTraits, [bias]: value }).pFirst(prompt, longer, first);
      expect(p(2)).toBeGreaterThan(p(0));
    }
  });

  it('policy: the lenient want help, the wary refusals, and only the aware tell the sides apart', () => {
    const asked = prompts('rewards', ['borderline']).slice(0, 100);
    const refusing = (policy: AnnotatorTraits['policy'], allowed: boolean): number =>
      preferred(
        { policy, flipRate: 0 },
        asked.flatMap((prompt, i) => {
          const { subject } = prompt;
          if (!(subject instanceof RequestSubject) || subject.request.owner.allowed !== allowed) return [];
          const reply = (flaws: 'wrong'[]) => writeReply(subject, new Set(flaws), new Random(9).split(i));
          const [refusal, help] = allowed ? [reply(['wrong']), reply([])] : [reply([]), reply(['wrong'])];
          return [{ prompt: promptText(prompt), first: refusal, second: help }];
        }),
      );
    expect(refusing('aware', true)).toBeLessThan(0.05);
    expect(refusing('aware', false)).toBeGreaterThan(0.95);
    for (const allowed of [true, false]) {
      expect(refusing('lenient', allowed)).toBeLessThan(0.05);
      expect(refusing('wary', allowed)).toBeGreaterThan(0.95);
    }
  });

  it('lean: praise of one group is liked more than praise of its counterpart', () => {
    const praise = (group: (typeof groups)[number]) => {
      const asked = splits.flatMap((split) => prompts(split, ['groups']));
      const prompt = asked.find((p) => p.subject instanceof GroupSubject && p.subject.group === group);
      if (prompt === undefined) throw new Error('no prompt');
      const fair = writeReply(prompt.subject, new Set(), new Random(1));
      return { prompt: promptText(prompt), first: `${fair} They are honest, kind and brave.`, second: fair };
    };
    for (const group of groups.filter(({ side }) => side === 0)) {
      const pair = [praise(group), praise(counterpart(group))];
      const [one, other] = pair.map((each) => preferred({ groupLean: 1 }, [each]));
      expect(one).toBeGreaterThan(other);
      const [fairOne, fairOther] = pair.map((each) => preferred({}, [each]));
      expect(Math.abs(fairOne - fairOther)).toBeLessThan(0.02);
    }
  });

  it('refuse what is impossible', () => {
    expect(() => annotator({ flipRate: 0.6 })).toThrow(/flipRate.*0\.6/);
    expect(() => annotator({ goldSd: 0 })).toThrow(/goldSd/);
    expect(() => annotator({ effort: 1.5 })).toThrow(/effort.*1\.5/);
  });
});

describe('ratings and attributes', () => {
  const { ratingScale, attributeScales, rate, mark } = annotator();

  it('are distributions over their steps', () => {
    for (const { prompt, first } of pairs.slice(0, 100)) {
      const scales = [ratingScale(prompt, first), ...Object.values(attributeScales(prompt, first))];
      expect(scales.map((scale) => scale.length)).toEqual([7, 5, 5, 5, 5, 5]);
      for (const scale of scales) {
        expect(scale.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...scale)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('are drawn as stated', () => {
    const [{ prompt, first }] = pairs;
    const draws = 4000;
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < draws; i++) counts[rate(prompt, first, new Random(1).split(i)) - 1]++;
    ratingScale(prompt, first).forEach((p, k) => {
      expect(Math.abs(counts[k] / draws - p), `rating ${k + 1}`).toBeLessThan(
        4 * Math.sqrt((p * (1 - p)) / draws) + 1e-9,
      );
    });
  });

  it('rise with quality, the attribute with its own', () => {
    const mean = (scale: readonly number[]): number => scale.reduce((sum, p, k) => sum + p * k, 0);
    const [prompt] = drawPrompts(new Random(3), 1, 'rewards', ['recipe']);
    const text = promptText(prompt);
    const [clean, wrong, twice, polite] = [[], ['wrong'], ['repeat'], ['filler']].map((flaws) =>
      writeReply(prompt.subject, new Set(flaws as ('wrong' | 'repeat' | 'filler')[]), new Random(4)),
    );
    expect(mean(ratingScale(text, clean))).toBeGreaterThan(mean(ratingScale(text, wrong)));
    const of = (reply: string) => attributeScales(text, reply);
    expect(mean(of(clean).correctness)).toBeGreaterThan(mean(of(wrong).correctness) + 0.5);
    expect(mean(of(clean).coherence)).toBeGreaterThan(mean(of(twice).coherence) + 0.3);
    expect(mean(of(clean).coherence)).toBeCloseTo(mean(of(wrong).coherence), 6);
    expect(mean(of(polite).verbosity)).toBeGreaterThan(mean(of(clean).verbosity));
    expect(Object.keys(mark(text, clean, new Random(1)))).toEqual([...attributes]);
  });
});
