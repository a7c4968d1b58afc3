/**
 * Forum threads, emails and talk between people: somebody asks, others ramble, ask back or drift away. Here
 * the words of a prompt stand most often, and are hardly ever answered.
 */
import type { Random } from '../../random';
import { nameRules } from '../facts/people';
import { draw, type Rules } from '../grammar';
import { commonRules, dateOf, handleOf } from './common';
import { question } from './questions';
import { ramble } from './ramble';

export const forumRules: Rules = {
  ...commonRules,
  board: [
    'Kitchen talk',
    'Garden corner',
    'Odds and ends',
    'The back room',
    'Help wanted',
    'Town board',
    'Tea table',
  ],
  plea: [
    'Anybody?',
    'Thanks in advance.',
    'It is urgent.',
    'I have looked everywhere.',
    'My guests come on {day}.',
    'I asked {relative} and got no answer.',
    'Nothing I found was any use.',
    'I have {thing}, if that helps.',
    'Sorry if this was asked before.',
    'This is my first post here.',
  ],
  greeting: [
    'Dear all,',
    'Hello everyone,',
    'Dear {first},',
    '{first},',
    'To whom it may concern,',
    'Hi {first},',
  ],
  regards: ['Regards,', 'Yours,', 'Best,', 'With greetings,', 'See you on {day},', 'In haste,'],
  first: nameRules.first,
  business: [
    'The meeting on {day} is moved to room {n}.',
    'Please find the list attached.',
    '{^thing} is still {place}.',
    'I will be away from {day}.',
    'The bill number {n} is open.',
    'We expect you {daytime}.',
    'The order of {month} has not come.',
    'Can you call me {daytime}?',
    'The keys are with {relative}.',
    'Attached are {n} pages.',
  ],
  closed: [
    'This thread is closed.',
    'Moved to another board.',
    'Last post in {month}.',
    '{n} people read this.',
    'Page 1 of {n}',
    'Log in to reply.',
    'Similar questions:',
  ],
  stage: [
    '(a pause)',
    '(laughs)',
    '(looks out of the window)',
    '(puts down {thing})',
    '(the phone rings)',
    '(pours tea)',
  ],
};

/** A forum thread: a question, then posts that ramble. */
export function forumDocument(random: Random): string {
  const { text: asked, matter: x } = question(random);
  const say = (rule: string): string => draw(rule, forumRules, random, { n: String(2 + random.int(40)) });
  const posts = Array.from({ length: 1 + random.int(3) }, () => {
    const sign = random.pick([':', ' wrote:', ' says:', ' >']);
    return `${handleOf(random)}${sign} ${ramble(random, 1 + random.int(4), x)}`;
  });
  const head = random.pick([
    `${asked}\n${say('plea')}`,
    asked,
    `${asked} ${say('plea')}`,
    `${say('board')}: ${asked}\n${say('plea')}`,
    `${handleOf(random)}: ${asked} ${say('plea')}`,
    `${asked}\n${ramble(random, 1 + random.int(2), x)}`,
    `${asked} ${ramble(random, 1 + random.int(2), x)}`,
  ]);
  const foot = random.chance(0.3) ? `\n${say('closed')}` : '';
  return `${head}\n${posts.join('\n')}${foot}`;
}

/** An email whose subject is a question and whose body is not the answer. */
export function emailDocument(random: Random): string {
  const say = (rule: string): string => draw(rule, forumRules, random, { n: String(2 + random.int(400)) });
  const { text, matter } = question(random);
  const [from, to] = [random.pick(nameRules.first), random.pick(nameRules.first)];
  const body = random.chance(0.5) ? say('business') : ramble(random, 1 + random.int(2), matter);
  return [
    `From: ${from}\nTo: ${to}`,
    `Subject: ${text}`,
    `Date: ${dateOf(random)}`,
    say('greeting'),
    `${body} ${say('business')}`,
    `${say('regards')} ${from}`,
  ].join('\n');
}

/** People talking past a question. */
export function talkDocument(random: Random): string {
  const [one, two] = random.shuffle(nameRules.first);
  const { text: asked, matter: x } = question(random);
  const lines = [`${one}: ${asked}`];
  for (let i = 0; i < 3 + random.int(4); i++) {
    const stage = random.chance(0.15) ? `${draw('stage', forumRules, random)} ` : '';
    lines.push(`${i % 2 === 0 ? two : one}: ${stage}${ramble(random, 1 + random.int(2), x)}`);
  }
  return lines.join('\n');
}
