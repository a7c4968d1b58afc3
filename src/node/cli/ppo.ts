/** `posttrain ppo`: PPO on a reward, the last of the three steps (claims B4, B5). */
import { withScalarHead } from '../../model/weights';
import { UserError } from '../../errors';
import { Random } from '../../random';
import type { OptionsOf } from '../../train/declared';
import { ppo } from '../../train/ppo';
import { ppoOptions } from '../../train/ppo-options';
import type { PpoTask } from '../../train/ppo-rollouts';
import { packedBatches } from '../../train/pretrain';
import { firstCharacters, packDocuments } from '../../train/pretrain-data';
import { shippedRandom } from '../../world';
import { declareCommand, optionalText } from './command';
import { readTexts, worldTexts } from './documents';
import { runOptions } from './options';
import { finishPolicy, followIterations, openPolicy, rewardedOptions, type OpenPolicy } from './policy';
import { Session } from './session';

/** Options of `posttrain ppo`. */
export const ppoCommandOptions = {
  ...rewardedOptions(10),
  ...ppoOptions,
  corpus: optionalText(
    'file',
    'documents for --pretraining-coefficient: a JSONL file with a column `text` (default: the tiny world)',
  ),
  ...runOptions,
};

type PpoCommandOptions = OptionsOf<typeof ppoCommandOptions>;

export const ppoCommand = () =>
  declareCommand('ppo', {
    says:
      'Train a policy against a reward. Writes the policy, its value model (in the folder `value` below) and ' +
      'metrics.jsonl. Rewards count in standard deviations above the SFT model; KL in nats a reply.',
    options: ppoCommandOptions,
    examples: [
      'ppo --model runs/sft --reward runs/reward --prompts datasets/prompts-rewards.jsonl --out runs/ppo',
      'ppo --model runs/sft --reward judge --prompts datasets/prompts-rewards.jsonl --out runs/gold --kl-coefficient 0',
    ],
    async run(options) {
      const session = new Session('ppo', ppoCommandOptions, options);
      await trainPolicy(session, await openPolicy(options, session), options);
    },
  });

async function trainPolicy(
  session: Session,
  open: OpenPolicy,
  options: Omit<PpoCommandOptions, 'model' | 'prompts' | 'reward'>,
): Promise<void> {
  const { backend, sft, rewardModels, policyTask } = open;
  // The value model begins as the first reward model (Stiennon et al. 2020); a reward that brings no network leaves
  // the SFT model with a new head.
  const start = rewardModels.at(0)?.checkpoint ?? {
    config: sft.config,
    weights: withScalarHead(sft.config, sft.weights),
  };
  const scalarModel = backend.scalarModel.bind(backend);
  const value = session.network('value', scalarModel, start.config, start.weights);

  const mixed = options.pretrainingCoefficient > 0 ? { pretraining: pretrainingRows(open, options) } : {};
  const run = ppo({ ...policyTask, value, ...mixed }, options, session.checkpointing);
  await followIterations(session, 'PPO', run);
  const reward = { pooling: 'last', rewardMean: 0, rewardScale: 1 } as const;
  const { tokenizer } = sft;
  finishPolicy(session, open, {
    value: { kind: 'scalar', config: start.config, tokenizer, reward, weights: value.weights() },
  });
}

/** Characters of documents that pre-training rows are taken from, and the rows of an update. */
const corpusText = 500_000;
const rowsPerUpdate = 8;

/** Documents as rows for the pre-training mix. @throws UserError when they do not fill one. */
function pretrainingRows(
  { sft }: OpenPolicy,
  { corpus, seed }: Pick<PpoCommandOptions, 'corpus' | 'seed'>,
): NonNullable<PpoTask['pretraining']> {
  const texts = corpus === undefined ? worldTexts(shippedRandom('corpus', seed)) : readTexts(corpus);
  const { tokens } = packDocuments(sft.tokenizer, firstCharacters(texts, corpusText));
  const rowTokens = Math.min(128, sft.config.max_position_embeddings);
  if (tokens.length < rowTokens)
    throw new UserError(
      `${corpus}: ${tokens.length} tokens do not fill one row of ${rowTokens}; take more documents`,
    );
  return packedBatches(
    tokens,
    { rowTokens, rowsPerBatch: rowsPerUpdate },
    new Random(seed).split('pre-training mix'),
  );
}
