/**
 * Conversations as text: rendered by the chat template as transformers does, and turned into ids in which no content
 * yields the markers of turns. The text knows which of its characters come from contents (`jinja/text.ts`); in a
 * marker's name among them a character is put that the tokenizer drops once it has found the template's own.
 */
import type { Program } from '@huggingface/jinja';
import type { Message } from '../data/records';
import { UserError } from '../errors';
import { renderTemplate } from './jinja/interpreter';
import { parseTemplate } from './jinja/template';
import { Text } from './jinja/text';
import { Dict, Sequence, type Value } from './jinja/values';
import { anywhere, findMarkers, namesIn, type Markers } from './markers';
import type { Tokenizer } from './tokenizer';

/** What may be chosen when a chat is written out. */
export interface ChatOptions {
  /** Ends with the opening of an assistant's turn, for a reply to follow; default false. */
  generationPrompt?: boolean;
  /** Leaves the last turn, an assistant's, open, for it to be continued; default false. */
  continueFinal?: boolean;
}

/** What templates with a date in them show: the beginning of this process, or of the run that it goes on with. */
class TemplateClock {
  #now = new Date();
  #read = false;

  readonly now = (): Date => {
    this.#read = true;
    return this.#now;
  };

  /** The moment as text, for a run to keep; undefined while no template has shown it. */
  get shown(): string | undefined {
    return this.#read ? this.#now.toISOString() : undefined;
  }

  /** Stops at another moment. @param moment as `shown` gave it. */
  set(moment: string): void {
    this.#now = new Date(moment);
  }
}
export const templateClock = new TemplateClock();

/** A tokenizer's template. */
interface Opened {
  readonly program: Program;
  markers?: Markers;
}
const opened = new WeakMap<Tokenizer, Opened>();

/** What transformers appends to a content that is continued, to find its end by. */
const continueTag = 'CONTINUE_FINAL_MESSAGE_TAG ';

/** The special tokens that a template may name; one that is null is not defined in it. */
function specialVariables({ config }: Tokenizer): [string, Value][] {
  return ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'].flatMap((name): [string, Value][] => {
    const token = config[`${name}_token`];
    const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
    return typeof content === 'string' ? [[`${name}_token`, new Text(content)]] : [];
  });
}

function openTemplate(tokenizer: Tokenizer): Opened {
  const source = tokenizer.config.chat_template;
  if (source === undefined) {
    throw new UserError(
      'the tokenizer has no chat template; expected "chat_template" in tokenizer_config.json; use a model that ' +
        'has one, or give plain text',
    );
  }
  const found = opened.get(tokenizer) ?? { program: parseTemplate(source) };
  opened.set(tokenizer, found);
  return found;
}

/** The rendered text with its origins: each message's content by its index. */
export function render(tokenizer: Tokenizer, messages: readonly Message[], options: ChatOptions = {}): Text {
  const contents = messages.map(({ content }, i) => {
    const open = options.continueFinal === true && i === messages.length - 1;
    return Text.join([Text.from(content, i), new Text(open ? continueTag : '')]);
  });
  try {
    const { program } = openTemplate(tokenizer);
    const turns = messages.map(
      ({ role }, i) =>
        new Dict(
          new Map([
            ['role', new Text(role)],
            ['content', contents[i]],
          ]),
        ),
    );
    const text = renderTemplate(
      program,
      new Map<string, Value>([
        ['messages', new Sequence(turns)],
        ['tools', null],
        ['documents', null],
        ['add_generation_prompt', options.generationPrompt ?? false],
        ...specialVariables(tokenizer),
      ]),
      templateClock.now,
    );
    return options.continueFinal === true ? upToTag(text) : text;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `tokenizer_config.json: the chat template cannot be rendered: ${reason}; mend the template or the conversation`,
    );
  }
}

/** Cuts a text before the tag; where the template trimmed the content, so is what stands before it. */
function upToTag(text: Text): Text {
  const at = text.value.lastIndexOf(continueTag.trim());
  if (at < 0) throw new Error("it leaves out the last message, an assistant's that is to be continued");
  const cut = text.slice(0, at);
  return text.value.startsWith(continueTag, at) ? cut : cut.slice(0, cut.value.trimEnd().length);
}

/**
 * The text of a conversation, as transformers renders it; ids come from `encodeChat`.
 * @throws UserError when the tokenizer has no chat template, or one that cannot be rendered.
 */
export function renderChat(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  options: ChatOptions = {},
): string {
  return render(tokenizer, messages, options).value;
}

/** The text of some turns, undefined where the template refuses them: some want turns to alternate. */
export function attempt(tokenizer: Tokenizer, messages: readonly Message[], generationPrompt: boolean) {
  try {
    return render(tokenizer, messages, { generationPrompt });
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The markers of a tokenizer's template. */
export function markersOf(tokenizer: Tokenizer): Markers {
  const template = openTemplate(tokenizer);
  template.markers ??= findMarkers(tokenizer, (messages) => attempt(tokenizer, messages, true));
  return template.markers;
}

/** A character from Unicode's private area that is not in a text. */
function unusedCharacter(text: string): string {
  for (let code = 0xe000; code < 0xf8ff; code++) {
    const character = String.fromCharCode(code);
    if (!text.includes(character)) return character;
  }
  throw new UserError(
    "the conversation has every character of Unicode's private area; expected one to be free; take some out",
  );
}

/** The ids of a text, in which no content yields markers. */
export function encodeText(tokenizer: Tokenizer, text: Text, messages: readonly Message[]): Int32Array {
  const { all, turns } = markersOf(tokenizer);
  const contents = text.spans.filter(({ of }) => of !== 'generation');
  const forbidden = namesIn(text.value, anywhere(all)).filter(({ name, at }) =>
    contents.some(({ start, end, of }) => {
      const said = typeof of === 'number' && messages[of].role === 'assistant';
      return start < at + name.length && at < end && (said ? turns : all).has(name);
    }),
  );
  const mark = unusedCharacter(text.value);
  const parts = [0, ...forbidden.map(({ at }) => at + 1)].map((from, i) =>
    text.value.slice(from, i < forbidden.length ? forbidden[i].at + 1 : undefined),
  );
  return tokenizer.encodeTemplate(parts.join(mark), mark);
}

/** Length of what two sequences begin with in common. */
export function sharedStart(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}
