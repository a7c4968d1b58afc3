/** Reads trajectories.safetensors, which `test/fixtures/make-trajectory-fixture.py` wrote with PyTorch. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { modelConfigSchema } from '../../src/model/hf-config';
import { toBatch } from '../../src/data/batch';
import type { LanguageModel } from '../../src/model/model';
import type { Weights } from '../../src/model/weights';
import { readSafetensors } from '../../src/model/safetensors';

const row = z.array(z.int());
const record = z.record(z.string(), z.number());
const optimizer = {
  learningRate: z.number(),
  warmupSteps: z.int(),
  decay: z.enum(['constant', 'linear']),
  beta1: z.number(),
  beta2: z.number(),
  epsilon: z.number(),
  weightDecay: z.number(),
  maxGradNorm: z.number(),
};
const dataset = { ...optimizer, epochs: z.int(), rowsPerBatch: z.int() };

const aboutSchema = z.object({
  config: modelConfigSchema,
  sft: z.object({
    options: z.strictObject(dataset),
    examples: z.array(z.object({ tokens: row, start: z.int() })),
    records: z.array(record),
  }),
  rewardModel: z.object({
    options: z.strictObject({ ...dataset, pooling: z.enum(['mean', 'last']), centring: z.number() }),
    pairs: z.array(z.object({ replyStart: z.int(), chosen: row, rejected: row })),
    records: z.array(record),
  }),
  ppo: z.object({
    options: z.strictObject({
      ...optimizer,
      iterations: z.int(),
      valueWarmup: z.int(),
      rowsPerIteration: z.int(),
      minibatchRows: z.int(),
      epochs: z.int(),
      maxNewTokens: z.int(),
      valueLearningRate: z.number(),
      klCoefficient: z.number(),
      klTarget: z.number(),
      klHorizon: z.number(),
      gamma: z.number(),
      lambda: z.number(),
      whitenRewards: z.boolean(),
      clipRatio: z.number(),
      clipValue: z.number(),
      entropyCoefficient: z.number(),
      pretrainingCoefficient: z.number(),
      missingEndPenalty: z.number(),
      klProbeReplies: z.int(),
    }),
    prompts: z.array(row),
    pretraining: z.array(row),
    probe: z.array(row),
    rounds: z.array(z.object({ replies: z.array(row), record })),
  }),
});

/** The trajectories, and weights by their prefix, e.g. `sft/initial`. */
export function readTrajectories(): z.infer<typeof aboutSchema> & { group(prefix: string): Weights } {
  const name = 'trajectories.safetensors';
  const { tensors, metadata } = readSafetensors(readFileSync(join(__dirname, '../fixtures', name)), name);
  const group = (prefix: string): Weights =>
    new Map(
      [...tensors]
        .filter(([key]) => key.startsWith(`${prefix}/`))
        .map(([key, tensor]) => [key.slice(prefix.length + 1), tensor]),
    );
  return { ...aboutSchema.parse(JSON.parse(metadata['about'])), group };
}

/** A model that says what it is told to, call after call, and is otherwise as it is. */
export function scripted(
  model: LanguageModel,
  replyTo: (prompt: readonly number[], call: number) => readonly number[],
  stopToken: number,
): LanguageModel {
  let calls = 0;
  return {
    kind: 'lm',
    config: model.config,
    weights: () => model.weights(),
    gradients: () => model.gradients(),
    step: (options) => model.step(options),
    optimizerState: () => model.optimizerState(),
    restoreOptimizer: (state) => model.restoreOptimizer(state),
    forward: (batch, mask) => model.forward(batch, mask),
    score: (batch, mask) => model.score(batch, mask),
    backward: (gradient) => model.backward(gradient),
    logits: (batch) => model.logits(batch),
    generate: (prompts) => {
      const call = calls++;
      return prompts.map((prompt) => {
        const tokens = Int32Array.from(replyTo(Array.from(prompt), call));
        const scores = model.score(toBatch([[...Array.from(prompt), ...tokens]]));
        const logprobs = scores.logprobs.slice(prompt.length);
        const entropies = scores.entropies.slice(prompt.length);
        return { tokens, logprobs, entropies, stopped: tokens[tokens.length - 1] === stopToken };
      });
    },
  };
}
