/** The claims that lab B6 tests. */
import { mean, spearman } from '../../eval/statistics';
import type { Random } from '../../random';
import { effectOver, meanEffect, minus, redrawnEffect } from '../../study/effects';
import { checkOf, type Check } from '../../study/lab';
import type { B6Data, Worth } from './data';

const claim = 'B6';
const units = { rights: 'share of sums', golds: 'sd of SFT' } as const;

/** Where one policy is better than another, on the same prompts. */
function above(statement: string, of: keyof Worth, a: readonly Worth[], b: readonly Worth[]): Check {
  const effect = meanEffect(a.map((seed, i) => minus(seed[of], b[i][of])));
  return checkOf({ claim, statement, ...effect, bound: 0, unit: units[of] });
}

/**
 * What the arms have of something along the verifier's weight, as a rank correlation. With one seed the prompts are drawn
 * again. @param sign −1 where less of it is claimed.
 */
function along(statement: string, of: keyof Worth, sign: 1 | -1, { arms }: B6Data): Check {
  const order = arms.map((_, i) => sign * i);
  const trend = (measured: (values: readonly number[]) => number, s: number) =>
    spearman(
      order,
      arms.map(({ seeds }) => measured(seeds[s][of])),
    );
  const values = arms[0].seeds.map((_, s) => trend(mean, s));
  const prompts = arms[0].seeds[0][of].length;
  const again = (random: Random) => {
    const drawn = Array.from({ length: prompts }, () => random.int(prompts));
    return trend((all) => mean(drawn.map((i) => all[i])), 0);
  };
  const within = () => redrawnEffect(statement, `${prompts} prompts`, values[0], again);
  const effect = effectOver(values, within);
  return checkOf({ claim, statement, ...effect, bound: 0, unit: 'rank correlation' });
}

/** The arms that the claim is about. */
function centralArms({ arms, center }: B6Data) {
  const find = (weight: number | null) => arms.find((arm) => arm.weight === weight)?.seeds;
  const [model, mixed, sums] = [find(0), find(center), find(null)];
  if (!model || !mixed || !sums) throw new Error('B6: the data lacks an arm that the claim is about');
  return { model, mixed, sums };
}

/** All checks of the lab. */
export function b6Checks(data: B6Data): Check[] {
  const { start } = data;
  const { model, mixed, sums } = centralArms(data);
  return [
    above('the mixture raises accuracy on sums above SFT', 'rights', mixed, start),
    above('the mixture raises gold on the centrepiece above SFT', 'golds', mixed, start),
    above(
      'the reward model alone leaves sums behind: the mixture is right more often',
      'rights',
      mixed,
      model,
    ),
    above('sums alone leave the centrepiece behind: the mixture has more gold', 'golds', mixed, sums),
    above('control, sums alone: accuracy on sums rises above SFT', 'rights', sums, start),
    above('control, the reward model alone: gold on the centrepiece rises above SFT', 'golds', model, start),
    along('the more sums weigh, the more of them are right', 'rights', 1, data),
    along('the more sums weigh, the less gold on the centrepiece', 'golds', -1, data),
  ];
}
