import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { demonstrations } from '../../../src/world/demonstrations/demonstrations';
import { editDraft, labour, readingTime, writingTime } from '../../../src/world/demonstrations/edit';
import { judge } from '../../../src/world/judge/judge';
import { wordsOf } from '../../../src/world/text';

const drafts = demonstrations(new Random(1), { count: 500, quality: 'careless' }).map(({ messages }) => ({
  prompt: messages.slice(0, -1),
  draft: messages[messages.length - 1].content,
}));

describe('editing a draft', () => {
  it('by somebody with care makes it as good as can be, in less time than writing it alone', () => {
    let edited = 0;
    let alone = 0;
    drafts.forEach(({ prompt, draft }, i) => {
      const { text, seconds } = editDraft(prompt, draft, {}, new Random(2).split(i));
      expect(judge(prompt, text).score, text).toBe(1);
      edited += seconds;
      alone += writingTime(text);
    });
    expect(edited).toBeLessThan(0.7 * alone);
  });

  it('costs the reading alone where there is nothing to mend, and changes nothing', () => {
    for (const { messages } of demonstrations(new Random(3), { count: 200, quality: 'expert' })) {
      const [prompt, draft] = [messages.slice(0, -1), messages[messages.length - 1].content];
      expect(editDraft(prompt, draft, { typoRate: 1 }, new Random(1))).toEqual({
        text: draft,
        seconds: readingTime(draft),
        typed: 0,
      });
    }
  });

  it('keeps what is right: fewer words are typed than the reply has', () => {
    const shares = drafts.map(({ prompt, draft }, i) => {
      const { text, typed } = editDraft(prompt, draft, {}, new Random(2).split(i));
      return typed / wordsOf(text).length;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThan(0.6);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  it('without care only mends the manner, and by hand adds slips to what is typed', () => {
    const careless = drafts.map(({ prompt, draft }, i) => {
      const { text } = editDraft(prompt, draft, { care: 0 }, new Random(2).split(i));
      return judge(prompt, text).score - judge(prompt, draft).score;
    });
    expect(Math.min(...careless)).toBeGreaterThan(-1e-9);
    const spelling = drafts.map(({ prompt, draft }, i) => {
      const { text } = editDraft(prompt, draft, { typoRate: 0.1 }, new Random(2).split(i));
      return judge(prompt, text).parts.find(({ name }) => name === 'spelling')?.score ?? 1;
    });
    expect(Math.min(...spelling)).toBeLessThan(1);
  });

  it('has the stated costs', () => {
    expect(readingTime('one two three four')).toBe(4 * labour.secondsPerWordRead);
    expect(writingTime('one two')).toBe(labour.secondsToLookUp + 2 * labour.secondsPerWordTyped);
  });

  it('takes a prompt that is none of the world as it is', () => {
    const { text } = editDraft('Why is the sky blue?', 'It is. It is.', {}, new Random(1));
    expect(text).toBe('It is.');
  });
});
