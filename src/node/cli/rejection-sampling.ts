/** `posttrain rejection-sampling`: sample, keep the best, fine-tune on it, and again. */
import { Command, Option } from 'commander';
import { rejectionDefaults, rejectionSampling, type RejectionOptions } from '../../train/rejection-sampling';
import { decimal, examples, wholeNumber, withRunOptions } from './options';
import {
  finishPolicy,
  followIterations,
  openPolicy,
  withMaxNewTokens,
  withPolicy,
  type PolicyOptions,
} from './policy';
import { Session, withCheckpoints } from './session';
import { scheduleOf, withSchedule, type ScheduleOptions } from './training-options';

type RejectionCommandOptions = PolicyOptions &
  ScheduleOptions &
  Pick<RejectionOptions, 'iterations' | 'promptsPerIteration' | 'samplesPerPrompt' | 'keep' | 'epochs'> & {
    rowsPerBatch: number;
    leastReward?: number;
  };

export function rejectionSamplingCommand(): Command {
  const d = rejectionDefaults;
  const command = new Command('rejection-sampling').description(
    'Put best-of-n into the weights: sample several replies to each prompt, keep the one that the reward likes best, ' +
      'fine-tune on those, and again from the new policy. No policy gradient, hard to break, and a good first thing ' +
      'to compare with PPO. `--keep random` is the control that does everything but choose.',
  );
  withPolicy(command)
    .option('--iterations <n>', 'iterations of sampling and fine-tuning', wholeNumber(1), d.iterations)
    .option('--prompts-per-iteration <n>', 'prompts in an iteration', wholeNumber(1), d.promptsPerIteration)
    .option(
      '--samples-per-prompt <n>',
      'replies to each, of which one is kept',
      wholeNumber(2),
      d.samplesPerPrompt,
    )
    .addOption(
      new Option('--keep <which>', 'the best of each group, or one by lot')
        .choices(['best', 'random'] satisfies RejectionOptions['keep'][])
        .default(d.keep),
    )
    .option(
      '--least-reward <x>',
      'drop what is kept but earns less than this (default: drop nothing)',
      decimal(-Infinity),
    )
    .option('--epochs <n>', 'passes over what an iteration keeps', wholeNumber(1), d.epochs)
    .option('--rows-per-batch <n>', 'replies in an optimiser step', wholeNumber(1), d.rowsPerBatch);
  withSchedule(withMaxNewTokens(command, d.maxNewTokens), d);
  withCheckpoints(command, 1, 'iterations');
  return withRunOptions(command)
    .addHelpText(
      'after',
      examples(
        'rejection-sampling --model runs/sft --reward runs/reward --prompts my-prompts.jsonl --out runs/rs',
        'rejection-sampling --model runs/sft --reward sums --least-reward 1 --prompts my-sums.jsonl --out runs/rs',
      ),
    )
    .action(trainPolicy);
}

async function trainPolicy(options: RejectionCommandOptions): Promise<void> {
  const session = new Session('rejection-sampling', options);
  const open = await openPolicy(options, session);
  const { iterations, promptsPerIteration, samplesPerPrompt, keep, epochs, maxNewTokens, seed } = options;
  const counts = {
    iterations,
    promptsPerIteration,
    samplesPerPrompt,
    epochs,
    rowsPerBatch: options.rowsPerBatch,
    maxNewTokens,
  };
  const own = { ...counts, keep, leastReward: options.leastReward ?? null, seed };
  const run = rejectionSampling(open.policyTask, { ...scheduleOf(options), ...own }, session.checkpointing);
  await followIterations(session, 'rejection sampling', run);
  finishPolicy(session, open, options);
}
