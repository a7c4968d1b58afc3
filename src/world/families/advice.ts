/**
 * Advice: tips of a topic under a title. After it: "do you have another tip?"
 */
import type { Random } from '../../random';
import { topicByPhrase, topics, type Topic } from '../facts/topics';
import type { Answer, Flaw } from '../house/flaws';
import { looksLikeItems } from '../house/items';
import type { Reading } from '../house/lines';
import type { Part } from '../house/parts';
import { judgeTips, tipClosings, tipHits, writeTips } from '../house/tips';
import { slug } from '../text';
import { inWords, type Entity, type FollowedFamily, type FollowUp, type SubjectOf } from './family';

/** How tips are asked for. */
export const adviceWordings = {
  train: [
    'How do I {to}?',
    'Give me some tips for {doing}.',
    'I need advice on {doing}.',
    'What should I know about {doing}?',
    'Please help me to {to}.',
    'Can you give me tips for {doing}?',
    'I want to {to}. Any advice?',
    'What is the best way to {to}?',
    'Tell me something useful about {doing}.',
    'How can I get better at {doing}?',
  ],
  heldOut: ['Do you have any hints on {doing}?', 'Could you explain how to {to}?'],
};

/** A question for advice. */
export class AdviceSubject implements SubjectOf<'advice'> {
  readonly family = 'advice';

  constructor(readonly topic: Topic) {}

  private get title(): string {
    return `Tips for ${this.topic.doing}:`;
  }

  write(has: ReadonlySet<Flaw>, random: Random): Answer {
    const other = random.pick(topics.filter((one) => one !== this.topic));
    return writeTips(this.title, this.topic.tips, other.tips, has, random);
  }

  judge(reading: Reading): Part[] {
    return judgeTips(this.title, this.topic.tips, reading);
  }

  isShaped(reading: Reading): boolean {
    return looksLikeItems(reading, 'bullet');
  }

  followUp(before: string): FollowUp {
    const fresh = this.topic.tips.filter((tip) => !before.includes(tip));
    return {
      write: (has, random) => {
        const foreign = random.pick(topics.filter((other) => other !== this.topic)).tips;
        return `Another tip: ${random.pick(has.has('wrong') ? foreign : fresh)}`;
      },
      judge: ({ text }) => {
        const [, tip = text] = /^Another tip: (.*)$/s.exec(text) ?? [];
        const score = Math.min(1, tipHits(fresh, [tip]));
        const shaped = /^Another tip: \w/.test(text);
        return { score, why: score > 0 ? 'a new tip' : 'no new tip', shaped };
      },
      isShaped: ({ typed }) => /^Another tip: \w/m.test(typed),
    };
  }
}

function entities(): Entity<'advice'>[] {
  return topics.map((topic) => ({
    id: slug(topic.to),
    subject: new AdviceSubject(topic),
    asks: inWords(adviceWordings, { to: topic.to, doing: topic.doing }),
  }));
}

export const advice: FollowedFamily<'advice'> = {
  name: 'advice',
  flaws: ['missing', 'wrong', 'repeat', 'prose', 'long', 'filler', 'cut', 'typos'],
  entities,
  recognise({ words }) {
    const text = words.join(' ');
    for (const [phrase, topic] of topicByPhrase) if (text.includes(phrase)) return new AdviceSubject(topic);
    return undefined;
  },
  followUp: {
    kind: 'another-tip',
    wordings: {
      train: ['Do you have another tip?', 'One more tip, please.', 'What else should I do?'],
      heldOut: ['Is there anything else to keep in mind?'],
    },
    entities,
  },
  phrases: tipClosings,
  words: [adviceWordings, 'tips for another tip'],
};
