/** PyTorch as the peer of `posttrain bench`: runs test/fixtures/bench-pytorch.py where a Python with torch is found. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors';
import { parameterCount } from '../model/config';
import { shareOfGemm, standardWorkload, type Figures } from './bench';
import { packageRoot } from './package';

const lineSchema = z.object({
  torch: z.string(),
  torchThreads: z.int(),
  train: z.number(),
  forward: z.number(),
  generate: z.number(),
  gemmGflops: z.number(),
  peakMemoryMB: z.number(),
});

/**
 * The standard shape in PyTorch, with each of these numbers of threads. Takes some ten seconds each.
 * @throws UserError when the script is not there, or `python3` has no torch.
 */
export function measurePyTorch(threads: readonly number[]): (Figures & { name: string; threads: number })[] {
  const script = join(packageRoot, 'test/fixtures/bench-pytorch.py');
  if (!existsSync(script))
    throw new UserError(`--compare pytorch: no ${script}; expected it, as a clone of the repository has it`);
  const { status, stdout, stderr } = spawnSync('python3', [script, '--threads', ...threads.map(String)], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    const why = status === null ? 'no python3 on the PATH' : (stderr.trim().split('\n').at(-1) ?? '');
    throw new UserError(
      `--compare pytorch: ${why}; expected a python3 with torch: pip install torch in a virtual environment, and activate it`,
    );
  }
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const { torch, torchThreads, gemmGflops: gflops, ...found } = lineSchema.parse(JSON.parse(line));
      return {
        name: `pytorch-${torch}`,
        threads: torchThreads,
        gemm: { gflops },
        train: {
          tokensPerSecond: found.train,
          ofGemm: shareOfGemm(parameterCount(standardWorkload.config), found.train, gflops),
        },
        forward: { tokensPerSecond: found.forward },
        generate: { tokensPerSecond: found.generate },
        peakMemoryMB: found.peakMemoryMB,
      };
    });
}
