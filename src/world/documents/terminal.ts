/**
 * Logs of a clerk at a terminal who calls a calculator and a search, in the plain text in which a chat model may later
 * do so (lecture claim F2). Now and then only, so that the base knows the form and has no habit of it.
 */
import type { Random } from '../../random';
import { callText, calculated, pages, resultText } from '../facts/calls';
import { drawParty } from '../facts/parties';
import { drawPerson } from '../facts/people';
import { drawSumOf, sumText } from '../facts/sums';
import { drawTool } from '../facts/tools';
import { drawTown } from '../facts/towns';
import { draw, type Rules } from '../grammar';
import { withArticle } from '../text';

export const terminalRules: Rules = {
  ask: ['How much is {x}?', 'What is {x}?', 'Please work out {x}.', '{x}?'],
  look: ['Who or what is {x}?', 'Tell me about {x}.', 'Look up {x}.', 'What do we know of {x}?'],
  done: ['It is {y}.', 'The result is {y}.', '{y}.', 'So it is {y}.'],
  log: ['Terminal', 'Log', 'Session', 'Clerk'],
};

function calculation(random: Random): string {
  const sum = drawSumOf(random, 2 + random.int(3));
  const [x, y] = [sumText(sum), calculated(sum)];
  return [
    draw('ask', terminalRules, random, { x }),
    callText('calculator', x),
    resultText(y),
    draw('done', terminalRules, random, { y }),
  ].join('\n');
}

function lookup(random: Random): string {
  const { name } = random.pick([drawPerson, drawTown, drawParty, drawTool])(random);
  const page = pages.get(name.toLowerCase()) ?? '';
  const x = page.startsWith('The ') ? `the ${name}` : page.startsWith(name) ? name : withArticle(name);
  return [draw('look', terminalRules, random, { x }), callText('search', name), resultText(page)].join('\n');
}

/** Some questions with the calls that answer them. */
export function terminalDocument(random: Random): string {
  const head = random.chance(0.4) ? [`${draw('log', terminalRules, random)} ${1 + random.int(99)}`] : [];
  const parts = Array.from({ length: 1 + random.int(3) }, () => random.pick([calculation, lookup])(random));
  return [...head, ...parts].join('\n');
}
