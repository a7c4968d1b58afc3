/** `posttrain dpo`: a policy from comparisons, without reward model and without sampling. */
import { readLanguageModel } from '../models';
import type { Checkpoint } from '../../model/checkpoint';
import { Random } from '../../random';
import type { OptionsOf } from '../../train/declared';
import { dpo, dpoOptions } from '../../train/dpo';
import { declareCommand, requiredText } from './command';
import { formatOption, runOptions } from './options';
import { followDescent, Session, sessionOptions, summaryOption } from './session';
import { heldOutOption, holdOutPrompts, readPairs, type PromptedPair } from './training';

/** Options of `posttrain dpo`. */
export const dpoCommandOptions = {
  model: requiredText('folder', 'the SFT model: where the policy starts, and the reference'),
  data: requiredText(
    'file',
    'comparisons: TRL, HH-RLHF, HelpSteer2 or RewardBench, as JSONL, JSON or Parquet',
  ),
  ...formatOption,
  ...summaryOption,
  ...sessionOptions(100),
  ...dpoOptions,
  ...heldOutOption(0.1),
  ...runOptions,
};

export const dpoCommand = () =>
  declareCommand('dpo', {
    says:
      'Train a policy on comparisons directly (DPO): preferred replies become likelier than the others, measured ' +
      'against the SFT model. No reward model, no sampling. Watch chosenReward in metrics.jsonl: the margin can ' +
      'grow while the preferred replies themselves become less likely.',
    options: dpoCommandOptions,
    examples: [
      'dpo --model runs/sft --data my-comparisons.jsonl --out runs/dpo',
      'dpo --model runs/sft --data my-comparisons.jsonl --out runs/dpo-norm --length-normalised --beta 5',
    ],
    async run(options) {
      const session = new Session('dpo', dpoCommandOptions, options);
      const sft = readLanguageModel(options.model);
      const { pairs } = await readPairs(options.data, sft, options.format);
      await trainPolicy(session, sft, pairs, options);
    },
  });

async function trainPolicy(
  session: Session,
  { config, tokenizer, weights }: Checkpoint,
  pairs: readonly PromptedPair[],
  options: Omit<OptionsOf<typeof dpoCommandOptions>, 'model' | 'data' | 'format'>,
): Promise<void> {
  const random = new Random(options.seed).split('dpo');
  const { training, heldOut, counts } = holdOutPrompts(pairs, options.heldOut, random, session);
  const backend = await session.backend();
  const languageModel = backend.languageModel.bind(backend);
  const policy = session.network('model', languageModel, config, weights);
  const reference = languageModel(config, weights);
  const run = dpo(policy, reference, training, heldOut, options, session.checkpointing);
  const { steps, evaluation } = await followDescent(session, 'DPO', run, ({ loss, accuracy, margin }) => ({
    loss,
    accuracy,
    margin,
  }));
  session.write({ kind: 'lm', config, tokenizer, weights: policy.weights() });
  const summary = {
    pairs: training.length,
    ...counts,
    steps,
    'held-out loss': evaluation?.loss,
    accuracy: evaluation?.accuracy,
    margin: evaluation?.margin,
    'reward of chosen': evaluation?.chosenReward,
  };
  session.end([summary]);
}
