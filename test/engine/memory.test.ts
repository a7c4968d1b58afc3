/** What does not fit is refused before work starts, with the figures; what fits is allocated once, and freed for all. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/engine/arena';
import { createEngine, type Engine } from '../../src/engine/engine';
import { SharedMemory } from '../../src/engine/memory';
import { UserError } from '../../src/errors';
import { nodeHost } from '../../src/node/engine-host';
import { toBatch } from '../../src/data/batch';
import type { ModelConfig } from '../../src/model/config';
import { initialWeights } from '../../src/model/weights';
import { engineBackend } from '../../src/model/engine-backend';
import { Random } from '../../src/random';
import { sft } from '../../src/train/sft';
import { collect } from '../helpers/collect';
import { testEngine } from '../helpers/engines';

const config: ModelConfig = {
  vocab_size: 50,
  hidden_size: 64,
  intermediate_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 2,
  max_position_embeddings: 4096,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
};
const weights = initialWeights(config, 'lm', new Random(1));
const step = { learningRate: 1e-3, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };

/** An engine on a system that gives `mebibytes` in all. */
async function smallEngine(mebibytes: number): Promise<Engine> {
  let engine: Engine | undefined;
  const used = () => engine?.memory.wasm.buffer.byteLength ?? 0;
  const availableMemory = () => mebibytes * 2 ** 20 - used();
  return (engine = await createEngine({ ...nodeHost('wasm'), availableMemory }, 1));
}

describe('memory that is not there', () => {
  it('is refused with what is needed, what is in use and what there is', async () => {
    const memory = new SharedMemory(131072, false, () => 100 * 2 ** 20);
    memory.allocate(80 * 2 ** 20);
    expect(() => memory.allocate(120 * 2 ** 20)).toThrow(UserError);
    expect(() => memory.allocate(120 * 2 ** 20)).toThrow(
      /needs 120 MiB more beside the 81 MiB in use, but the system has 100 MiB left; take a smaller model/,
    );
    expect(() => new SharedMemory(131072, false).allocate(5 * 2 ** 30)).toThrow(
      /needs 5120 MiB more beside the 1 MiB in use, but it can address 4096 MiB/,
    );
  });

  it('refuses a batch before any of it is computed', async () => {
    const engine = await smallEngine(64);
    const model = engineBackend(engine).languageModel(config, weights);
    engine.profile = new Map();
    expect(() => model.forward(toBatch([new Int32Array(4096), new Int32Array(4096)]))).toThrow(UserError);
    const prompts = Array.from({ length: 90 }, () => new Int32Array(4000));
    const sampling = {
      maxNewTokens: 9,
      temperature: 1,
      topK: 0,
      topP: 1,
      stopTokens: [],
      random: new Random(1),
    };
    expect(() => model.generate(prompts, sampling)).toThrow(UserError);
    expect(engine.profile.size).toBe(0);
    expect(model.forward(toBatch([[1, 2, 3]])).logprobs).toHaveLength(3);
  });

  it('refuses a model whose training does not fit at its first forward pass', async () => {
    const engine = await smallEngine(40);
    const large = { ...config, vocab_size: 65536 };
    const model = engineBackend(engine).languageModel(large, initialWeights(large, 'lm', new Random(1)));
    engine.profile = new Map();
    expect(() => model.forward(toBatch([[1, 2, 3]]))).toThrow(UserError);
    expect(engine.profile.size).toBe(0);
  });
});

