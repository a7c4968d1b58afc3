/** `posttrain best-of-n`: the best of n replies by a reward, and what that does to proxy and gold (claim B5). */
import { z } from 'zod';
import { formatJsonl } from '../../data/jsonl';
import { writeAtomically } from '../files';
import { readLanguageModel } from '../models';
import { readPrompts } from '../rows';
import { bestOfNCurve, curveSizes, measurePool } from '../../steps/best-of-n';
import { goldReward } from '../../steps/assess';
import { withDefault, type OptionsOf } from '../../train/declared';
import { poolOptions, samplePool } from '../../train/sample-pool';
import { declareCommand, requiredText } from './command';
import { formatOption, runOptions } from './options';
import { openRewards, rewardOptions } from './rewards';
import { Session, sessionOptions, summaryOption } from './session';
import { taskFrom } from './training';

const commandOptions = {
  model: requiredText('folder', 'the model that replies'),
  prompts: requiredText('file', 'prompts, in any format'),
  ...formatOption,
  ...summaryOption,
  ...sessionOptions(16, 'prompts'),
  out: requiredText('file', 'a new JSONL file: the rows of the prompts with `reply`, `score`, `gold`'),
  n: poolOptions.samplesPerPrompt,
  maxNewTokens: withDefault(poolOptions.maxNewTokens, 112),
  ...rewardOptions,
  ...runOptions,
};

export const bestOfNCommand = () =>
  declareCommand('best-of-n', {
    says:
      'Draw n replies to each prompt and keep the one that the reward likes best. Prints, for several n, the KL from ' +
      "the model (in nats), the reward (proxy) and the judge's score (gold, where prompts are the world's).",
    options: commandOptions,
    examples: [
      'best-of-n --model runs/sft --reward runs/reward --prompts my-prompts.jsonl --out best.jsonl',
      'best-of-n --model runs/sft --reward runs/rm-1 runs/rm-2 --ensemble worst --prompts my-prompts.jsonl --out best.jsonl',
    ],
    run: chooseReplies,
  });

/** What is kept of a prompt: its row for the file, and all scores for the curve. */
const keptSchema = z.object({
  row: z.record(z.string(), z.json()),
  proxies: z.array(z.number()),
  golds: z.array(z.number()).optional(),
});

async function chooseReplies(options: OptionsOf<typeof commandOptions>): Promise<void> {
  const { n, maxNewTokens, seed } = options;
  const session = new Session('best-of-n', commandOptions, options);
  const policy = readLanguageModel(options.model);
  const rows = await readPrompts(options.prompts, options.format);
  const task = taskFrom(
    rows.map(({ prompt }) => prompt),
    rows.map(({ where }) => where),
    policy,
  );
  const backend = await session.backend();
  const { reward } = openRewards(options, backend, policy, task, () => goldReward(task, { mean: 0, sd: 1 }));
  const model = backend.languageModel(policy.config, policy.weights);

  const sampling = { samplesPerPrompt: n, maxNewTokens, seed };
  const run = samplePool(model, task.tokens, task.stopTokens, reward, sampling, session.checkpointing);
  await session.follow(
    'best-of-n',
    run,
    () => ({}),
    (record) => {
      const { best, reply, proxies, golds } = measurePool(task, record);
      const gold = golds?.[proxies.indexOf(best.score)];
      const { prompt, row } = rows[record.promptIndex];
      return { row: { prompt, ...row, reply, score: best.score, gold }, proxies, golds };
    },
  );
  const kept = session.records.map((record) => keptSchema.parse(JSON.parse(JSON.stringify(record))));
  writeAtomically(options.out, formatJsonl(kept.map(({ row }) => row)));
  const points = bestOfNCurve(
    kept.map(({ proxies, golds }) => ({ proxies, golds })),
    curveSizes(n),
  );
  session.end(points.map(({ n: size, kl, proxy, gold }) => ({ n: size, KL: kl, proxy, gold })));
}
