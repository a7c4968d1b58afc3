/** One knob of a lab changed: by name, of the right kind, and nothing else moves. */
import { describe, expect, it } from 'vitest';
import { b4Presets } from '../../src/labs/b4';
import { b5Presets } from '../../src/labs/b5';
import { withChanges } from '../../src/study/knobs';

const { lecture } = b5Presets;

describe('withChanges', () => {
  it('sets what is named, leaves the rest, and does not touch the preset', () => {
    const before = structuredClone(lecture);
    const changed = withChanges('B5', lecture, {
      seeds: [4, 5],
      'pool.prompts': 7,
      'foundation.sft.epochs': 1,
    });
    expect(changed.seeds).toEqual([4, 5]);
    expect(changed.pool).toEqual({ ...lecture.pool, prompts: 7 });
    expect(changed.foundation).toEqual({
      ...lecture.foundation,
      sft: { ...lecture.foundation.sft, epochs: 1 },
    });
    expect(changed.ppo).toEqual(lecture.ppo);
    expect(lecture).toEqual(before);
    expect(withChanges('B5', lecture, {})).toEqual(lecture);
  });

  it('reaches options that the preset leaves to the trainer, on or off', () => {
    expect(lecture.ppo).not.toHaveProperty('klTarget');
    const { ppo } = withChanges('B5', lecture, { 'ppo.klTarget': 3, 'ppo.whitenRewards': true });
    expect(ppo).toEqual({ ...lecture.ppo, klTarget: 3, whitenRewards: true });
    expect(withChanges('B5', lecture, { 'ppo.klTarget': null }).ppo.klTarget).toBeNull();
  });

  it('takes words and null where an option does', () => {
    const changes = { 'ppo.decay': 'linear', 'ppo.missingEndPenalty': null, 'rewardModel.pooling': 'last' };
    const changed = withChanges('B5', lecture, changes);
    expect(changed.ppo).toEqual({ ...lecture.ppo, decay: 'linear', missingEndPenalty: null });
    expect(changed.rewardModel).toEqual({ ...lecture.rewardModel, pooling: 'last' });
  });

  it('refuses what a trainer would refuse', () => {
    const told = (name: string, value: unknown) => () => withChanges('B5', lecture, { [name]: value });
    expect(told('ppo.clipRatio', -1)).toThrow('lab B5: ppo.clipRatio is -1; expected a number from 0 up');
    expect(told('ppo.iterations', 1.5)).toThrow('ppo.iterations is 1.5; expected a whole number from 1 up');
    expect(told('ppo.klTarget', 0)).toThrow('ppo.klTarget is 0; expected a number above 0, or null');
    expect(told('foundation.sft.epochs', null)).toThrow('sft.epochs is null; expected a whole number');
    expect(told('rewardModel.pooling', 'max')).toThrow('"max"; expected one of mean, last');
  });

  it('names what there is instead of a knob that there is not', () => {
    const change = (changes: Record<string, unknown>) => () => withChanges('B4', b4Presets.quick, changes);
    expect(change({ 'ppo.clip': 1 })).toThrow(
      /^lab B4: no setting "ppo\.clip"; expected one of .*ppo\.clipRatio/,
    );
    for (const none of ['ppo', 'ppo.seed', 'ppo.clipRatio.x', 'toString', 'center.comparisons'])
      expect(change({ [none]: 1 }), none).toThrow(`no setting "${none}"`);
  });

  it('refuses values of another kind', () => {
    const told = (name: string, value: unknown) => () => withChanges('B5', lecture, { [name]: value });
    expect(told('ppo.clipRatio', 'wide')).toThrow('lab B5: ppo.clipRatio is "wide"; expected a number');
    expect(told('ppo.whitenRewards', 1)).toThrow('ppo.whitenRewards is 1; expected true or false');
    expect(told('seeds', 1)).toThrow('seeds is 1; expected a list of different numbers');
    expect(told('seeds', [])).toThrow('seeds is []; expected a list of different numbers');
    expect(told('seeds', [1, 1])).toThrow('seeds is [1,1]; expected a list of different numbers');
    expect(told('pool.prompts', { a: 1 })).toThrow('pool.prompts is {"a":1}; expected a number');
  });

  it('keeps counts whole and amounts above 0', () => {
    for (const [name, value] of Object.entries({
      'evaluation.prompts': 0,
      'pool.prompts': 0.5,
      iterations: -1,
    }))
      expect(() => withChanges('B5', lecture, { [name]: value })).toThrow(
        `lab B5: ${name} is ${value}; expected a whole number from 1 up`,
      );
  });
});
