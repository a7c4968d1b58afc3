/** `posttrain chat`: a conversation in the terminal with any saved model. */
import { createInterface } from 'node:readline/promises';
import type { Message } from '../../data/records';
import { readLanguageModel, shippedBase } from '../models';
import { encodePrompt, fitContext } from '../../model/chat-template';
import { generationNeed } from '../../model/memory-need';
import { Random } from '../../random';
import type { OptionsOf } from '../../train/declared';
import { declareCommand, optionalText, text } from './command';
import { checkMemory } from './memory';
import { backendFor, runOptions } from './options';
import { checkTools, drawOptions, drawTexts, shown } from './sampling';

const commandOptions = {
  model: text('folder', 'a model: a folder in Hugging Face layout, or a GGUF file', shippedBase),
  system: optionalText('text', 'a system message before the conversation'),
  ...drawOptions,
  ...runOptions,
};

export const chatCommand = () =>
  declareCommand('chat', {
    says: 'Talk with a saved model. An empty line or Ctrl-D ends it, /new begins a new conversation.',
    options: commandOptions,
    examples: [
      'chat --model runs/lecture/ppo-end',
      'chat --temperature 0.7',
      'chat --model runs/sft --tools',
    ],
    run: chat,
  });

async function chat(options: OptionsOf<typeof commandOptions>): Promise<void> {
  const { config, weights, tokenizer } = readLanguageModel(options.model);
  checkTools(tokenizer, options);
  const { maxNewTokens } = options;
  const prompt = Math.max(1, config.max_position_embeddings - maxNewTokens);
  checkMemory(
    options.model,
    generationNeed(config, { rows: 1, prompt, newTokens: maxNewTokens }),
    'take a smaller model',
    options,
  );
  const model = (await backendFor(options)).languageModel(config, weights);
  const base = tokenizer.config.chat_template === undefined;
  const opening: Message[] =
    options.system === undefined ? [] : [{ role: 'system', content: options.system }];
  let turns = [...opening];
  const terminal = createInterface({ input: process.stdin, output: process.stderr, prompt: 'you> ' });
  if (!options.quiet && process.stdin.isTTY && base)
    process.stderr.write('This is a base model: it continues your text as it would a page of its web.\n');
  // Piped input may have come to its end while lines of it are still waiting; Node 24 refuses to ask then.
  let open = true;
  terminal.once('close', () => (open = false));
  const ask = () => {
    if (open) terminal.prompt();
  };
  ask();
  for await (const line of terminal) {
    const content = line.trim();
    if (content === '') break;
    if (content === '/new') turns = [...opening];
    else {
      // A base model sees the line alone: it knows no turns.
      turns = base ? [{ role: 'user', content }] : [...turns, { role: 'user', content }];
      const random = new Random(options.seed).split('chat', turns.length);
      const context = config.max_position_embeddings;
      const tokens = fitContext(encodePrompt(tokenizer, turns), context, 1, 'the conversation');
      const [said] = drawTexts(model, tokenizer, [{ messages: turns, tokens }], options, random);
      process.stdout.write(`${shown(said)}\n\n`);
      for (const { call, result } of said.calls)
        turns.push({ role: 'assistant', content: call }, { role: 'user', content: result });
      turns.push({ role: 'assistant', content: said.reply });
    }
    ask();
  }
  terminal.close();
}
