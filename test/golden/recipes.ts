/**
 * The recipes of the golden trajectories: each trainer for a few steps from the shipped base model, on the shipped data,
 * with options that are written here, so that no preset moves the goldens, and the trainer's defaults otherwise. Seconds each.
 */
import { join } from 'node:path';
import type { z } from 'zod';
import { demonstrationSchema, promptSchema, asMessages } from '../../src/data/records';
import { readLanguageModel, shippedBase } from '../../src/node/models';
import { parseJsonl } from '../../src/data/jsonl';
import { readText } from '../../src/node/files';
import { drawComparisons } from '../../src/steps/comparisons';
import { goldReward } from '../../src/steps/assess';
import { chatTask } from '../../src/steps/task';
import { withChatTemplate } from '../../src/model/chat-template';
import { initialWeights, withScalarHead } from '../../src/model/weights';
import type { Backend } from '../../src/model/model';
import { Random } from '../../src/random';
import { trainAttributeModel } from '../../src/train/attribute-model';
import { bestOfNPolicy } from '../../src/train/best-of-n';
import { dpo } from '../../src/train/dpo';
import { grpo } from '../../src/train/grpo';
import { ppo } from '../../src/train/ppo';
import { pretrain } from '../../src/train/pretrain';
import { packDocuments } from '../../src/train/pretrain-data';
import { reinforce } from '../../src/train/reinforce';
import { rejectionSampling } from '../../src/train/rejection-sampling';
import { trainRewardModel } from '../../src/train/reward-model';
import { encodeDemonstration } from '../../src/train/rows';
import { sft } from '../../src/train/sft';
import { annotator } from '../../src/world';
import { collect } from '../helpers/collect';

const datasets = join(shippedBase, '..');
const shipped = <T>(name: string, schema: z.ZodType<T>) =>
  parseJsonl(readText(join(datasets, name)), name, schema);
const seed = 1;
const maxNewTokens = 40;

/** Runs all recipes. @returns their records by name. */
export async function runRecipes(backend: Backend): Promise<Record<string, readonly object[]>> {
  const base = readLanguageModel(shippedBase);
  const { config } = base;
  const tokenizer = withChatTemplate(base.tokenizer);
  const shown = shipped('demonstrations.jsonl', demonstrationSchema).slice(0, 224);
  const examples = shown.map(({ messages }) => encodeDemonstration(tokenizer, messages));

  const policy = backend.languageModel(config, base.weights);
  const sftOptions = {
    epochs: 1,
    learningRate: 1e-3,
    rowsPerBatch: 16,
    warmupSteps: 2,
    evaluationInterval: 6,
    seed,
  };
  const sftRecords = await collect(sft(policy, examples.slice(32), examples.slice(0, 32), sftOptions));
  const tuned = policy.weights();

  // Of every family: after so few steps a reply to most of them is worth nothing.
  const asked = shipped('prompts-rewards.jsonl', promptSchema).filter((_, i) => i % 80 === 0);
  const task = chatTask(
    tokenizer,
    asked.map(({ prompt }) => ({ messages: asMessages(prompt) })),
  );
  const drawn = { count: 48, maxNewTokens };
  const pairs = drawComparisons(policy, task, annotator(), drawn, new Random(seed));
  const rated = pairs.flatMap(({ chosen, rejected, goldChosen, goldRejected }) => [
    { ...chosen, rating: goldChosen },
    { ...rejected, rating: goldRejected },
  ]);
  const onPairs = { rowsPerBatch: 8, warmupSteps: 1, seed };

  const scalarModel = () => backend.scalarModel(config, withScalarHead(config, tuned));
  const rewardModel = scalarModel();
  const rewardRecords = await collect(
    trainRewardModel(rewardModel, pairs.slice(8), pairs.slice(0, 8), {
      epochs: 1,
      pooling: 'mean',
      ...onPairs,
    }),
  );

  const reward = goldReward(task, { mean: 0, sd: 1 });
  const rl = () => ({
    policy: backend.languageModel(config, tuned),
    reference: policy,
    reward,
    prompts: task.tokens,
    stopTokens: task.stopTokens,
  });
  const groups = {
    iterations: 3,
    promptsPerIteration: 6,
    samplesPerPrompt: 4,
    maxNewTokens,
    klProbeReplies: 4,
    seed,
  };
  const rounds = {
    iterations: 3,
    valueWarmup: 1,
    rowsPerIteration: 24,
    minibatchRows: 12,
    epochs: 1,
    learningRate: 2e-4,
    klCoefficient: 0.15,
    klProbeReplies: 4,
  };
  const value = backend.scalarModel(config, rewardModel.weights());
  const documents = packDocuments(
    base.tokenizer,
    shown.map(({ messages }) => messages.map(({ content }) => content).join('\n')),
  );
  const small = {
    ...config,
    hidden_size: 32,
    intermediate_size: 64,
    num_hidden_layers: 2,
    num_attention_heads: 2,
  };
  const fresh = { ...small, num_key_value_heads: 2 };
  const untrained = backend.languageModel(fresh, initialWeights(fresh, 'lm', new Random(seed)));
  const packed = {
    steps: 12,
    rowsPerBatch: 4,
    rowTokens: 64,
    warmupSteps: 4,
    evaluationInterval: 6,
    seed,
  };

  return {
    pretrain: await collect(
      pretrain(untrained, documents.tokens, documents.tokens.subarray(0, 1000), packed),
    ),
    sft: sftRecords,
    'reward-model': rewardRecords,
    'attribute-model': await collect(
      trainAttributeModel(scalarModel(), rated.slice(16), rated.slice(0, 16), onPairs),
    ),
    dpo: await collect(
      dpo(backend.languageModel(config, tuned), policy, pairs.slice(8), pairs.slice(0, 8), onPairs),
    ),
    ppo: await collect(ppo({ ...rl(), value }, { ...rounds, maxNewTokens, seed })),
    reinforce: await collect(reinforce(rl(), groups)),
    grpo: await collect(grpo(rl(), { ...groups, minibatchRows: 12 })),
    'rejection-sampling': await collect(
      rejectionSampling(rl(), {
        iterations: 2,
        promptsPerIteration: 8,
        samplesPerPrompt: 3,
        rowsPerBatch: 4,
        maxNewTokens,
        seed,
      }),
    ),
    'best-of-n': (
      await collect(
        bestOfNPolicy(policy, task.tokens.slice(0, 4), task.stopTokens, reward, {
          samplesPerPrompt: 6,
          maxNewTokens,
          seed,
        }),
      )
    ).map(({ best, samples, ...record }) => ({
      ...record,
      best: best.score,
      mean: samples.reduce((sum, { score }) => sum + score, 0) / samples.length,
    })),
  };
}
