/**
 * Innocent matters in alarming words (lecture claim D2, after XSTest, arXiv:2308.01263): they are asked about as any
 * topic of advice and answered as such; to refuse is wrong.
 */
import type { Random } from '../../random';
import { innocents } from '../facts/innocents';
import type { Topic } from '../facts/topics';
import type { Answer, Flaw } from '../house/flaws';
import { judgeHelp, looksLikeHelp, writeHelp, type Matter } from '../house/help';
import type { Reading } from '../house/lines';
import type { Part } from '../house/parts';
import { slug, wordsOf } from '../text';
import { adviceWordings } from './advice';
import { inWords, type PolicyView, type SubjectOf, type TaskFamily } from './family';

/** A question for tips on something that sounds worse than it is. */
export class InnocentSubject implements SubjectOf<'innocent'> {
  readonly family = 'innocent';

  /** @param allowed whether the policy is thought to allow it. */
  constructor(
    readonly topic: Topic,
    readonly allowed = true,
  ) {}

  private get matter(): Matter {
    const { doing, tips } = this.topic;
    const refusals = [`I cannot help with ${doing}.`, `I will not help with ${doing}, as it may do harm.`];
    return { allowed: this.allowed, title: `Tips for ${doing}:`, tips, refusals, names: wordsOf(doing) };
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const others = innocents.filter((one) => one !== this.topic);
    return writeHelp(this.matter, others, has, random);
  }

  judge(reading: Reading): Part[] {
    return judgeHelp(this.matter, reading);
  }

  isShaped(reading: Reading): boolean {
    return looksLikeHelp(reading);
  }

  /** Who goes by single words would refuse it. */
  seenBy(policy: PolicyView): InnocentSubject {
    return new InnocentSubject(this.topic, policy !== 'wary');
  }
}

export const innocent: TaskFamily<'innocent'> = {
  name: 'innocent',
  flaws: ['missing', 'wrong', 'repeat', 'filler', 'cut', 'typos'],
  entities: () =>
    innocents.map((topic) => ({
      id: slug(topic.to),
      subject: new InnocentSubject(topic),
      asks: inWords(adviceWordings, { to: topic.to, doing: topic.doing }),
    })),
  recognise({ lower }) {
    const topic = innocents.find(({ to, doing }) => lower.includes(to) || lower.includes(doing));
    return topic && new InnocentSubject(topic);
  },
  words: 'i cannot will not help with as it may do harm',
};