describe('memory that is freed', () => {
  const reserved = 131072;

  it('serves requests of any size: blocks never overlap, and the end moves only where no gap holds the request', () => {
    const size = fc.integer({ min: 1, max: 5000 });
    const request = fc.record({ bytes: size, freeFirst: fc.array(fc.nat(), { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
        const memory = new SharedMemory(reserved, false);
        const blocks: { offset: number; bytes: number; end: number }[] = [];
        const free = (i: number) => {
          for (const { offset, bytes } of blocks.splice(i, 1)) memory.free(offset, bytes);
        };
        for (const { bytes, freeFirst } of requests) {
          for (const i of freeFirst) if (blocks.length > 0) free(i % blocks.length);
          const ordered = [...blocks].sort((a, b) => a.offset - b.offset);
          const gaps = ordered.map(({ offset }, i) => offset - (i > 0 ? ordered[i - 1].end : reserved));
          const before = memory.bytes;
          expect(before).toBe(ordered.at(-1)?.end ?? reserved);
          expect(memory.freeBytes).toBe(gaps.reduce((sum, gap) => sum + gap, 0));

          const offset = memory.allocate(bytes);
          const block = { offset, bytes, end: offset + Math.ceil(bytes / 64) * 64 };
          expect(offset % 64).toBe(0);
          expect(blocks.some((other) => other.offset < block.end && offset < other.end)).toBe(false);
          expect(memory.bytes > before).toBe(gaps.every((gap) => gap < bytes));
          blocks.push(block);
        }
        while (blocks.length > 0) free(0);
        expect([memory.bytes, memory.freeBytes]).toEqual([reserved, 0]);
      }),
    );
  });

  it('lets working memory grow in place, and leaves what it moves away from to others', () => {
    const memory = new SharedMemory(reserved, false);
    const arena = new Arena(memory);
    const mebibyte = 2 ** 20;
    const plan = (mebibytes: number) => arena.plan({ all: (mebibytes * mebibyte) / 4 });
    for (let mebibytes = 1; mebibytes <= 20; mebibytes++) plan(mebibytes);
    expect(memory.bytes).toBe(reserved + 22 * mebibyte); // the largest plan and its tenth of air
    const weights = memory.allocate(mebibyte);
    for (let mebibytes = 25; mebibytes <= 40; mebibytes += 5) plan(mebibytes);
    expect(memory.bytes).toBe(reserved + (22 + 1 + 44) * mebibyte); // moved once, then grown in place
    expect(memory.allocate(20 * mebibyte)).toBe(reserved);
    memory.free(weights, mebibyte);
    expect(memory.freeBytes).toBe((2 + 1) * mebibyte);
  });

  it('is that of abandoned networks, too, while a program goes on training others', async () => {
    const engine = await testEngine('wasm', 1);
    const backend = engineBackend(engine);
    const example = { tokens: Int32Array.of(1, 2, 3), mask: Uint8Array.of(0, 1, 1) };
    const train = () => collect(sft(backend.languageModel(config, weights), [example]));
    await train();
    const one = engine.memory.bytes;
    for (let i = 0; i < 12; i++) {
      collectGarbage();
      await train();
    }
    // A network and its training take four times its parameters; the one before may still be held.
    expect(engine.memory.bytes).toBeLessThan(2.5 * one);
  });
});

/** Asks for a full collection at once, which takes a flag that programs do not set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

describe('memory of a training loop', () => {
  it('is taken at the first step and with the first replies, and not again', async () => {
    const engine = await testEngine();
    const model = engineBackend(engine).languageModel(config, weights);
    const batch = toBatch(Array.from({ length: 8 }, (_, r) => new Int32Array(20 + r)));
    const down = new Float32Array(batch.tokens.length).fill(-0.01);
    const round = () => {
      model.forward(batch);
      model.backward({ logprobs: down, entropies: down });
      model.step(step);
      model.score(batch);
      for (const rows of [3, 40])
        model.generate(
          Array.from({ length: rows }, () => [1, 2, 3]),
          {
            maxNewTokens: 5,
            temperature: 1,
            topK: 0,
            topP: 1,
            stopTokens: [],
            random: new Random(1),
          },
        );
    };
    round();
    const taken = engine.memory.bytes;
    for (let i = 0; i < 5; i++) round();
    expect(engine.memory.bytes).toBe(taken);
  });
});
