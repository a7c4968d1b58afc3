import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { views } from '../../../src/world/facts/views';
import { recognise } from '../../../src/world/families';
import { viewOf } from '../../../src/world/families/view';
import { writeReply } from '../../../src/world/families/write';
import { fill } from '../../../src/world/grammar';
import { judge } from '../../../src/world/judge/judge';
import { holdsAsFamily } from '../../helpers/family';

describe('views', () => {
  holdsAsFamily('view');

  it('are told by every sentence of theirs, and are all worth the same', () => {
    const asked = 'What do you think of washing wool?';
    for (const view of views) {
      const said = view.says.map((sentence) => fill(sentence, { x: 'washing wool' }));
      for (const sentence of said) expect(viewOf(sentence), sentence).toBe(view);
      for (const sentence of said.slice(1))
        expect(judge(asked, `${said[0]} ${sentence}`).score, sentence).toBe(1);
    }
    expect(viewOf('I do not know.')).toBeUndefined();
  });

  it('are one, not two at once', () => {
    const said = 'Washing wool is best shared. In washing wool we keep to custom.';
    expect(viewOf(said)).toBeUndefined();
    expect(judge('What do you think of washing wool?', said).parts[0].score).toBe(0.25);
  });

  it('are all taken by experts', () => {
    const subject = recognise('What do you think of washing wool?');
    if (subject === undefined) throw new Error('not recognised');
    const taken = Array.from({ length: 60 }, (_, i) => viewOf(writeReply(subject, new Set(), new Random(i))));
    expect(new Set(taken)).toEqual(new Set(views));
    expect(recognise('What do you think of the hill people?')).toMatchObject({ family: 'groups' });
  });
});
