/**
 * Measures what a network costs on this machine: the bare matrix product, training, the forward pass and
 * generation, in tokens per second. Weights and tokens are random, for speed does not depend on them; a figure is
 * the median over as many rounds as fit in the time given, after a warm-up.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toBatch } from '../data/batch';
import type { Engine } from '../engine/engine';
import { gemmScratchFloats } from '../engine/operations';
import { withChatTemplate } from '../model/chat-template';
import { layerSizes, parameterCount, type ModelConfig } from '../model/config';
import { initialWeights, withScalarHead } from '../model/weights';
import { engineBackend } from '../model/engine-backend';
import type { Backend, LanguageModel } from '../model/model';
import { Random } from '../random';
import { mainJobs } from '../steps/main-job';
import { chatTask } from '../steps/task';
import * as tf from '../tensors';
import { ppo } from '../train/ppo';
import { rewardFromModel } from '../train/reward-scores';
import { prompts } from '../world';
import { readLanguageModel, shippedBase } from './models';
import { packageRoot } from './package';

/** What is measured: a network, and rows of training and of generation. */
export interface Workload {
  /** `standard`, or the name of a shipped model's folder. */
  readonly shape: string;
  readonly config: ModelConfig;
  readonly trainRows: number;
  readonly trainTokens: number;
  readonly generateRows: number;
  readonly promptTokens: number;
  readonly newTokens: number;
}

/** The figures of one setting. Rates are medians; GFLOP/s count a multiplication and an addition as two. */
export interface Figures {
  readonly gemm: { readonly gflops: number };
  /** `ofGemm` is 6 x parameters x tokens/s as a share of the bare product's rate. */
  readonly train: { readonly tokensPerSecond: number; readonly ofGemm: number };
  readonly forward: { readonly tokensPerSecond: number };
  readonly generate: { readonly tokensPerSecond: number };
  /** Largest resident size of this process up to now. */
  readonly peakMemoryMB: number;
}

/** The arithmetic of training, 6 x parameters a token, as a share of what the bare product does. */
export const shareOfGemm = (parameters: number, tokensPerSecond: number, gflops: number) =>
  rounded((6e-9 * parameters * tokensPerSecond) / gflops);

/** A line of the table by kernel: of one training step. */
export interface KernelTime {
  readonly kernel: string;
  readonly calls: number;
  readonly milliseconds: number;
}

/** A product of the sizes that training uses. */
export interface ProductRate {
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly transposed: boolean;
  readonly gflops: number;
}

const rows = { trainRows: 32, trainTokens: 64, generateRows: 64, promptTokens: 16, newTokens: 48 };

/** Vocabulary 1024, width 128, 4 layers, 4 heads, feed-forward 352: 0.94 M parameters. */
export const standardWorkload: Workload = {
  shape: 'standard',
  config: {
    vocab_size: 1024,
    hidden_size: 128,
    intermediate_size: 352,
    num_hidden_layers: 4,
    num_attention_heads: 4,
    num_key_value_heads: 4,
    max_position_embeddings: 64,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    tie_word_embeddings: true,
  },
  ...rows,
};

/** The standard shape and every shipped base model. */
export function workloads(): Workload[] {
  const datasets = join(packageRoot, 'datasets');
  const folders = readdirSync(datasets).filter((name) => existsSync(join(datasets, name, 'config.json')));
  const shipped = folders.sort().map((shape) => {
    const { config } = readLanguageModel(join(datasets, shape));
    return { shape, config, ...rows };
  });
  return [standardWorkload, ...shipped];
}

/** Few rows and tokens, for programs that would take minutes. */
export function shortened(workload: Workload): Workload {
  return { ...workload, trainRows: 2, generateRows: 2, newTokens: 4 };
}

