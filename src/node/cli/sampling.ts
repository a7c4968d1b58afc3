/** Options of how replies are drawn, for `generate` and `chat`, and the drawing itself. */
import type { Message } from '../../data/records';
import { UserError } from '../../errors';
import { replyText } from '../../model/chat-template';
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Random } from '../../random';
import { episodesOf } from '../../steps/task';
import { toolEnvironment } from '../../steps/tools';
import { count, number, onOff, type OptionsOf } from '../../train/declared';
import { cutWarnings } from '../../train/episodes';
import { drawReplies } from '../../train/replies';
import { lastTurn } from '../../train/reward';

/** How replies are drawn. */
export const drawOptions = {
  temperature: number(1, 'divides the logits; 0 takes the most likely token', { min: 0 }),
  topK: count(0, 'only the n most likely tokens; 0 means all', { min: 0 }),
  topP: number(1, 'only the most likely tokens that reach this probability together', { min: 0, max: 1 }),
  maxNewTokens: count(120, 'the longest reply'),
  tools: onOff(false, 'answer calls of the calculator and the search of the tiny world, and show them'),
};

/** A conversation that waits for a reply. */
export interface Asked {
  readonly messages: readonly Message[];
  /** Its ids; they leave room in the context. */
  readonly tokens: Int32Array;
}

/** A reply as text, and with `--tools` the calls that led to it. */
export interface Said {
  readonly reply: string;
  readonly calls: readonly { readonly call: string; readonly result: string }[];
}

/** @throws UserError where tools are wanted of a model that knows no turns. */
export function checkTools(
  { config }: Tokenizer,
  { tools }: Pick<OptionsOf<typeof drawOptions>, 'tools'>,
): void {
  if (!tools || config.chat_template !== undefined) return;
  throw new UserError(
    '--tools: the model has no chat template; expected one, since a tool answers in a turn',
  );
}

/** One reply to each conversation. Those that an answer's length ended are told on stderr. */
export function drawTexts(
  model: LanguageModel,
  tokenizer: Tokenizer,
  asked: readonly Asked[],
  options: OptionsOf<typeof drawOptions>,
  random: Random,
): Said[] {
  const { tools, ...rule } = options;
  const episodes = tools ? episodesOf({ tokenizer, prompts: asked }, toolEnvironment()) : undefined;
  const how = { ...rule, random, stopTokens: tokenizer.stopIds, episodes };
  const replies = drawReplies(
    model,
    asked.map(({ tokens }) => tokens),
    [...asked.keys()],
    how,
  );
  for (const warning of cutWarnings(replies)) process.stderr.write(`posttrain: warning: ${warning}\n`);
  return replies.map((reply) => ({
    reply: replyText(tokenizer, lastTurn(reply).tokens),
    calls: (reply.turns ?? []).flatMap(({ said, answer }) =>
      answer === undefined ? [] : { call: said, result: answer },
    ),
  }));
}

/** A reply for a reader, what went before it marked as the model's call and the tool's result. */
export function shown({ reply, calls }: Said): string {
  return [...calls.flatMap(({ call, result }) => [`call> ${call}`, `result> ${result}`]), reply].join('\n');
}
