/** The main job: its path at toy size, the pieces that it shares with labs A2 and B4, and its checks on made-up rows. */
import { describe, expect, it } from 'vitest';
import { a2 } from '../../src/labs/a2';
import { b4 } from '../../src/labs/b4';
import { lecture, lectureChecks } from '../../src/labs/lecture';
import { coursesCsv } from '../../src/study/courses';
import { armTable } from '../../src/study/page';
import { memoryStore } from '../../src/study/store';
import { changesTo, followed, madeAnew, proveLab, toyBench, toyJob } from '../helpers/toy-labs';
import { madeUp, madeUpCourse, verdictsOn } from './made-up';

const stages = ['Base model', 'SFT', 'PPO at its gold peak', 'PPO at the end', 'PPO with a KL penalty'];
const job = (name: string) => {
  const below = name ? `${name}.` : '';
  return { ...changesTo(toyJob, name), [`${below}foundation.demonstrations`]: 64 };
};
const small = { 'bestOfN.prompts': 4, 'bestOfN.samples': 8, 'bestOfN.fittedUpTo': 4, tablePrompts: 6 };

describe('the main job', () => {
  it('is whole at toy size, and what labs A2 and B4 look at', async () => {
    const store = memoryStore();
    const arms = [...stages, 'free', 'penalty', 'control', 'best-of-n', 'reward model'];
    const { result, models, figures } = await proveLab(lecture, { ...job(''), ...small }, arms, { store });
    expect(Object.keys(figures)).toEqual(['hall', 'over-optimization', 'gold-by-stage', 'arms', 'learning']);
    const courses = (coursesCsv(result.rows) ?? '').trim().split('\n');
    expect(courses.slice(1).map((line) => line.split(',').slice(1, 3))).toEqual(
      ['free', 'penalty', 'control'].flatMap((arm) => ['0', '1'].map((at) => [arm, at])),
    );
    expect(Object.entries(models).map(([name, { kind }]) => [name, kind])).toEqual([
      ['sft', 'lm'],
      ['reward-model', 'scalar'],
      ['ppo-peak', 'lm'],
      ['ppo-end', 'lm'],
      ['ppo-penalty', 'lm'],
    ]);
    const slide = result.texts.find(({ prompt }) => prompt === 'Who is John Schulman?');
    expect(slide?.replies).toHaveLength(3 * stages.length);
    const table = lecture.table ? armTable(lecture.table, result.rows) : [];
    expect(table.map(([arm]) => arm)).toEqual(['', ...stages]);

    const made = async (events: ReturnType<typeof lecture.run>) => madeAnew((await followed(events)).seen);
    expect(await made(a2.run(await toyBench(store), 'quick', job('job')))).toEqual([]);
    // PPO on other families is all that lab B4 has to make.
    expect(await made(b4.run(await toyBench(store), 'quick', job('')))).toHaveLength(1);
  }, 400_000);

  it('says how many steps follow, and takes them; made anew it gives the same bytes', async () => {
    const anew = async () => followed(a2.run(await toyBench(), 'quick', job('job')));
    const { seen, found } = await anew();
    expect(JSON.stringify((await anew()).found)).toBe(JSON.stringify(found));
    let [announced, done] = [0, 0];
    for (const event of seen) {
      if (event.type === 'stage') {
        expect(done).toBe(announced);
        [announced, done] = [event.steps, 0];
      } else if (event.type === 'step') done = Math.max(done, event.done);
    }
    expect(done).toBe(announced);
  }, 240_000);
});

describe('checks of the main job', () => {
  const levels = (measure: string, values: Readonly<Record<string, number>>) =>
    Object.entries(values).flatMap(([arm, value]) => madeUp(arm, measure, value));
  const rows = (free: readonly number[], control: readonly number[]) => [
    ...madeUpCourse('free', free, [0, 1, 2]),
    ...madeUpCourse('control', control),
    ...levels('gold in [0, 1]', { 'Base model': 0.2, SFT: 0.5, 'PPO with a KL penalty': 0.6 }),
    ...levels('agreement with the annotator', { 'reward model': 0.7 }),
    ...levels('ceiling', { 'reward model': 0.8 }),
    ...levels('R² of the fit', { 'best-of-n': 0.97 }),
  ];

  it('hold where free gold rises and falls and the control keeps what it wins', () => {
    const found = verdictsOn(lectureChecks(), rows([0, 0.8, 0.1], [0, 1, 2]));
    // Shares of replies were not made up.
    const { 'base-format': base, 'sft-format': sft, ...others } = found;
    expect([base, sft]).toEqual(['undecided', 'undecided']);
    expect(Object.keys(others)).toHaveLength(10);
    for (const [id, verdict] of Object.entries(others)) expect([id, verdict]).toEqual([id, 'holds']);
  });

  it('do not hold where free gold goes on rising, or the control falls as well', () => {
    const found = verdictsOn(lectureChecks(), rows([0, 0.8, 1.6], [0, 1, -1]));
    expect(found['free-falls']).toBe('no difference that matters');
    expect(found['control-rises']).toBe('contradicted');
    expect(found['control-keeps']).toBe('contradicted');
  });
});
