#!/usr/bin/env node
/**
 * The command line: one file a command, each with its options and an example in its help. What a user can mend
 * is told in one line and ends with status 2; a defect of ours keeps its stack trace and ends with status 1.
 */
import { Command, CommanderError } from 'commander';
import { UserError } from '../../errors';
import { benchCommand } from './bench';
import { bestOfNCommand } from './best-of-n';
import { chatCommand } from './chat';
import { dataCommand } from './data';
import { doctorCommand } from './doctor';
import { dpoCommand } from './dpo';
import { figuresCommand } from './figures';
import { exportCommand } from './export';
import { generateCommand } from './generate';
import { grpoCommand } from './grpo';
import { labCommand } from './lab';
import { lectureCommand } from './lecture';
import { ppoCommand } from './ppo';
import { pretrainCommand } from './pretrain';
import { reinforceCommand } from './reinforce';
import { rejectionSamplingCommand } from './rejection-sampling';
import { rewardCommand } from './reward';
import { scoreCommand } from './score';
import { sftCommand } from './sft';
import { version } from '../package';

/** The whole command line. */
export function program(): Command {
  const root = new Command('posttrain')
    .description(
      'How a chat model is made, on a laptop: base model, SFT, reward model, PPO, over-optimisation.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`posttrain: ${oneLine(text)}\n`) })
    .showSuggestionAfterError(true);
  for (const command of [
    lectureCommand(),
    labCommand(),
    figuresCommand(),
    pretrainCommand(),
    sftCommand(),
    rewardCommand(),
    ppoCommand(),
    grpoCommand(),
    reinforceCommand(),
    dpoCommand(),
    rejectionSamplingCommand(),
    bestOfNCommand(),
    generateCommand(),
    chatCommand(),
    scoreCommand(),
    exportCommand(),
    dataCommand(),
    benchCommand(),
    doctorCommand(),
  ]) {
    root.addCommand(command.copyInheritedSettings(root));
    for (const below of command.commands) below.copyInheritedSettings(command);
  }
  return root;
}

/** Commander's message, with its suggestion on the same line. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
}

/** Runs a command line. @returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UserError) {
      process.stderr.write(`posttrain: ${error.message}\n`);
      return 2;
    }
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  }
}

if (require.main === module) {
  // A reader that closes the pipe early (| head) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  void main(process.argv.slice(2)).then((status) => (process.exitCode = status));
}
