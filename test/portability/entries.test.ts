/**
 * The package's entries: what each loads, what a page's bundle holds, and that `require`, `import` and a bundle give the
 * same names and numbers. Counted, not timed: loading is quick because of what is not loaded.
 */
import { spawnSync } from 'node:child_process';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bundle, checkBuilt, root, type Bundle } from '../helpers/built';

beforeAll(checkBuilt);

/** What a fresh Node prints as JSON. */
function inNode(script: string, module = false): unknown {
  const args = module ? ['--input-type=module', '-e', script] : ['-e', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const names = z.array(z.string());

/** The packages among files, each once, and how many bytes of each. */
function packagesOf(files: Iterable<readonly [file: string, bytes: number]>): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [file, bytes] of files) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file.replaceAll('\\', '/'))?.[1];
    if (name !== undefined) sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  }
  return sizes;
}

describe.each(['posttrain', 'posttrain/core', 'posttrain/web'])('%s', (entry) => {
  it('loads neither pictures, nor data formats, nor more of TensorFlow.js than is used', () => {
    const files = names.parse(
      inNode(`require('${entry}'); process.stdout.write(JSON.stringify(Object.keys(require.cache)))`),
    );
    const packages = [...packagesOf(files.map((file) => [file, 0])).keys()];
    expect(packages).toEqual(expect.arrayContaining(['@tensorflow/tfjs-core', '@huggingface/tokenizers']));
    for (const drawing of [
      'jsdom',
      '@resvg/resvg-js',
      'plotly.js-cartesian-dist-min',
      'hyparquet',
      'commander',
    ])
      expect(packages).not.toContain(drawing);
    expect(packages.filter((name) => name.startsWith('@tensorflow/')).sort()).toEqual([
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-core',
    ]);
  });

  it('gives import the names that it gives require', () => {
    const required = inNode(`process.stdout.write(JSON.stringify(Object.keys(require('${entry}')).sort()))`);
    const imported = names.parse(
      inNode(
        `import * as all from '${entry}'; process.stdout.write(JSON.stringify(Object.keys(all).sort()))`,
        true,
      ),
    );
    expect(imported.filter((name) => !['default', 'module.exports', '__esModule'].includes(name))).toEqual(
      required,
    );
    expect(required).toEqual(expect.arrayContaining(['sft', 'ppo', 'Random', 'createEngine', 'world']));
  });
});

/** A page's script that uses these names of an entry. */
const using = (entry: string, ...used: string[]): Promise<Bundle> =>
  bundle({ contents: `import { ${used.join(', ')} } from '${entry}'; console.log(${used.join(', ')});` });

describe('the bundle of a page', () => {
  const engine = ['createEngine', 'browserHost', 'engineBackend'];

  it('that trains SFT and PPO is at most 0.5 MB, without schemas and without WebGL', async () => {
    const { text, inputs } = await using('posttrain/web', ...engine, 'sft', 'ppo');
    expect(text.length).toBeGreaterThan(100_000);
    expect(text.length).toBeLessThanOrEqual(500_000);
    expect([...packagesOf(inputs).keys()].sort()).toEqual([
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-core',
      'long',
      'node-fetch',
      'pure-rand',
      'seedrandom',
    ]);
    expect(inputs.get('(disabled):node_modules/node-fetch/browser.js') ?? 0).toBeLessThan(100);
  });

  it('has no schema for any trainer', async () => {
    const rl = ['ppo', 'grpo', 'reinforce', 'dpo', 'rejectionSampling', 'samplePool', 'bestOfNPolicy'];
    const trainers = ['pretrain', 'sft', 'trainRewardModel', 'trainAttributeModel', ...rl, 'restored'];
    const { inputs } = await using('posttrain/core', ...trainers);
    expect(packagesOf(inputs).get('zod')).toBeUndefined();
  });

  it('that reads models has of zod what it uses', async () => {
    const { inputs } = await using('posttrain/core', 'loadModel');
    const bytes = packagesOf(inputs).get('zod');
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(150_000);
  });

  it('with all names, the labs among them, asks for nothing of Node’s', async () => {
    const { inputs } = await bundle({ contents: `export * from 'posttrain/web';` });
    expect([...inputs.keys()]).toContain('dist/esm/labs/registry.mjs');
  });

  it('computes what Node computes', async () => {
    const script = `({ referenceBackend, Random, initialWeights, sft }) => (async () => {
      const config = {
        vocab_size: 19, hidden_size: 8, intermediate_size: 12, num_hidden_layers: 1, num_attention_heads: 2,
        num_key_value_heads: 1, max_position_embeddings: 16, rms_norm_eps: 1e-5, rope_theta: 10000, tie_word_embeddings: true,
      };
      const model = referenceBackend.languageModel(config, initialWeights(config, 'lm', new Random(1)));
      const example = { tokens: Int32Array.of(1, 5, 3, 7, 2), mask: Uint8Array.of(0, 0, 1, 1, 1) };
      const losses = [];
      for await (const { loss } of sft(model, [example, example], [], { epochs: 4, batchSize: 1 })) losses.push(loss);
      return JSON.stringify(losses);
    })()`;
    const { text } = await bundle({
      contents: `import * as posttrain from 'posttrain/web'; globalThis.answer = (${script})(posttrain);`,
    });
    // What TensorFlow.js knows a web worker by.
    const page = createContext({
      WorkerGlobalScope: class {},
      console,
      performance,
      setTimeout,
      TextEncoder,
    });
    page.self = page;
    runInContext(text, page);
    const answer = z.array(z.number()).parse(JSON.parse(await runInContext('answer', page)));
    expect(answer.length).toBeGreaterThan(3);
    const node = `(${script})(require('posttrain')).then((text) => process.stdout.write(text))`;
    expect(answer).toEqual(inNode(node));
  });
});
