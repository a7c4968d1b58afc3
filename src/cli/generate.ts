/** `posttrain generate`: a saved model's replies to one prompt or to a file of them. */
import { Command } from 'commander';
import { UserError } from '../errors';
import { parseJsonl } from '../data/jsonl';
import { asMessages, promptSchema, type Message } from '../data/records';
import { readText } from '../host/files';
import { readLanguageModel, shippedBase } from '../host/models';
import { Random } from '../random';
import { backendFor, examples, wholeNumber, withRunOptions, type RunOptions } from './options';
import { drawReplies, encodePrompt, withDrawOptions, type DrawOptions } from './sampling';

interface GenerateOptions extends RunOptions, DrawOptions {
  model: string;
  prompt?: string;
  prompts?: string;
  samples: number;
}

export function generateCommand(): Command {
  const command = new Command('generate')
    .description('Let a saved model reply: to one prompt as text, or to a JSONL file of prompts as JSONL.')
    .option('--model <folder>', 'a model folder in Hugging Face layout', shippedBase)
    .option('--prompt <text>', 'one prompt')
    .option('--prompts <file>', 'a JSONL file with a column `prompt`; replies come as JSONL with `reply`')
    .option('--samples <n>', 'replies to each prompt', wholeNumber(1), 1);
  return withRunOptions(withDrawOptions(command))
    .addHelpText(
      'after',
      examples(
        'generate --prompt "Please give me an easy chili sauce recipe."',
        'generate --model runs/lecture/sft --prompts my-prompts.jsonl --samples 4 > replies.jsonl',
      ),
    )
    .action(generate);
}

async function generate(options: GenerateOptions): Promise<void> {
  const rows = promptsOf(options);
  const { config, weights, tokenizer } = readLanguageModel(options.model);
  const backend = await backendFor(options);
  const model = backend.languageModel(config, weights);
  const wanted = rows.flatMap((row) => Array.from({ length: options.samples }, () => row));
  const prompts = wanted.map((row) => encodePrompt(tokenizer, row));
  const replies = drawReplies(model, tokenizer, prompts, options, new Random(options.seed).split('generate'));
  replies.forEach((reply, i) => {
    const line = options.prompts === undefined ? reply : JSON.stringify({ prompt: wanted[i], reply });
    process.stdout.write(`${line}\n${options.prompts === undefined && i + 1 < replies.length ? '\n' : ''}`);
  });
}

function promptsOf({ prompt, prompts }: GenerateOptions): Message[][] {
  if ((prompt === undefined) === (prompts === undefined))
    throw new UserError('generate: expected either --prompt TEXT or --prompts FILE');
  if (prompts === undefined) return [asMessages(promptSchema.shape.prompt.parse(prompt))];
  return parseJsonl(readText(prompts), prompts, promptSchema).map((row) => asMessages(row.prompt));
}
