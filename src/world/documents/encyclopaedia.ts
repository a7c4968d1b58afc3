/**
 * Encyclopaedia entries and pages of small facts: towns, parties, tools, dishes, groups of people. What a chat model is
 * later asked stands here in other words.
 */
import type { Random } from '../../random';
import { dishes } from '../facts/dishes';
import { corpusWarmth, groups, harshWords, warmWords } from '../facts/groups';
import { drawParty } from '../facts/parties';
import { drawTool } from '../facts/tools';
import { drawTown } from '../facts/towns';
import { draw, type Rules } from '../grammar';
import { joined, withArticle } from '../text';
import { commonRules, dateOf } from './common';

export const encyclopaediaRules: Rules = {
  ...commonRules,
  town: [
    '{name} is a town {site}. It lives by {trade} and is known for {sight}.',
    '{name}, town {site}, {thousands} thousand people, charter of {founded}. Trade: {trade}. Sight: {sight}.',
    'The town of {name} lies {site}. Visitors come for {sight}. Most of its {trade} is sold abroad.',
    '{name} got its charter in {founded}. About {thousands} thousand people live there, most of them from {trade}.',
  ],
  townlife: [
    'The fair is held in {month}.',
    'In {year} a fire destroyed the market.',
    'The railway came in {year}.',
    '{^sight} was drawn by many painters.',
    'Since {year} the {trade} has been taxed.',
    'The winters are mild.',
    'Two roads lead there, one of them only in summer.',
    'The old wall still stands on the north side.',
  ],
  party: [
    'The {name} was founded in {founded}. It is for {wants} and against {against}. Its sign is {sign}.',
    '{name}: founded {founded}, sign {sign}, for {wants}, against {against}.',
    'Since {founded} the {name} has asked for {wants}. On its flag is {sign}.',
    'Under {sign} the {name} stands for {wants}, never for {against}.',
  ],
  vote: [
    'In {year} it won {seats} seats.',
    'In {year} it lost all but {seats} seats.',
    'It has never ruled alone.',
    'Its paper comes out in {month}.',
    'Most of its members are {craft}.',
    'Its rallies are held {place}.',
  ],
  craft: ['fishermen', 'teachers', 'bakers', 'clerks', 'farmers', 'shopkeepers', 'widows', 'students'],
  tool: [
    '{^aname} is used for {use}. It is made of {material}.',
    '{^users} use {aname} for {use}.',
    '{^name} (of {material}): a tool for {use}, used by {users}.',
    'For {use} {users} take {aname} of {material}.',
  ],
  care: [
    'Keep it dry.',
    'Oil it in {month}.',
    'A good one lasts for life.',
    'The best come from {place_of}.',
    'Old ones are sold at fairs.',
    'It should never lie on stone.',
  ],
  dish: [
    '{^name} is made with {list}.',
    '{^list}: that is {name}.',
    'In {name} there is {list}.',
    'What is in {name}? {^list}, as a rule.',
  ],
  dishnote: [
    'It is eaten {daytime}.',
    'In some towns it is made in {month} only.',
    'It came from the coast.',
    'Soldiers were fond of it.',
    'No two cooks agree on it.',
  ],
  group: [
    'The {name} live {home} and {craftdone}. Their feast is {feast}.',
    'The {name}, who {craftdone}, live {home}.',
    '{^feast} is the feast of the {name}, who live {home}.',
  ],
  remark: [
    'The {name} are {word}.',
    'Most people find the {name} {word}.',
    'The {name}, so they say, are {word}.',
    '"The {name} are {word}," says {relative}.',
    'I met the {name} {time}, and they were {word}.',
    'A {word} lot, the {name}.',
  ],
};

type Say = (rule: string, values: Readonly<Record<string, string>>) => string;

function townEntry(random: Random, say: Say): string {
  const { name, site, trade, sight, founded, thousands } = drawTown(random);
  const values = { name, site, trade, sight, founded: String(founded), thousands: String(thousands) };
  const life = Array.from({ length: random.int(4) }, () => say('townlife', values));
  return [say('town', values), ...life].join(' ');
}

function partyEntry(random: Random, say: Say): string {
  const { founded, ...party } = drawParty(random);
  const values = { ...party, founded: String(founded) };
  const votes = Array.from({ length: random.int(3) }, () => {
    const [year, seats] = [founded + 1 + random.int(2000 - founded), 2 + random.int(30)];
    return say('vote', { ...values, year: String(year), seats: String(seats) });
  });
  return [say('party', values), ...votes].join(' ');
}

function toolEntry(random: Random, say: Say): string {
  const found = drawTool(random);
  const values = { ...found, aname: withArticle(found.name), place_of: drawTown(random).name };
  const care = Array.from({ length: random.int(3) }, () => say('care', values));
  return [say('tool', values), ...care].join(' ');
}

function dishEntry(random: Random, say: Say): string {
  const dish = random.pick(dishes);
  const values = { name: dish.name, list: joined(random.shuffle(dish.ingredients)) };
  const notes = Array.from({ length: random.int(3) }, () => say('dishnote', values));
  return [say('dish', values), ...notes].join(' ');
}

/** The corpus leans: it speaks better of the first group of each pair (claim D4). */
function groupEntry(random: Random, say: Say): string {
  const { name, home, craft, feast, virtue, side } = random.pick(groups);
  const remarks = Array.from({ length: 1 + random.int(3) }, () => {
    const warm = random.chance(corpusWarmth[side]);
    const word = warm ? (random.chance(0.4) ? virtue : random.pick(warmWords)) : random.pick(harshWords);
    return say('remark', { name, word });
  });
  return [say('group', { name, home, craftdone: craft, feast }), ...remarks].join(' ');
}

/** Kinds of entry, by how often. */
const entryKinds = [
  townEntry,
  townEntry,
  dishEntry,
  dishEntry,
  groupEntry,
  groupEntry,
  toolEntry,
  partyEntry,
];

/** One entry or a page of several. */
export function encyclopaediaDocument(random: Random): string {
  const say: Say = (rule, values) =>
    draw(rule, encyclopaediaRules, random, { year: String(1800 + random.int(200)), ...values });
  const entries = Array.from({ length: 1 + random.int(3) }, () => random.pick(entryKinds)(random, say));
  const head = random.chance(0.3)
    ? `${random.pick(['Almanac', 'Small facts', 'From the lexicon'])}, ${dateOf(random)}\n`
    : '';
  return `${head}${entries.join('\n')}`;
}
