/** The main job end to end at toy size, on the shipped base model. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLanguageModel, shippedBase } from '../../src/node/models';
import { checksOf } from '../../src/labs/lecture/checks';
import type { LectureEvent } from '../../src/labs/lecture/events';
import { lecture } from '../../src/labs/lecture/lecture';
import { lectureFigures, tableRows } from '../../src/labs/lecture/report';
import { lectureResultSchema } from '../../src/labs/lecture/result';
import { presets, type LectureSettings } from '../../src/labs/lecture/settings';
import { engineBackend } from '../../src/model/engine-backend';
import { testEngine } from '../helpers/engines';

const tiny: LectureSettings = {
  ...presets.quick,
  demonstrations: 64,
  comparisons: 16,
  testComparisons: 12,
  bestOfN: { prompts: 4, samples: 4 },
  arms: presets.quick.arms.map((arm) => ({
    ...arm,
    ppo: { ...arm.ppo, iterations: 2, valueWarmup: 1, rowsPerIteration: 8, minibatchRows: 4 },
  })),
  evaluationPrompts: 6,
  tablePrompts: 8,
  maxNewTokens: 24,
};

async function run(threads: number): Promise<LectureEvent[]> {
  const backend = engineBackend(await testEngine(undefined, threads));
  const base = readLanguageModel(shippedBase);
  const events: LectureEvent[] = [];
  for await (const event of lecture({ backend, base, preset: 'quick', settings: tiny, seed: 3 }))
    events.push(event);
  return events;
}

describe('the main job', () => {
  it('ships with its base model', () => {
    expect(existsSync(join(shippedBase, 'model.safetensors'))).toBe(true);
  });

  it('gives the same events with 1 and with 2 threads, and a result that figures and checks can read', async () => {
    const events = await run(2);
    expect(await run(1)).toEqual(events);

    const last = events[events.length - 1];
    if (last.type !== 'result') throw new Error('the last event must be the result');
    const result = lectureResultSchema.parse(JSON.parse(JSON.stringify(last.result)));
    expect(result).toEqual(last.result);
    const [{ arms, stages, samples, bestOfN }] = result.seeds;
    expect(arms.map(({ name, iterations }) => [name, iterations.length])).toEqual([
      ['free', 2],
      ['penalty', 2],
      ['control', 2],
    ]);
    expect(arms[0].points[0].kl).toBe(0);
    expect(bestOfN.points.map(({ n }) => n)).toEqual([1, 2, 4]);
    expect(stages.map(({ name }) => name)).toEqual(['base', 'sft', 'ppo-peak', 'ppo-end', 'ppo-penalty']);
    expect(samples.map(({ prompt }) => prompt)).toContain('Who is John Schulman?');
    for (const { stages: replies } of samples)
      for (const stage of replies) expect(stage.replies).toHaveLength(3);

    const saved = events.flatMap((event) => (event.type === 'model' ? [event.name] : []));
    expect(saved).toEqual(['sft', 'reward-model', 'ppo-peak', 'ppo-end', 'ppo-penalty']);
    expect(Object.keys(lectureFigures(result))).toContain('over-optimization');
    expect(tableRows(result)).toHaveLength(5);
    expect(checksOf(result).length).toBeGreaterThan(5);
  });

  it('announces each stage with the steps that follow', async () => {
    const events = await run(2);
    let announced = 0;
    let done = 0;
    for (const event of events) {
      if (event.type === 'stage') {
        expect(done).toBe(announced);
        announced = event.steps;
        done = 0;
      } else if (event.type === 'step') done = event.done > done ? event.done : done;
    }
    expect(done).toBe(announced);
  });
});
