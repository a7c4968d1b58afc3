/**
 * Papers of work: tickets and work orders, changelogs, product notes. Ticket titles are what callers asked.
 */
import type { Random } from '../../random';
import { nameRules } from '../facts/people';
import { productRules } from '../facts/products';
import { draw, type Rules } from '../grammar';
import { commonRules, dateOf } from './common';
import { questionText } from './questions';

export const workRules: Rules = {
  ...commonRules,
  ...productRules,
  who: nameRules.first,
  state: ['open', 'closed', 'waiting', 'in work', 'to be checked', 'not our fault', 'done', 'reopened'],
  urgency: ['low', 'normal', 'high', 'whenever', 'today'],
  problem: [
    '{^part} {fault} in {program} {version}.',
    'The {device} {place} {fault}.',
    'Caller says the {part} {fault}.',
    '{program} {fault} when {who} opens the {part}.',
    'Since {day} the {device} {fault}.',
    'The {part} of {program} {fault} {daytime}.',
  ],
  action: [
    'We {repair}.',
    '{who} {repair} on {day}.',
    'Sent back to {who}.',
    'Cannot be repeated here.',
    'Waiting for a part until {day}.',
    'Same as ticket {n}.',
    'Called back {daytime}, no answer.',
    'Closed without a repair.',
    'Fixed in {version}.',
    'Asked {who} for a photo.',
    'Not clear what is wanted.',
    'Forwarded to {program} support.',
  ],
  change: [
    'Fixed: the {part} {fault} no more.',
    'New: {part} for {program}.',
    'Removed the old {part}.',
    'The {part} is faster {daytime}.',
    'Changed: {who} {repair}.',
    'Known problem: the {part} {fault}.',
    'Works with the {device} now.',
    'Security: {who} {repair}.',
  ],
  note: [
    'The {device} is made of {material} and {material}.',
    'Do not put the {device} in water.',
    'Press the button for {n} seconds.',
    'Comes with {thing} and {n} screws.',
    'Model {n}, made in {month}.',
    'Keep the {device} away from {material}.',
    'The {part} is on the back.',
    'Two years of warranty from {month}.',
    'Clean with {material} wool only.',
    'Weighs {n} grams.',
    'If it {fault}, unplug it and wait.',
  ],
};

function filled(random: Random): (rule: string) => string {
  return (rule) =>
    draw(rule, workRules, random, {
      n: String(10 + random.int(990)),
      version: versionOf(random),
    });
}

/** A ticket or work order. */
export function ticketDocument(random: Random): string {
  const say = filled(random);
  const number = 1000 + random.int(9000);
  const title = random.chance(0.6) ? questionText(random) : say('problem');
  const status = `Status: ${say('state')}. Priority: ${say('urgency')}.`;
  const actions = Array.from({ length: 1 + random.int(4) }, () => `${say('day')}: ${say('action')}`);
  switch (random.int(4)) {
    case 0:
      return [`${title}\nTicket ${number}, ${dateOf(random)}. ${status}`, say('problem'), ...actions].join(
        '\n',
      );
    case 1:
      return [`${title}\nWork order ${number} for ${say('who')}`, say('problem'), ...actions, status].join(
        '\n',
      );
    case 2:
      return [`Ticket ${number}: ${title}`, status, ...actions].join('\n');
    default:
      return [`#${number} ${title} ${status}`, `${say('problem')} ${say('action')}`].join('\n');
  }
}

/** What is new in a program. */
export function changelogDocument(random: Random): string {
  const say = filled(random);
  const program = say('program');
  const releases = Array.from({ length: 1 + random.int(3) }, () => {
    const changes = Array.from({ length: 1 + random.int(4) }, () => `* ${say('change')}`);
    return [`${program} ${versionOf(random)}`, ...changes].join('\n');
  });
  return releases.join('\n');
}

function versionOf(random: Random): string {
  return `${random.int(4)}.${random.int(30)}.${random.int(10)}`;
}

/** A leaflet that comes with a device. */
export function productDocument(random: Random): string {
  const say = filled(random);
  const notes = Array.from({ length: 3 + random.int(4) }, () => say('note'));
  return `${say('program')} ${say('device')} ${10 + random.int(90)}\n${notes.join(random.chance(0.5) ? ' ' : '\n')}`;
}
