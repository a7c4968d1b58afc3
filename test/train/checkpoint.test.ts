import { beforeAll, describe, expect, it } from 'vitest';
import { engineBackend } from '../../src/model/engine-backend';
import type { Backend, LanguageModel } from '../../src/model/model';
import type { Weights } from '../../src/model/weights';
import { restored, type Checkpointing, type RunState } from '../../src/train/checkpoint';
import { loadRun, saveRun } from '../../src/train/saved-run';
import { pretrain } from '../../src/train/pretrain';
import { sft, type SftExample } from '../../src/train/sft';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';
import { toyConfig, toyModel } from '../helpers/toy';

const examples = Array.from({ length: 6 }, (_, i): SftExample => ({
  tokens: Int32Array.of(1, 5 + i, 3, 5 + i, 2),
  mask: Uint8Array.of(0, 0, 0, 1, 1),
}));
const heldOut = [{ ...examples[0], tokens: Int32Array.of(1, 12, 3, 12, 2) }];
const options = { rowsPerBatch: 2, epochs: 3, learningRate: 1e-2, evaluationInterval: 2 };
let backend: Backend;
beforeAll(async () => {
  backend = engineBackend(await testEngine(undefined, 1));
});
const make = (config: typeof toyConfig, weights: Weights) => backend.languageModel(config, weights);

/** Runs to the end. @returns the records, the model and the states that were kept. */
async function train(model: LanguageModel, checkpointing: Checkpointing = {}) {
  const states: RunState[] = [];
  const kept = { every: 1, save: (state: RunState) => states.push(state), ...checkpointing };
  const records = await collect(sft(model, examples, heldOut, options, kept));
  return { records, weights: model.weights(), states };
}

describe('a run', () => {
  it('goes on from any of its checkpoints, through the file, to the same records and weights', async () => {
    const whole = await train(toyModel(backend, 1));
    expect(whole.states.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const state of whole.states) {
      const records = whole.records.filter(({ step }) => step <= state.step);
      const file = saveRun({ state, run: 'this one', records });
      const saved = loadRun(file, 'this one', 'run.checkpoint');
      expect(saved.records).toEqual(records);
      expect(saved.state).toEqual(state);
      const model = restored(make, toyConfig, saved.state, 'model');
      const rest = await train(model, { from: saved.state });
      expect([...records, ...rest.records]).toEqual(whole.records);
      expect(rest.weights).toEqual(whole.weights);
    }
  });

  it('keeps as often as it is told, and nothing unasked', async () => {
    const { states } = await train(toyModel(backend, 1), { every: 4 });
    expect(states.map(({ step }) => step)).toEqual([4, 8]);
    expect((await train(toyModel(backend, 1), { every: 0 })).states).toEqual([]);
  });

  it('remembers across a stop how long it has gone without a better loss', async () => {
    const still = { ...options, learningRate: 0, evaluationInterval: 1, patience: 3 };
    const states: RunState[] = [];
    const save = (state: RunState) => states.push(state);
    const whole = await collect(sft(toyModel(backend, 1), examples, heldOut, still, { every: 1, save }));
    expect(whole.at(-1)).toMatchObject({ type: 'evaluation', step: 4 });
    const model = restored(make, toyConfig, states[2], 'model');
    const rest = await collect(sft(model, examples, heldOut, still, { from: states[2] }));
    expect(rest).toEqual(whole.slice(-2));
  });

  it('does not go on from the state of another trainer, or beyond its end', async () => {
    const { states } = await train(toyModel(backend, 1));
    const stream = Int32Array.from({ length: 40 }, (_, i) => i % 20);
    const other = pretrain(toyModel(backend, 1), stream, undefined, { rowTokens: 8 }, { from: states[0] });
    await expect(collect(other)).rejects.toThrow(
      'pretrain: the state to go on from is of sft after step 1; expected one of pretrain before step',
    );
    const shorter = sft(toyModel(backend, 1), examples, [], { ...options, epochs: 1 }, { from: states[5] });
    await expect(collect(shorter)).rejects.toThrow(
      'is of sft after step 6; expected one of sft before step 3',
    );
    expect(() => restored(make, toyConfig, states[0], 'value')).toThrow('has no network "value"');
  });

  it('is refused under another name, and from a damaged file', async () => {
    const { states } = await train(toyModel(backend, 1));
    const file = saveRun({ state: states[0], run: 'this one', records: [] });
    expect(() => loadRun(file, 'another', 'x.checkpoint')).toThrow('x.checkpoint: the state of another run');
    expect(() => loadRun(file.slice(0, 900), 'this one', 'x.checkpoint')).toThrow('x.checkpoint: ');
  });
});
