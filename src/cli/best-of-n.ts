/** `posttrain best-of-n`: the best of n replies by a reward, and what that does to proxy and gold (claim B5). */
import { Command } from 'commander';
import { formatJsonl } from '../data/jsonl';
import { writeAtomically } from '../host/files';
import { tracked } from '../host/progress';
import { readLanguageModel } from '../host/models';
import { readPrompts } from '../host/rows';
import { bestOfNCurve, curveSizes, measurePool, type MeasuredPool } from '../labs/best-of-n';
import { goldReward } from '../labs/task';
import { samplePool } from '../train/sample-pool';
import {
  backendFor,
  examples,
  formatOption,
  progressFor,
  refuseExisting,
  wholeNumber,
  withRunOptions,
  type RunOptions,
} from './options';
import { printTable } from './table';
import { openRewardModel, rewardOption, taskFrom } from './training';

interface BestOfNOptions extends RunOptions {
  model: string;
  reward: string;
  prompts: string;
  format?: string;
  n: number;
  maxNewTokens: number;
  out: string;
  json: boolean;
}

export function bestOfNCommand(): Command {
  const command = new Command('best-of-n')
    .description(
      'Draw n replies to each prompt and keep the one that the reward likes best. Prints, for several n, the KL from ' +
        "the model (in nats), the reward (proxy) and the judge's score (gold, where prompts are the world's).",
    )
    .requiredOption('--model <folder>', 'the model that replies')
    .addOption(rewardOption())
    .requiredOption('--prompts <file>', 'prompts, in any format')
    .addOption(formatOption())
    .requiredOption('--out <file>', 'a new JSONL file: the rows of the prompts with `reply`, `score`, `gold`')
    .option('--n <n>', 'replies to each prompt', wholeNumber(1), 64)
    .option('--max-new-tokens <n>', 'the longest reply', wholeNumber(1), 112)
    .option('--json', 'print the table as JSON', false);
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples('best-of-n --model runs/sft --reward runs/reward --prompts my-prompts.jsonl --out best.jsonl'),
    )
    .action(chooseBest);
}

async function chooseBest(options: BestOfNOptions): Promise<void> {
  const { n, maxNewTokens, seed } = options;
  refuseExisting('--out', options.out);
  const policy = readLanguageModel(options.model);
  const rows = await readPrompts(options.prompts, options.format);
  const task = taskFrom(
    rows.map(({ prompt }) => prompt),
    rows.map(({ where }) => where),
    policy,
  );
  const backend = await backendFor(options);
  const reward =
    options.reward === 'judge'
      ? goldReward(task, { mean: 0, sd: 1 })
      : openRewardModel(options.reward, backend, policy).reward;
  const model = backend.languageModel(policy.config, policy.weights);

  const pools: MeasuredPool[] = [];
  const stage = progressFor(options).stage('best-of-n', rows.length);
  const sampling = { samplesPerPrompt: n, maxNewTokens, seed };
  const run = samplePool(model, task.tokens, task.stopTokens, reward, sampling);
  for await (const record of tracked(run, stage, ({ step }) => ({ done: step })))
    pools.push(measurePool(task, record));

  const best = pools.map(({ best: { score }, reply, proxies, golds }, i) => ({
    prompt: rows[i].prompt,
    ...rows[i].row,
    reply,
    score,
    gold: golds?.[proxies.indexOf(score)],
  }));
  writeAtomically(options.out, formatJsonl(best));
  const points = bestOfNCurve(pools, curveSizes(n));
  printTable(
    points.map(({ n: size, kl, proxy, gold }) => ({ n: size, KL: kl, proxy, gold })),
    options,
  );
}
