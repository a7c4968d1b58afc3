/** `posttrain data inspect`: what a data file holds, and how a model will see it. */
import { pairReplies } from '../../data/formats/helpsteer2';
import { readModel, shippedBase } from '../models';
import { readDataset } from '../rows';
import { withChatTemplate } from '../../model/chat-template';
import type { Tokenizer } from '../../model/tokenizer';
import { encodeRecord, inspect, type Found, type InspectedRow } from '../../train/inspection';
import { inspectionText, type InspectReport, type Run } from './data-inspect-text';
import { count, countOrNull, type OptionsOf } from '../../train/declared';
import { declareCommand, text } from './command';
import { formatOption, jsonOption, progressFor, quietOption } from './options';

const commandOptions = {
  model: text('folder', 'whose tokenizer and chat template are used', shippedBase),
  maxTokens: countOrNull(null, 'where a trainer would cut', { none: "the model's context" }),
  rows: count(2, 'first rows to show in tokens', { min: 0 }),
  ...formatOption,
  ...quietOption,
  ...jsonOption('print JSON'),
};

export const dataInspectCommand = () =>
  declareCommand('inspect', {
    says:
      'Look into a data file before training on it: the format found, counts, lengths in tokens, duplicates, ' +
      'comparisons that teach nothing, and the first rows in tokens.',
    options: commandOptions,
    examples: [
      'data inspect datasets/demonstrations.jsonl',
      'data inspect hh.jsonl.gz --max-tokens 512 --json',
    ],
    run: (options, [file]) => inspectFile(file, options),
  }).argument('<file>', 'JSONL, JSON (an array) or Parquet, plain or gzipped');

async function inspectFile(file: string, options: OptionsOf<typeof commandOptions>): Promise<void> {
  const data = await readDataset(file, undefined, options.format);
  const { tokenizer: plain, config } = readModel(options.model);
  const tokenizer = withChatTemplate(plain);
  const maxTokens = options.maxTokens ?? config.max_position_embeddings;
  const paired = data.format.name === 'helpsteer2' ? pairReplies(data.records) : undefined;
  const pairs = paired?.pairs.map(({ record }) => record) ?? [];

  const stage = progressFor(options).stage('inspecting', data.records.length + pairs.length);
  const found = inspect(data.records, tokenizer, maxTokens, (done) => stage.update(done), data.where);
  const ofPairs = inspect(
    pairs,
    tokenizer,
    maxTokens,
    (done) => stage.update(data.records.length + done),
    (pair) => data.where(paired?.pairs[pair].row ?? pair),
  );
  stage.finish();
  const inRows = ({ count, first }: Found): Found => ({
    count,
    first: first.map((pair) => paired?.pairs[pair].row ?? pair),
  });
  const degenerate = paired
    ? { identical: inRows(ofPairs.identical), equalWhenCut: inRows(ofPairs.equalWhenCut) }
    : { identical: found.identical, equalWhenCut: found.equalWhenCut };

  const report: InspectReport = {
    file,
    format: data.format.name,
    kind: data.format.kind,
    container: data.container,
    ...found,
    ...degenerate,
    maxTokens,
    pairing: paired && { pairs: pairs.length, ties: paired.ties, singles: paired.singles },
    rows: data.records.slice(0, options.rows).map((record, i) => ({
      where: data.where(i),
      parts: encodeRecord(tokenizer, record).map((row) => ({
        part: row.part,
        tokens: row.tokens.length,
        counted: row.counted.reduce((sum, one) => sum + one, 0),
        endTrained: row.ends.some((end) => row.counted[end] === 1),
        runs: runsOf(tokenizer, row),
      })),
    })),
  };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(report)}\n`
      : inspectionText(report, data.where, process.stdout.isTTY && process.stdout.hasColors()),
  );
}

/** A row's tokens as text, in runs of those that count and those that do not. */
function runsOf(tokenizer: Tokenizer, { tokens, counted }: InspectedRow): Run[] {
  const runs: { counts: boolean; tokens: string[] }[] = [];
  tokens.forEach((token, i) => {
    const counts = counted[i] === 1;
    if (runs.length === 0 || runs[runs.length - 1].counts !== counts) runs.push({ counts, tokens: [] });
    runs[runs.length - 1].tokens.push(tokenizer.decode([token]));
  });
  return runs;
}
