/** The claims that lab B2 tests. */
import { meanEffect, minus } from '../../study/effects';
import { checkOf, type Check } from '../../study/lab';
import type { B2Arm, B2Data } from './data';
import { wayName } from '../../steps/laboured';

/** What may be lost and still be called as good, in gold. */
const margin = 0.05;

/** One number a demonstration or prompt. `[seeds][…]` */
type Values = readonly (readonly number[])[];

/** More of something under one treatment than under another, item by item. */
function more(statement: string, a: Values, b: Values, unit = 'of gold', spare = 0): Check {
  const effect = meanEffect(a.map((values, seed) => minus(values, b[seed]).map((value) => value + spare)));
  return checkOf({ claim: 'B2', statement, ...effect, bound: 0, unit });
}

/** Not more than the margin less. */
function asGood(statement: string, a: Values, b: Values): Check {
  return more(`${statement}, to within ${margin}`, a, b, 'of gold to spare', margin);
}

const seconds = ({ seeds }: B2Arm): Values => seeds.map((seed) => seed.seconds);
const quality = ({ seeds }: B2Arm): Values => seeds.map((seed) => seed.golds);
const atEqualNumber = ({ seeds }: B2Arm): Values => seeds.map(({ equalNumber }) => equalNumber.golds);

/** Gold of SFT on what the largest budget pays for. */
const atEqualCost = ({ seeds }: B2Arm): Values =>
  seeds.map(({ equalCost }) => equalCost[equalCost.length - 1].worth.golds);

/** Hours of the largest budget. */
function largestBudget({ arms }: B2Data): number {
  const { equalCost } = arms[0].seeds[0];
  return equalCost[equalCost.length - 1].budget / 3600;
}

/** All checks of the lab. */
export function b2Checks(data: B2Data): Check[] {
  const alone = data.arms.find(({ way }) => way === 'alone');
  const edited = data.arms.find(({ way }) => way === 'edited');
  const chosen = data.arms.filter(({ way }) => way === 'chosen');
  if (!alone || !edited) return [];
  const hours = `${Number(largestBudget(data).toPrecision(2))} h of labour`;
  const number = `${data.number} demonstrations`;
  const drafts = edited.seeds.map(({ draftGolds }) => draftGolds);
  return [
    more('a draft edited takes less labour than writing alone', seconds(alone), seconds(edited), 'seconds'),
    ...chosen.map((arm) =>
      more(
        `a demonstration ${wayName(arm)} takes less labour than writing alone`,
        seconds(alone),
        seconds(arm),
        'seconds',
      ),
    ),
    more('control: editing makes the draft better', quality(edited), drafts),
    asGood('an edited draft is as good as writing alone', quality(edited), quality(alone)),
    ...chosen.map((arm) =>
      more(`an edited draft is better than one ${wayName(arm)}`, quality(edited), quality(arm)),
    ),
    more(
      `control: SFT on ${number} drafted and edited gives more gold than on the drafts as they came`,
      atEqualNumber(edited),
      data.unedited.map(({ golds }) => golds),
    ),
    asGood(
      `SFT on ${number} drafted and edited is as good as on as many written alone`,
      atEqualNumber(edited),
      atEqualNumber(alone),
    ),
    more(
      `for ${hours}, drafts edited give SFT more gold than writing alone`,
      atEqualCost(edited),
      atEqualCost(alone),
    ),
    ...chosen.map((arm) =>
      more(
        `for ${hours}, drafts edited give SFT more gold than demonstrations ${wayName(arm)}`,
        atEqualCost(edited),
        atEqualCost(arm),
      ),
    ),
  ];
}
