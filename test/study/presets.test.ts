/** Presets as patches: what a patch names is changed, at any depth, and nothing else. */
import { expect, it } from 'vitest';
import { isGroup, patched, presets } from '../../src/study/presets';

const lecture = {
  seeds: [1],
  reward: 'model',
  ppo: { iterations: 16, decay: { to: 0.1, over: 4 } },
};

it('a patch changes what it names, at any depth; lists are whole', () => {
  const before = structuredClone(lecture);
  const {
    quick,
    full,
    lecture: same,
  } = presets(lecture, {
    quick: { ppo: { iterations: 2 } },
    full: { seeds: [1, 2, 3], ppo: { decay: { to: 0 } } },
  });
  expect(quick).toEqual({ ...lecture, ppo: { ...lecture.ppo, iterations: 2 } });
  expect(full).toEqual({
    ...lecture,
    seeds: [1, 2, 3],
    ppo: { iterations: 16, decay: { to: 0, over: 4 } },
  });
  expect(same).toBe(lecture);
  expect(lecture).toEqual(before);
  expect(patched(lecture, {})).toEqual(lecture);
});

it('a group is an object that is no list', () => {
  expect([{}, { a: 1 }].map(isGroup)).toEqual([true, true]);
  expect([[], [1], null, undefined, 1, 'a'].map(isGroup)).toEqual(Array(6).fill(false));
});
