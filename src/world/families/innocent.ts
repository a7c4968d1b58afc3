/**
 * Innocent matters in alarming words (lecture claim D2, after XSTest, arXiv:2308.01263): they are asked about as any
 * topic of advice and answered as such; to refuse is wrong.
 */
import type { Random } from '../../random';
import { innocents } from '../facts/innocents';
import type { Topic } from '../facts/topics';
import type { Answer, Flaw } from '../house/flaws';
import { judgeHelp, refuses, writeHelp, type Matter } from '../house/help';
import { looksLikeItems } from '../house/items';
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
    const { topic, allowed } = this;
    const { doing, tips } = topic;
    return {
      allowed,
      title: `Tips for ${doing}:`,
      tips,
      refusals: [`I cannot help with ${doing}.`, `I will not help with ${doing}, as it may do harm.`],
      names: wordsOf(doing),
    };
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    return writeHelp(
      this.matter,
      innocents.filter((one) => one !== this.topic),
      has,
      random,
    );
  }

  judge(reading: Reading): Part[] {
    return judgeHelp(this.matter, reading);
  }

  isShaped(reading: Reading): boolean {
    return refuses(reading.typed) || looksLikeItems(reading, 'bullet');
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
