/** `posttrain score`: what the judge or a reward model says of replies. */
import { readRewardModel } from '../models';
import { repliesOf } from '../../data/dataset';
import type { Row } from '../../data/formats/format';
import { UserError } from '../../errors';
import { readDataset } from '../rows';
import { fitContext } from '../../model/chat-template';
import { rewardScores } from '../../train/reward-scores';
import { atRow, encodeReply } from '../../train/rows';
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
      'Score replies. JSONL on stdout: the rows, letter for letter, with `score`. The judge gives a number in [0, 1] and says why, part by ' +
      'part; a reward model gives standard deviations above the model that its scale was set on.',
    options: commandOptions,
    examples: [
      'score --data replies.jsonl > judged.jsonl',
      'score --data replies.jsonl --with runs/reward > scored.jsonl',
    ],
    run: score,
  });

async function score(options: ScoreOptions): Promise<void> {
  const data = await readDataset(options.data, 'reply', options.format);
  const rows = repliesOf(data);
  refuseColumn(rows, 'score');
  const scores: readonly object[] =
    options.with === 'judge'
      ? rows.map(({ prompt, reply }) => judge([...prompt], reply))
      : await modelScores(options, rows);
  const lines = rows.map(({ row, where }, i) => withColumns(data.source(i), row, scores[i], where));
  for (const line of lines) process.stdout.write(`${line}\n`);
}

type Replies = ReturnType<typeof repliesOf>;

/** @throws UserError that names the first row with such a column. */
function refuseColumn(rows: readonly Pick<Replies[number], 'row' | 'where'>[], column: string): void {
  const found = rows.find(({ row }) => Object.hasOwn(row, column));
  if (found !== undefined)
    throw new UserError(
      `${found.where}: has a column "${column}", which the scores would overwrite; expected none; rename it`,
    );
}

/** A row's own text with columns after its own; what it holds already with the same value is not said twice. */
function withColumns(source: string, row: Row, columns: object, where: string): string {
  const news = Object.entries(columns).filter(([name, value]) => {
    const held = Object.hasOwn(row, name);
    if (held && JSON.stringify(row[name]) !== JSON.stringify(value)) refuseColumn([{ row, where }], name);
    return !held;
  });
  const written = news.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `${source.trimEnd().slice(0, -1)}${written.join('')}}`;
}

async function modelScores(options: ScoreOptions, rows: Replies): Promise<{ score: number }[]> {
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
