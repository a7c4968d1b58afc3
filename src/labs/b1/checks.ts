/** The claims that lab B1 tests. */
import { mean } from '../../eval/statistics';
import { meanEffect, minus } from '../../study/effects';
import { checkOf, type Check } from '../../study/lab';
import type { B1Cell, B1Data } from './data';
import { writers, type Writers } from './settings';

/** Cells of the usual loss by these writers, the largest number last. */
export function cellsOf({ cells }: B1Data, who: Writers, imitated: B1Cell['imitated'] = 'assistant') {
  return cells
    .filter((cell) => cell.writers === who && cell.imitated === imitated)
    .sort((a, b) => a.count - b.count);
}

/** Gold of policies by prompt. `[seeds][prompts]` */
type Golds = readonly (readonly number[])[];

const goldsOf = ({ seeds }: Pick<B1Cell, 'seeds'>): Golds => seeds.map(({ golds }) => golds);

/** More gold on the same prompts under one treatment than under another. */
function more(statement: string, a: Golds, b: Golds, unit = 'of gold'): Check {
  const effect = meanEffect(a.map((golds, seed) => minus(golds, b[seed])));
  return checkOf({ claim: 'B1', statement, ...effect, bound: 0, unit });
}

/** Means over several policies, prompt by prompt. */
function averaged(policies: readonly Golds[]): Golds {
  return policies[0].map((golds, seed) => golds.map((_, p) => mean(policies.map((one) => one[seed][p]))));
}

function numberAndQuality(data: B1Data): Check[] {
  const ladder = (who: Writers) => cellsOf(data, who);
  const most = (who: Writers) => ladder(who)[ladder(who).length - 1];
  const least = (who: Writers) => ladder(who)[0];
  const { count } = most('expert');
  const tenths = ladder('expert').filter((cell) => 10 * cell.count <= count);
  const all = (pick: typeof most) => averaged(writers.map((who) => goldsOf(pick(who))));
  return [
    more(
      `SFT on ${least('mixed').count} mixed demonstrations: more gold than the base`,
      goldsOf(least('mixed')),
      data.base.map(({ golds }) => golds),
    ),
    more(
      `${count} demonstrations: more gold than ${least('mixed').count}, any writer`,
      all(most),
      all(least),
    ),
    more(
      `experts’ ${count} demonstrations: more gold than average writers’`,
      goldsOf(most('expert')),
      goldsOf(most('average')),
    ),
    more(
      `average writers’ ${count} demonstrations: more gold than careless writers’`,
      goldsOf(most('average')),
      goldsOf(most('careless')),
    ),
    more(
      `experts’ ${count} demonstrations: more gold than the mix of writers`,
      goldsOf(most('expert')),
      goldsOf(most('mixed')),
    ),
    ...tenths
      .slice(-1)
      .map((tenth) =>
        more(
          `quality over number: ${tenth.count} of experts give more gold than ${count} of careless writers`,
          goldsOf(tenth),
          goldsOf(most('careless')),
        ),
      ),
  ];
}

function tokensOfTheLoss(data: B1Data): Check[] {
  return cellsOf(data, 'mixed', 'all').flatMap((all) => {
    const twin = cellsOf(data, 'mixed').find(({ count }) => count === all.count);
    if (!twin) return [];
    const statement = `loss on the assistant’s tokens, ${all.count} demonstrations: more gold than on all tokens`;
    return [more(statement, goldsOf(twin), goldsOf(all))];
  });
}

function startOfRl({ rl }: B1Data): Check[] {
  const arm = (start: B1Data['rl'][number]['start']) => rl.find((one) => one.start === start)?.seeds ?? [];
  const [base, handful, sft] = [arm('base'), arm('handful'), arm('SFT')];
  const ends = (courses: typeof sft) => courses.map(({ golds }) => golds.end);
  const begins = (courses: typeof sft) => courses.map(({ golds }) => golds.start);
  const unit = 'sd of SFT';
  return [
    more('RL from SFT ends with more gold than it began', ends(sft), begins(sft), unit),
    more('RL from SFT ends with more gold than the same RL from base', ends(sft), ends(base), unit),
    more(
      'RL from SFT ends with more gold than the same RL from a handful of demonstrations',
      ends(sft),
      ends(handful),
      unit,
    ),
    more('SFT without RL: more gold than RL without SFT', begins(sft), ends(base), unit),
  ];
}

/** All checks of the lab. */
export function b1Checks(data: B1Data): Check[] {
  return [...numberAndQuality(data), ...tokensOfTheLoss(data), ...startOfRl(data)];
}
