/** `posttrain score`: what the judge or a reward model says of replies. */
import { Command } from 'commander';
import { asMessages, asText, scoredSchema } from '../data/records';
import { readRewardModel } from '../host/models';
import { readRows, rowName } from '../host/rows';
import { fitContext } from '../model/chat-template';
import { rewardScores } from '../train/reward-scores';
import { encodeReply } from '../train/rows';
import { judge } from '../world';
import { backendFor, examples, withRunOptions, type RunOptions } from './options';

interface ScoreOptions extends RunOptions {
  data: string;
  with: string;
}

/** A row of the file; columns beside `prompt` and `reply` are handed through. */
const rowSchema = scoredSchema.loose();

export function scoreCommand(): Command {
  const command = new Command('score')
    .description(
      'Score replies. JSONL on stdout: the rows with `score`. The judge gives a number in [0, 1] and says why, part by ' +
        'part; a reward model gives standard deviations above the model that its scale was set on.',
    )
    .requiredOption('--data <file>', 'a JSONL file with columns `prompt` and `reply`')
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
  const rows = readRows(options.data, rowSchema);
  const scores =
    options.with === 'judge'
      ? rows.map(({ prompt, reply }) => judge(prompt, asText(reply)))
      : await modelScores(options, rows);
  rows.forEach((row, i) => process.stdout.write(`${JSON.stringify({ ...row, ...scores[i] })}\n`));
}

async function modelScores(
  options: ScoreOptions,
  rows: readonly ReturnType<typeof rowSchema.parse>[],
): Promise<{ score: number }[]> {
  const { config, weights, tokenizer, reward } = readRewardModel(options.with);
  const inputs = rows.map(({ prompt, reply }, i) => {
    const input = encodeReply(tokenizer, asMessages(prompt), asText(reply));
    fitContext(input.tokens, config.max_position_embeddings, 0, rowName(options.data, i));
    return input;
  });
  const model = (await backendFor(options)).scalarModel(config, weights);
  const { pooling, rewardMean, rewardScale } = reward;
  return rewardScores(model, inputs, pooling).map((raw) => ({ score: (raw - rewardMean) / rewardScale }));
}
