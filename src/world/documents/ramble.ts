/**
 * People who ramble: sentences that circle around a matter without settling it, composed from parts each time.
 * This is what a base model learns to do when asked a question (lecture claim A1).
 */
import type { Random } from '../../random';
import { draw, type Rules } from '../grammar';
import { commonRules } from './common';

/** {x} is what the talk is about. */
export const rambleRules: Rules = {
  ...commonRules,
  sentence: [
    '{memory}',
    '{memory}',
    '{deflect}',
    '{askback}',
    '{digress}',
    '{digress}',
    '{opinion}',
    '{complain}',
    '{doubt}',
    '{plan}',
  ],
  memory: [
    '{^relative} {habit} {x}, and {outcome}.',
    '{^time} {relative} {spoke} {x}.',
    '{^time} I tried {x} {place}, but {weather}.',
    'I remember {x} from {source}, and {outcome}.',
    'We had {x} {time}, and {relative} {reacted}.',
    '{^relative} had a notebook about {x}, with {thing} drawn on the cover.',
    'There was {x} {place} {time}.',
  ],
  habit: [
    'always talked about',
    'never liked',
    'swore by',
    'laughed at',
    'knew all about',
    'gave up on',
    'dreamt of',
  ],
  spoke: [
    'told me about',
    'warned me about',
    'asked about',
    'sang about',
    'wrote to me about',
    'argued about',
  ],
  source: [
    'a book',
    'the radio',
    'school',
    'a long train ride',
    'the army',
    'a fair',
    'an old film',
    'the hospital',
  ],
  outcome: [
    'nobody minded',
    'it took all day',
    'I lost {thing}',
    'we laughed a lot',
    'it was not the same',
    'the dog got it',
    'I forget the rest',
    'that was that',
    'I never asked again',
    'it ended badly',
    'the smell stayed for weeks',
    'the whole street came',
  ],
  reacted: [
    'left early',
    'asked for more',
    'said nothing',
    'fell asleep',
    'wanted {thing}',
    'clapped',
    'cried a bit',
  ],
  deflect: [
    'I have no idea, I {guess}.',
    'I would have to ask {relative}.',
    'It depends, it really depends.',
    'I could tell you, but I lost {thing}.',
    'Somebody here must know about {x}.',
    'I wrote it down {time}, and now I cannot find it.',
    'That is a long story, and {x} is only a part of it.',
    'Do it by feel, that is what {relative} said.',
    'You can look it up {place}.',
  ],
  guess: [
    'just look at it and hope',
    'only do it by feel',
    'leave that to {relative}',
    'never got that far',
    'always buy it ready made',
    'have only heard of it',
    'stopped counting',
  ],
  askback: [
    'Why do you want to know about {x}?',
    'Do you have {thing}?',
    'Is it for {relative}?',
    'What have you tried so far?',
    'Did you ask {relative}?',
    'Has anybody seen {thing}?',
    'Who told you about {x}?',
    'Is this about {x} again?',
    'Do you mean {x}, or do you mean {thing}?',
  ],
  digress: [
    'Speaking of {x}, {event}.',
    'That reminds me of {thing}.',
    'By the way, {event}.',
    'Anyway, {event}, and {event}.',
    'Also {weather} {time}.',
    'Not that it matters, but {event}.',
    'While I am here, has anybody got {thing}?',
    '{^event}, but that is another matter.',
  ],
  event: [
    'I sold {thing}',
    '{relative} moved to the coast',
    'somebody left {thing} {place}',
    '{weather}',
    'the bus was late {time}',
    'I painted {thing}',
    'we found {thing} {place}',
    '{relative} is in bed with a cold',
    'they closed the shop',
    'the price of coal went up',
    'my knee hurts again',
    '{relative} bought {thing}',
    'the cat slept {place}',
    'I cannot find {thing}',
  ],
  opinion: [
    'I think {x} is {judged}.',
    'For me {x} is {judged}, and always was.',
    '{^relative} says {x} is {judged}.',
    'Some say {x} is {judged}, some say it is {judged}.',
    'To be honest {x} is {judged}.',
  ],
  judged: [
    'not what it was',
    'best left alone',
    'too much work',
    'fine on a {day}',
    'a matter of luck',
    'only for the young',
    'better {daytime}',
    'worth the trouble',
    'much the same everywhere',
    'a thing of the past',
    'simple if you know it',
  ],
  complain: [
    'Nobody cares about {x} any more.',
    'These days people want {x} at once.',
    'They do not teach {x} in school.',
    'I have said it before and nobody listens.',
    'You cannot even buy {thing} now.',
    'Everything costs too much.',
    'It was all different {time}.',
  ],
  doubt: [
    'Maybe I am wrong about {x}.',
    'I am not sure any more.',
    'Or was that {thing}?',
    'No, wait, it was {relative} who knew that.',
    'I may be mixing it up with {thing}.',
    'At least I think so.',
  ],
  plan: [
    'I might try {x} {daytime}.',
    'On {day} I will ask {relative}.',
    'Next {month} I want to sell {thing}.',
    'If I find {thing}, I will write again.',
    'I will bring {thing} on {day}.',
  ],
  again: ['As I said,', 'Like I said,', 'I say it again,', 'So yes,', 'Once more,', 'You see,'],
};

/** Rambling of so many sentences; now and then one of them is said again. @param x what it is about. */
export function ramble(random: Random, sentences: number, x: string): string {
  const said: string[] = [];
  for (let i = 0; i < sentences; i++) {
    if (said.length > 0 && random.chance(0.18)) {
      const earlier = random.pick(said);
      said.push(`${random.pick(rambleRules.again)} ${keepI(earlier)}`);
    } else {
      said.push(draw('sentence', rambleRules, random, { x }));
    }
  }
  return said.join(' ');
}

/** A sentence inside another: a small first letter, unless it is the word I or a name's. */
function keepI(sentence: string): string {
  return /^(?:I |[A-Z][a-z]+day )/.test(sentence)
    ? sentence
    : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
