/** The claims that lab A4 tests. */
import { mean, spearman } from '../../eval/statistics';
import type { Random } from '../../random';
import { exposureBin, exposureBins } from '../../world';
import { effectOver, meanEffect, minus, redrawnEffect } from '../../study/effects';
import { checkOf, type Check } from '../../study/lab';
import type { A4Data, A4Run, Answered } from './data';
import { smallest } from '../../extremes';

const claim = 'A4';

/** Runs of one start, few demonstrations first. */
export function runsFrom({ runs }: A4Data, start: A4Run['start']): A4Run[] {
  return runs.filter((run) => run.start === start).sort((a, b) => a.demonstrations - b.demonstrations);
}

/** People as indices, by bins of exposure that have any, few mentions first. */
export function peopleByBin({ people }: A4Data): { name: string; people: number[] }[] {
  return exposureBins.flatMap(({ name }) => {
    const members = people.flatMap(({ mentions }, i) => (exposureBin(mentions) === name ? [i] : []));
    return members.length > 0 ? [{ name, people: members }] : [];
  });
}

/** Treatment against control, item by item. */
function against(statement: string, of: keyof Answered, a: A4Run, b: A4Run): Check {
  const effect = meanEffect(a.seeds.map((seed, i) => minus(seed[of], b.seeds[i][of])));
  const unit = of === 'facts' ? 'share of facts' : 'share of questions';
  return checkOf({ claim, statement, ...effect, bound: 0, unit });
}

/** A statistic over people, one a seed; with one seed, people are drawn again from the groups that they are in. */
function overPeople(
  statement: string,
  unit: string,
  run: A4Run,
  groups: readonly (readonly number[])[],
  statistic: (facts: readonly number[], groups: readonly (readonly number[])[]) => number,
): Check {
  const values = run.seeds.map(({ facts }) => statistic(facts, groups));
  const [{ facts }] = run.seeds;
  const again = (random: Random) =>
    statistic(
      facts,
      groups.map((group) => group.map(() => random.pick(group))),
    );
  const within = () => redrawnEffect(statement, `${facts.length} people`, values[0], again);
  return checkOf({ claim, statement, ...effectOver(values, within), bound: 0, unit });
}

/** Pre-trained, the most demonstrations: what is told of people against how often the corpus mentions them. */
function exposureChecks(data: A4Data, run: A4Run): Check[] {
  const mentions = data.people.map(({ mentions: count }) => count);
  const everyone = [data.people.map((_, i) => i)];
  const trend = overPeople(
    'the more the corpus mentions somebody, the more is told of them',
    'rank correlation',
    run,
    everyone,
    (facts, [drawn]) =>
      spearman(
        drawn.map((i) => mentions[i]),
        drawn.map((i) => facts[i]),
      ),
  );
  const bins = peopleByBin(data).map(({ people }) => people);
  if (bins.length < 2) return [trend];
  const steps = overPeople(
    'each bin of exposure tells more than the one below it: the smallest step up',
    'share of facts',
    run,
    bins,
    (facts, drawn) => {
      const means = drawn.map((bin) => mean(bin.map((i) => facts[i])));
      return smallest(means.slice(1).map((value, i) => value - means[i]));
    },
  );
  return [trend, steps];
}

/** All checks of the lab. */
export function a4Checks(data: A4Data): Check[] {
  const [own, control] = [runsFrom(data, 'pretrained'), runsFrom(data, 'random')];
  const last = own.length - 1;
  const few = `${own[0].demonstrations} demonstrations`;
  const many = `${own[last].demonstrations} demonstrations`;
  const known = ({ facts, guessed }: Answered) => minus(facts, guessed);
  const elicited = meanEffect(own[0].seeds.map(known));
  const half = own[0].seeds.map((seed, s) =>
    minus(
      known(seed),
      known(own[last].seeds[s]).map((value) => value / 2),
    ),
  );
  return [
    against(
      `${many}: pre-trained tells more of people that SFT never named than random weights do`,
      'facts',
      own[last],
      control[last],
    ),
    against(`${few}: so does it with these few`, 'facts', own[0], control[0]),
    checkOf({
      claim,
      statement: `${few} draw out more of a person than the same answers tell of others by guessing`,
      ...elicited,
      bound: 0,
      unit: 'share of facts',
    }),
    checkOf({
      claim,
      statement: `${few} draw out more than half of what ${many} do, guesses taken off`,
      ...meanEffect(half),
      bound: 0,
      unit: 'share of facts',
    }),
    ...exposureChecks(data, own[last]),
    against(
      `${many}: asked about itself in new words, pre-trained answers more than random weights do`,
      'reworded',
      own[last],
      control[last],
    ),
    against(`${few}: so does it with these few on itself`, 'reworded', own[0], control[0]),
    against(
      `${many}: asked what no demonstration says of it, pre-trained answers more than random weights do`,
      'hidden',
      own[last],
      control[last],
    ),
  ];
}
