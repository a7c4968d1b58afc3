/**
 * `posttrain bench`: tokens per second on this machine, for the standard shape and the shipped models, with one
 * thread and with all. POSTTRAIN_KERNELS chooses the build of the kernels.
 */
import { UserError } from '../../errors';
import { useNativeTensorFlow } from '../backends';
import {
  measureEngine,
  measurePpo,
  measureReference,
  profileProducts,
  profileTraining,
  shortened,
  standardWorkload,
  workloads,
  type Figures,
  type KernelTime,
  type ProductRate,
  type Workload,
} from '../bench';
import { measurePyTorch } from '../pytorch';
import { chooseKernels, defaultThreads, startEngine } from '../engine-host';
import type { StageProgress } from '../progress';
import { referenceBackend } from '../../model/reference-backend';
import * as tf from '../../tensors';
import { choice, number, onOff, type OptionsOf } from '../../train/declared';
import { declareCommand, optionalText } from './command';
import { jsonOption, progressFor, quietOption } from './options';
import { formatTable } from './table';

const commandOptions = {
  ...jsonOption('a JSON array, one object a setting'),
  compare: choice(
    'none',
    ['none', 'tfjs', 'pytorch'],
    'measure the standard shape elsewhere, too: in TensorFlow.js on its available backends (a minute or two), or in ' +
      'PyTorch, where `python3` has it',
  ),
  profile: onOff(false, 'where the time of a training step goes, by kernel and by product'),
  shape: optionalText('name', 'only this one: standard, or the name of a shipped model (default: all)'),
  seconds: number(1, 'time for each figure', { min: 0, value: 's' }),
  ...quietOption,
};

/** One setting's figures: an object of the JSON output. */
interface Setting extends Figures {
  /** `native` or `wasm`; with --compare also `tfjs-` and the backend's name, or `pytorch-` and the version. */
  readonly kernels: string;
  readonly threads: number;
  readonly shape: string;
  /** Seconds of one iteration of the main job's PPO, with its base model. */
  readonly ppoIteration?: number;
  /** With --profile. */
  readonly profile?: readonly KernelTime[];
  readonly products?: readonly ProductRate[];
}

export const benchCommand = () =>
  declareCommand('bench', {
    says:
      'Measure this machine: training, forward and generated tokens per second, for the standard shape (0.94 M ' +
      'parameters; 32 rows of 64 tokens; 64 replies of 48 tokens) and each shipped model, with 1 and all threads; for base ' +
      'also the seconds of an iteration of its PPO in the main job. ' +
      'POSTTRAIN_KERNELS=wasm|native chooses the kernels.',
    options: commandOptions,
    examples: ['bench', 'bench --json --shape standard --compare pytorch', 'bench --profile --shape base'],
    run: bench,
  });

async function bench(options: OptionsOf<typeof commandOptions>): Promise<void> {
  const chosen = chooseWorkloads(options.shape);
  const threads = [...new Set([1, defaultThreads()])];
  const kernels = chooseKernels();
  const compared = options.compare === 'tfjs' ? await referenceBackends() : [];
  const peers = options.compare === 'pytorch' ? measurePyTorch(threads) : [];
  const stage = progressFor(options).stage(
    'bench',
    chosen.length * threads.length + compared.length + peers.length,
  );
  const settings: Setting[] = [];
  try {
    for (const count of threads) {
      const engine = await startEngine(count);
      for (const workload of chosen) {
        const figures = measureEngine(engine, workload, options.seconds);
        const ppoIteration = workload.shape === 'base' ? await measurePpo(engine) : undefined;
        const profile = options.profile ? profileTraining(engine, workload) : undefined;
        const products = options.profile
          ? profileProducts(engine, workload, options.seconds / 10)
          : undefined;
        add(settings, stage, {
          kernels,
          threads: count,
          shape: workload.shape,
          ...figures,
          ppoIteration,
          profile,
          products,
        });
      }
    }
    for (const { name, ...figures } of peers)
      add(settings, stage, { kernels: name, shape: standardWorkload.shape, ...figures });
    for (const name of compared) {
      await tf.setBackend(name);
      const workload = name === 'cpu' ? shortened(standardWorkload) : standardWorkload;
      const figures = measureReference(referenceBackend, workload);
      const all = name === 'cpu' ? 1 : defaultThreads();
      add(settings, stage, { kernels: `tfjs-${name}`, threads: all, shape: workload.shape, ...figures });
    }
  } finally {
    stage.finish();
  }
  process.stdout.write(options.json ? `${JSON.stringify(settings)}\n` : textOf(settings));
}

function add(settings: Setting[], stage: StageProgress, setting: Setting): void {
  settings.push(setting);
  const { train, generate } = setting;
  stage.update(settings.length, {
    'train tok/s': train.tokensPerSecond,
    'generated tok/s': generate.tokensPerSecond,
  });
}

function chooseWorkloads(name: string | undefined): readonly Workload[] {
  const all = workloads();
  const chosen = name === undefined ? all : all.filter(({ shape }) => shape === name);
  if (chosen.length > 0) return chosen;
  const known = all.map(({ shape }) => shape).join(', ');
  throw new UserError(`--shape ${name}: no such shape; expected one of ${known}`);
}

/** TensorFlow.js's backends that can run here; what is missing is told on stderr with its reason. */
async function referenceBackends(): Promise<string[]> {
  const missing = await useNativeTensorFlow();
  if (missing === undefined) return ['tensorflow', 'cpu'];
  process.stderr.write(`bench: without TensorFlow.js's native library: ${missing}\n`);
  return ['cpu'];
}

function textOf(settings: readonly Setting[]): string {
  const overview = settings.map(({ kernels, threads, shape, ppoIteration, ...figures }) => ({
    kernels,
    threads,
    shape,
    'GEMM GFLOP/s': figures.gemm.gflops,
    'train tok/s': figures.train.tokensPerSecond,
    'of GEMM': figures.train.ofGemm,
    'forward tok/s': figures.forward.tokensPerSecond,
    'generated tok/s': figures.generate.tokensPerSecond,
    'PPO s': ppoIteration ?? '',
    'peak MB': figures.peakMemoryMB,
  }));
  const details = settings.flatMap(({ kernels, threads, shape, profile, products }) => {
    if (!profile || !products) return [];
    const total = profile.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const table = formatTable(
      profile.map((line) => ({ ...line, share: Number((line.milliseconds / total).toFixed(3)) })),
    );
    const rates = formatTable(products.map((line) => ({ ...line, transposed: line.transposed ? 'A' : '' })));
    return [`\n${shape}, ${kernels}, ${threads} thread(s): a training step by kernel\n${table}\n${rates}`];
  });
  return formatTable(overview) + details.join('');
}