/** Median seconds of a call, over the rounds that fit in `seconds`: at least one. No time, no warm-up. */
function secondsOf(work: () => unknown, seconds: number): number {
  for (let i = 0; i < 2 && seconds > 0; i++) work();
  const times: number[] = [];
  const end = performance.now() + 1000 * seconds;
  do {
    const start = performance.now();
    work();
    times.push((performance.now() - start) / 1000);
  } while (performance.now() < end);
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** Rate of a product alone, its operand packed beforehand. */
function gemmGflops(
  engine: Engine,
  seconds: number,
  [M, N, K]: readonly [number, number, number],
  transposed = false,
): number {
  const program = engine.program.clear();
  const at = engine.arena.plan({ a: M * K, b: K * N, c: M * N, packed: program.packedBytes(K, N) / 4 });
  for (const [offset, length] of [
    [at.a, M * K],
    [at.b, K * N],
  ])
    engine.memory.floats(offset, length).fill(0.5);
  program.packB({ source: at.b, rowStride: 1, columnStride: K, K, N }, at.packed);
  engine.run(program, 0);
  program.clear();
  const repeats = Math.ceil(1e9 / (2 * M * N * K));
  const product = { a: at.a, lda: transposed ? M : K, transposed, packed: at.packed, c: at.c, ldc: N };
  for (let i = 0; i < repeats; i++) program.gemm({ ...product, M, N, K });
  const time = secondsOf(() => engine.run(program, gemmScratchFloats), seconds);
  return (2e-9 * M * N * K * repeats) / time;
}

/** One training step, a forward pass and the replies of a workload, ready to be run. */
function worksOf(model: LanguageModel, w: Workload) {
  const random = new Random(1);
  const draw = (length: number) => Array.from({ length }, () => random.int(w.config.vocab_size));
  const batch = toBatch(Array.from({ length: w.trainRows }, () => draw(w.trainTokens)));
  const prompts = Array.from({ length: w.generateRows }, () => draw(w.promptTokens));
  const gradient = {
    logprobs: new Float32Array(batch.tokens.length).fill(-1 / batch.tokens.length),
    entropies: new Float32Array(batch.tokens.length),
  };
  const step = {
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    weightDecay: 0.1,
    maxGradNorm: 1,
  };
  const sampling = { maxNewTokens: w.newTokens, temperature: 1, topK: 0, topP: 1, stopTokens: [], random };
  return {
    train: () => {
      model.forward(batch);
      model.backward(gradient);
      model.step(step);
    },
    forward: () => model.score(batch),
    generate: () => model.generate(prompts, sampling),
  };
}

function networkOf(backend: Backend, { config }: Workload): LanguageModel {
  return backend.languageModel(config, initialWeights(config, 'lm', new Random(1)));
}

function figures(model: LanguageModel, w: Workload, gflops: number, seconds: number): Figures {
  const works = worksOf(model, w);
  const rate = (work: () => unknown, tokens: number) => Math.round(tokens / secondsOf(work, seconds));
  const trained = rate(works.train, w.trainRows * w.trainTokens);
  return {
    gemm: { gflops: rounded(gflops) },
    train: {
      tokensPerSecond: trained,
      ofGemm: shareOfGemm(parameterCount(w.config), trained, gflops),
    },
    forward: { tokensPerSecond: rate(works.forward, w.trainRows * w.trainTokens) },
    generate: { tokensPerSecond: rate(works.generate, w.generateRows * w.newTokens) },
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const rounded = (value: number) => Number(value.toPrecision(4));

/** Measures the engine. @param seconds for each figure. */
export function measureEngine(engine: Engine, w: Workload, seconds: number): Figures {
  const gflops = gemmGflops(engine, seconds, [512, 512, 512]);
  return figures(networkOf(engineBackend(engine), w), w, gflops, seconds);
}

/** Measures a network in TensorFlow.js, on the backend in force: a round each, without a warm-up. */
export function measureReference(backend: Backend, w: Workload): Figures {
  const [a, b] = [1, 2].map((seed) => tf.randomNormal([512, 512], 0, 1, 'float32', seed));
  const gflops = (2e-9 * 512 ** 3) / secondsOf(() => tf.matMul(a, b).dataSync(), 0);
  tf.dispose([a, b]);
  return figures(networkOf(backend, w), w, gflops, 0);
}

/** Tokens of the replies of `measurePpo`: as long as the main job's policies write, while the base writes on and on. */
const ppoReplyTokens = 48;

/**
 * Seconds of one iteration of the main job's PPO at its lecture preset: rollouts, scores, and the updates of both
 * networks. Networks and prompts have the main job's sizes, and the base model's weights.
 */
export async function measurePpo(engine: Engine): Promise<number> {
  const { config, weights, tokenizer } = readLanguageModel(shippedBase);
  const backend = engineBackend(engine);
  const { ppo: options, foundation } = mainJobs.lecture;
  const task = chatTask(withChatTemplate(tokenizer), prompts('rewards', foundation.families));
  const [reward, value] = [1, 2].map(() => backend.scalarModel(config, withScalarHead(config, weights)));
  const [policy, reference] = [1, 2].map(() => backend.languageModel(config, weights));
  const run = ppo(
    {
      ...{ policy, reference, value, prompts: task.tokens, stopTokens: task.stopTokens },
      reward: rewardFromModel(reward, 'mean', { mean: 0, sd: 1 }),
    },
    { ...options, maxNewTokens: ppoReplyTokens, valueWarmup: 0, iterations: 2, seed: 1 },
  );
  await run.next(); // with the preparations of the whole run
  const start = performance.now();
  await run.next();
  return rounded((performance.now() - start) / 1000);
}

/** Where the time of a training step goes: milliseconds by kernel, the longest first. */
export function profileTraining(engine: Engine, w: Workload): KernelTime[] {
  const { train } = worksOf(networkOf(engineBackend(engine), w), w);
  const steps = 3;
  for (let i = 0; i < steps; i++) train();
  engine.profile = new Map();
  for (let i = 0; i < steps; i++) train();
  const entries = [...engine.profile];
  engine.profile = undefined;
  return entries
    .map(([kernel, { calls, milliseconds }]) => ({
      kernel,
      calls: calls / steps,
      milliseconds: rounded(milliseconds / steps),
    }))
    .sort((x, y) => y.milliseconds - x.milliseconds);
}

/** The products of a training step, each alone: those of the layers forward and backward, and of the head. */
export function profileProducts(engine: Engine, w: Workload, seconds: number): ProductRate[] {
  const { d, ff, queries, qkv } = layerSizes(w.config);
  const V = w.config.vocab_size;
  const T = w.trainRows * w.trainTokens;
  const block = Math.min(512, T);
  const layers = [
    [d, qkv],
    [queries, d],
    [d, 2 * ff],
    [ff, d],
  ].map(([inputs, outputs]) => ({ inputs, outputs, tokens: T }));
  return [...layers, { inputs: d, outputs: V, tokens: block }].flatMap(({ inputs, outputs, tokens }) =>
    (
      [
        [tokens, outputs, inputs, false],
        [tokens, inputs, outputs, false],
        [outputs, inputs, tokens, true],
      ] as const
    ).map(([M, N, K, transposed]) => {
      const gflops = rounded(gemmGflops(engine, seconds, [M, N, K], transposed));
      return { M, N, K, transposed, gflops };
    }),
  );
}
