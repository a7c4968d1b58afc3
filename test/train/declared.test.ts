/** Options as they are declared: what they take, what they refuse and how they say so, in every trainer. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { UserError } from '../../src/errors';
import {
  choice,
  count,
  countOrNull,
  number,
  numberOrNull,
  onOff,
  settle,
  withDefault,
  type OptionsOf,
} from '../../src/train/declared';
import { datasetOptions } from '../../src/train/options';
import { ppoDefaults } from '../../src/train/ppo-options';
import { sft } from '../../src/train/sft';
import { trainerOptions } from '../../src/train/trainers';

const table = {
  rows: count(2, 'rows'),
  limit: countOrNull(null, 'a limit', { none: 'never' }),
  share: number(0.1, 'a share', { min: 0, below: 0.5 }),
  weight: number(1, 'a weight', { max: Infinity }),
  worth: numberOrNull(1, 'a worth', { above: 0, none: 'nothing' }),
  on: onOff(true, 'do it'),
  keep: choice<'best' | 'random'>('best', ['best', 'random'], 'which'),
};

describe('settle', () => {
  it('fills in defaults for what is not given, and leaves out what is not declared', () => {
    const defaults = { rows: 2, limit: null, share: 0.1, weight: 1, worth: 1, on: true, keep: 'best' };
    expect(settle('x', table)).toEqual(defaults);
    const given = { rows: 5, worth: null, share: undefined, other: 1 };
    expect(settle('x', table, given)).toEqual({ ...defaults, rows: 5, worth: null });
  });

  it('gives the options their types', () => {
    expectTypeOf<OptionsOf<typeof table>>().toEqualTypeOf<{
      rows: number;
      limit: number | null;
      share: number;
      weight: number;
      worth: number | null;
      on: boolean;
      keep: 'best' | 'random';
    }>();
  });

  it.each([
    ['rows', 0, 'x: rows is 0; expected a whole number from 1 up'],
    ['rows', 1.5, 'x: rows is 1.5; expected a whole number from 1 up'],
    ['rows', NaN, 'x: rows is NaN; expected a whole number from 1 up'],
    ['rows', Infinity, 'x: rows is Infinity; expected a whole number from 1 up'],
    ['rows', '3', 'x: rows is "3"; expected a whole number from 1 up'],
    ['rows', null, 'x: rows is null; expected a whole number from 1 up'],
    ['limit', 0, 'x: limit is 0; expected a whole number from 1 up, or null'],
    ['share', 0.5, 'x: share is 0.5; expected a number from 0 to below 0.5'],
    ['share', -0.1, 'x: share is -0.1; expected a number from 0 to below 0.5'],
    ['weight', NaN, 'x: weight is NaN; expected a number'],
    ['worth', 0, 'x: worth is 0; expected a number above 0, or null'],
    ['on', 1, 'x: on is 1; expected true or false'],
    ['keep', 'worst', 'x: keep is "worst"; expected one of best, random'],
  ])('refuses %s = %j', (name, value, told) => {
    expect(() => settle('x', table, { [name]: value })).toThrow(new UserError(told));
  });

  it.each([
    ['limit', 1],
    ['share', 0],
    ['share', 0.499],
    ['weight', Infinity],
    ['weight', -1e300],
    ['worth', 1e-300],
    ['on', false],
    ['keep', 'random'],
  ])('takes %s = %j', (name, value) => {
    expect(settle('x', table, { [name]: value })).toMatchObject({ [name]: value });
  });

  it('refuses a default that is out of its own range', () => {
    expect(() => settle('x', { rows: withDefault(table.rows, 0) })).toThrow('x: rows is 0');
  });
});

describe('options of a data set', () => {
  it('that cannot work are refused by name', () => {
    const check = (options: object) => () => settle('sft', datasetOptions, options);
    expect(check({})).not.toThrow();
    expect(check({ tokensPerBatch: 100, patience: 1 })).not.toThrow();
    expect(check({ tokensPerBatch: 0 })).toThrow(
      'sft: tokensPerBatch is 0; expected a whole number from 1 up',
    );
    expect(check({ patience: 0 })).toThrow('sft: patience is 0');
    expect(check({ evaluationInterval: -1 })).toThrow('sft: evaluationInterval is -1');
    expect(check({ rowsPerBatch: 1.5 })).toThrow('sft: rowsPerBatch is 1.5');
    expect(check({ epochs: 0 })).toThrow('sft: epochs is 0; expected a whole number from 1 up');
  });
});

describe('the trainers', () => {
  it.each([...trainerOptions])('%s: each option says what it is in one sentence', (_, options) => {
    for (const [name, { says }] of Object.entries(options)) {
      expect(says.length, name).toBeGreaterThan(0);
      expect(says, name).toMatch(/[^.\s]$/);
      expect(says, name).not.toMatch(/[|\n`]/);
    }
  });

  it('start from what is declared, and check it before anything else', async () => {
    expect(ppoDefaults).toMatchObject({ learningRate: 1e-4, epsilon: 1e-5, epochs: 2, klTarget: null });
    const [weights, examples] = [Reflect.get({}, 'model'), Reflect.get({}, 'examples')];
    await expect(sft(weights, examples, [], { maxGradNorm: -1 }).next()).rejects.toThrow(
      new UserError('sft: maxGradNorm is -1; expected a number from 0 up'),
    );
  });
});
