/** A table of two courses over three seeds, two views on it, and a lab that gives it without a network. */
import { fallsFromPeak, check, type Check } from '../../src/study/checks';
import { defineLab } from '../../src/study/lab';
import { measureRows, promptRows, Table, type Row } from '../../src/study/rows';
import { bars, lines, type View } from '../../src/study/view';

const gold = (arm: string, at: number) => (arm === 'free' ? 1 - (at - 1) ** 2 : at / 2);

/** Gold that rises and falls (free) or rises (control), proxy and KL that rise. */
export const toyRows: readonly Row[] = [1, 2, 3].flatMap((seed) =>
  ['free', 'control'].flatMap((arm) =>
    [0, 1, 2].flatMap((at) => [
      ...promptRows(
        { arm, seed, at, measure: 'gold' },
        [0.1, 0.2, 0.3, 0.4].map((own) => own + gold(arm, at) + seed / 100),
      ),
      ...promptRows({ arm, seed, at, measure: 'proxy' }, [at, at, at, at]),
      ...measureRows({ arm, seed, at }, { KL: at * at, 'KL (k3)': at * at }),
    ]),
  ),
);

export const toyTable = new Table(toyRows);

export const barView: View = {
  id: 'arms',
  title: () => 'Gold by arm',
  panels: [bars('Gold', 'gold', 'sd', { at: 'last' })],
};

export const curveView: View = {
  id: 'curves',
  title: (says) => (says('falls') === 'holds' ? 'Gold falls' : 'Gold along PPO'),
  caption: 'Blue is the proxy.',
  oneScale: true,
  panels: ['free', 'control'].map((arm) =>
    lines(arm, { title: '√KL', measure: 'KL', scale: 'root' }, ['proxy', 'gold'], 'sd', {
      arms: [arm],
      fit: 'rl',
    }),
  ),
};

export const toyScale = { unit: 'sd', matters: 0.1 };

/** The lab. @param ran is told of each run. */
export const toyLab = (ran: (size: number) => void = () => undefined) =>
  defineLab({
    id: 'T1',
    title: 'Is it <so>?',
    presets: { quick: { size: 1 }, lecture: { size: 2 }, full: { size: 3 } },
    async *run(_, { size }) {
      ran(size);
      yield await Promise.resolve({ type: 'stage' as const, title: 'toy', steps: 1 });
      yield { type: 'step', done: 1, live: { loss: 0.5 } };
      yield { type: 'found', title: 'another' };
      const replies = [{ by: 'free', text: hostile, note: 'gold 0.5' }];
      return { rows: toyRows, texts: [{ prompt: 'Name three fruits.', replies }] };
    },
    checks: () => [check('falls', hostile, fallsFromPeak('free', 'gold'), toyScale, { main: true })],
    views: [curveView, barView],
    table: {
      arms: ['free', 'control'],
      columns: [{ measure: 'gold', title: 'gold' }],
      caption: 'At no place.',
    },
  });

/** Text that must never be taken for markup. */
export const hostile = '</script><img src=x onerror=alert(1)> & "more"';

/** A check as stored. */
export const aCheck: Check = {
  id: 'one',
  claim: 'T1',
  statement: 'it is so',
  effect: 1.23456,
  interval: [0.75, 2],
  expected: 'above',
  bound: 0.5,
  matters: 0.1,
  unit: 'units',
  over: '3 seeds',
  verdict: 'holds',
};
