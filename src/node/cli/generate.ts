/** `posttrain generate`: a saved model's replies to one prompt or to a file of them. */
import { UserError } from '../../errors';
import { largest } from '../../extremes';
import { asMessages, type Message } from '../../data/records';
import { readPrompts } from '../rows';
import { readLanguageModel, shippedBase } from '../models';
import { encodePrompt, fitContext } from '../../model/chat-template';
import { generationNeed } from '../../model/memory-need';
import { atRow } from '../../train/rows';
import { Random } from '../../random';
import { count, type OptionsOf } from '../../train/declared';
import { declareCommand, optionalText, text } from './command';
import { checkMemory } from './memory';
import { backendFor, formatOption, runOptions } from './options';
import { checkTools, drawOptions, drawTexts, shown } from './sampling';

const commandOptions = {
  model: text('folder', 'a model: a folder in Hugging Face layout, or a GGUF file', shippedBase),
  prompt: optionalText('text', 'one prompt'),
  prompts: optionalText(
    'file',
    'a file of prompts, in any format; replies come as JSONL with `reply`, and with --tools `calls`',
  ),
  ...formatOption,
  samples: count(1, 'replies to each prompt'),
  ...drawOptions,
  ...runOptions,
};

type GenerateOptions = OptionsOf<typeof commandOptions>;

export const generateCommand = () =>
  declareCommand('generate', {
    says: 'Let a saved model reply: to one prompt as text, or to a JSONL file of prompts as JSONL.',
    options: commandOptions,
    examples: [
      'generate --prompt "Please give me an easy chili sauce recipe."',
      'generate --model runs/lecture/sft --prompts my-prompts.jsonl --samples 4 > replies.jsonl',
      'generate --model runs/sft --tools --prompt "How much is 2748 + 365?"',
    ],
    run: generate,
  });

async function generate(options: GenerateOptions): Promise<void> {
  const asked = await promptsOf(options);
  const { config, weights, tokenizer } = readLanguageModel(options.model);
  checkTools(tokenizer, options);
  const context = config.max_position_embeddings;
  const prompts = asked.map(({ messages, where }) => ({
    messages,
    tokens: fitContext(
      atRow(where, () => encodePrompt(tokenizer, messages)),
      context,
      1,
      where,
    ),
  }));
  const need = generationNeed(config, {
    rows: prompts.length * options.samples,
    prompt: largest(prompts.map(({ tokens }) => tokens.length)),
    newTokens: options.tools ? context : options.maxNewTokens,
  });
  checkMemory(options.model, need, 'take fewer prompts or samples at a time, or shorter ones', options);
  const model = (await backendFor(options)).languageModel(config, weights);
  const wanted = prompts.flatMap((prompt) => Array.from({ length: options.samples }, () => prompt));
  const replies = drawTexts(model, tokenizer, wanted, options, new Random(options.seed).split('generate'));
  replies.forEach((said, i) => {
    const { reply, calls } = said;
    const row = { prompt: wanted[i].messages, calls: options.tools ? calls : undefined, reply };
    const line = options.prompts === undefined ? shown(said) : JSON.stringify(row);
    process.stdout.write(`${line}\n${options.prompts === undefined && i + 1 < replies.length ? '\n' : ''}`);
  });
}

/** The prompts with what they are called in messages. */
async function promptsOf({
  prompt,
  prompts: file,
  format,
}: GenerateOptions): Promise<{ messages: readonly Message[]; where: string }[]> {
  if ((prompt === undefined) === (file === undefined))
    throw new UserError('generate: expected either --prompt TEXT or --prompts FILE');
  if (prompt === '') throw new UserError('--prompt: empty; expected some text');
  if (prompt !== undefined) return [{ messages: asMessages(prompt), where: '--prompt' }];
  if (file === undefined) return [];
  return (await readPrompts(file, format)).map((row) => ({ messages: row.prompt, where: row.where }));
}
