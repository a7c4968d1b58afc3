/** `posttrain score`: what the judge or a reward model says of replies. */
import { Command } from 'commander';
import { readRewardModel } from '../models';
import { readReplies } from '../rows';
import { fitContext } from '../../model/chat-template';
import { rewardScores } from '../../train/reward-scores';
import { atRow, encodeReply } from '../../train/rows';
import { judge } from '../../world';
import { backendFor, examples, formatOption, withRunOptions, type RunOptions } from './options';

interface ScoreOptions extends RunOptions {
  data: string;
  format?: string;
  with: string;
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .description(
      'Score replies. JSONL on stdout: the rows with `score`. The judge gives a number in [0, 1] and says why, part by ' +
        'part; a reward model gives standard deviations above the model that its scale was set on.',
    )
    .requiredOption('--data <file>', 'replies with their prompts, in any format')
    .addOption(formatOption())
    .option('--with <judge|folder>', "`judge`, or a reward model's folder", 'judge');
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'score --data replies.jsonl > judged.jsonl',
        'score --data replies.jsonl --with runs/reward > scored.jsonl',
      ),
    )
    .action(score);
}

async function score(options: ScoreOptions): Promise<void> {
  const rows = await readReplies(options.data, options.format);
  const scores =
    options.with === 'judge'
      ? rows.map(({ prompt, reply }) => judge([...prompt], reply))
      : await modelScores(options, rows);
  rows.forEach(({ row }, i) => process.stdout.write(`${JSON.stringify({ ...row, ...scores[i] })}\n`));
}

async function modelScores(
  options: ScoreOptions,
  rows: Awaited<ReturnType<typeof readReplies>>,
): Promise<{ score: number }[]> {
  const { config, weights, tokenizer, reward } = readRewardModel(options.with);
  const inputs = rows.map(({ prompt, reply, where }) => {
    const input = atRow(where, () => encodeReply(tokenizer, prompt, reply));
    fitContext(input.tokens, config.max_position_embeddings, 0, where);
    return input;
  });
  const model = (await backendFor(options)).scalarModel(config, weights);
  const { pooling, rewardMean, rewardScale } = reward;
  return rewardScores(model, inputs, pooling).map((raw) => ({ score: (raw - rewardMean) / rewardScale }));
}
