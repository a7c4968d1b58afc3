/** `posttrain score`: what the judge or a reward model says of replies. */
import { readRewardModel } from '../models';
import { readReplies } from '../rows';
import { fitContext } from '../../model/chat-template';
import { rewardScores } from '../../train/reward-scores';
import { encodeReply } from '../../train/rows';
import { judge } from '../../world';
import type { OptionsOf } from '../../train/declared';
import { declareCommand, requiredText, text } from './command';
import { backendFor, formatOption, runOptions } from './options';

const commandOptions = {
  data: requiredText('file', 'replies with their prompts, in any format'),
  ...formatOption,
  with: text('judge|folder', "`judge`, or a reward model's folder", 'judge'),
  ...runOptions,
};

type ScoreOptions = OptionsOf<typeof commandOptions>;

export const scoreCommand = () =>
  declareCommand('score', {
    says:
      'Score replies. JSONL on stdout: the rows with `score`. The judge gives a number in [0, 1] and says why, part by ' +
      'part; a reward model gives standard deviations above the model that its scale was set on.',
    options: commandOptions,
    examples: [
      'score --data replies.jsonl > judged.jsonl',
      'score --data replies.jsonl --with runs/reward > scored.jsonl',
    ],
    run: score,
  });

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
    const input = encodeReply(tokenizer, prompt, reply);
    fitContext(input.tokens, config.max_position_embeddings, 0, where);
    return input;
  });
  const model = (await backendFor(options)).scalarModel(config, weights);
  const { pooling, rewardMean, rewardScale } = reward;
  return rewardScores(model, inputs, pooling).map((raw) => ({ score: (raw - rewardMean) / rewardScale }));
}
