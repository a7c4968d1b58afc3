import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/data/records';
import { specialTokens } from '../../src/model/bpe-trainer';
import { encodeChat, encodeDocument, fitContext, renderChat } from '../../src/model/chat-template';
import { Tokenizer } from '../../src/model/tokenizer';
import { complaint } from '../helpers/complaint';
import { toyTokenizer as tokenizer } from './toy';

const chat: Message[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Who is at work?' },
  { role: 'assistant', content: 'The onion.' },
];
const roles = fc.constantFrom('system' as const, 'user' as const, 'assistant' as const);
const messagesOf = (content: fc.Arbitrary<string>) =>
  fc.array(fc.record({ role: roles, content }), { minLength: 1, maxLength: 6 });
const anyText = fc.string({ unit: 'binary' });
const hostileText = fc
  .array(fc.oneof(anyText, fc.constantFrom(...specialTokens, '\uE0000\uE001', '{{ x }}', '{% if %}')))
  .map((parts) => parts.join(''));
const withTemplate = (chat_template?: string) =>
  new Tokenizer(tokenizer.json, { ...tokenizer.config, chat_template });

/** The ids by hand: role, content, end, turn after turn. */
function turnByTurn(messages: readonly Message[]): number[] {
  return messages.flatMap(({ role, content }) => [
    tokenizer.specialId(`<|${role}|>`),
    ...tokenizer.encode(content),
    tokenizer.eosId,
  ]);
}

describe('encodeChat', () => {
  test('writes the form of our chats', () => {
    expect(renderChat(tokenizer, chat)).toBe(
      '<|system|>Be brief.<|end|><|user|>Who is at work?<|end|><|assistant|>The onion.<|end|>',
    );
    expect(renderChat(tokenizer, chat.slice(1, 2), { generationPrompt: true })).toBe(
      '<|user|>Who is at work?<|end|><|assistant|>',
    );
  });

  test('for benign contents, the ids are those of the rendered text and those built turn by turn', () => {
    const benign = anyText.filter((text) => !specialTokens.some((token) => text.includes(token)));
    fc.assert(
      fc.property(messagesOf(benign), fc.boolean(), (messages, generationPrompt) => {
        const { tokens } = encodeChat(tokenizer, messages, { generationPrompt });
        expect(tokens).toEqual(
          tokenizer.encodeTemplate(renderChat(tokenizer, messages, { generationPrompt })),
        );
        const prompt = generationPrompt ? [tokenizer.specialId('<|assistant|>')] : [];
        expect([...tokens]).toEqual([...turnByTurn(messages), ...prompt]);
      }),
    );
  });

  test('no content can begin or end a turn, and each comes back as it was', () => {
    fc.assert(
      fc.property(messagesOf(hostileText), (messages) => {
        const { tokens } = encodeChat(tokenizer, messages);
        expect([...tokens]).toEqual(turnByTurn(messages));
        const specials = tokens.filter((id) => id < specialTokens.length);
        expect(specials).toHaveLength(2 * messages.length);
        expect(tokenizer.decode(tokens, { skipSpecial: true })).toBe(messages.map((m) => m.content).join(''));
      }),
    );
  });

  test('the mask covers what assistants say, with the end of their turns', () => {
    fc.assert(
      fc.property(messagesOf(hostileText), fc.boolean(), (messages, generationPrompt) => {
        const { tokens, assistantMask } = encodeChat(tokenizer, messages, { generationPrompt });
        expect(assistantMask).toHaveLength(tokens.length);
        const said = messages
          .filter(({ role }) => role === 'assistant')
          .flatMap(({ content }) => [...tokenizer.encode(content), tokenizer.eosId]);
        expect([...tokens.filter((_, i) => assistantMask[i] === 1)]).toEqual(said);
      }),
    );
    const { tokens, assistantMask } = encodeChat(tokenizer, chat);
    expect(tokenizer.decode(tokens.filter((_, i) => assistantMask[i] === 1))).toBe('The onion.<|end|>');
  });

  test('a prompt and its reply are the beginning and the rest of one conversation', () => {
    const prompt = encodeChat(tokenizer, chat.slice(0, 2), { generationPrompt: true }).tokens;
    const whole = encodeChat(tokenizer, chat);
    expect(whole.tokens.slice(0, prompt.length)).toEqual(prompt);
    expect(whole.assistantMask.indexOf(1)).toBe(prompt.length);
  });

  test('another template is followed', () => {
    const other = withTemplate(
      '{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content | trim }}{{ eos_token }}\n{% endfor %}{{ eos_token }}',
    );
    const { tokens, assistantMask } = encodeChat(other, chat.slice(1));
    expect(other.decode(tokens)).toBe(
      '<|endoftext|>user: Who is at work?<|end|>\nassistant: The onion.<|end|>\n<|end|>',
    );
    expect(other.decode(tokens.filter((_, i) => assistantMask[i] === 1))).toBe('The onion.<|end|>');
  });

  test('refuses a missing, broken or lossy template', () => {
    expect(complaint(() => encodeChat(withTemplate(), chat))).toMatch(
      /^the tokenizer has no chat template; /,
    );
    expect(complaint(() => encodeChat(withTemplate('{% for m in %}'), chat))).toContain(
      'tokenizer_config.json: the chat template cannot be rendered: ',
    );
    expect(
      complaint(() => encodeChat(withTemplate("{{ raise_exception('no system role') }}"), chat)),
    ).toContain('no system role');
    expect(complaint(() => encodeChat(withTemplate('{{ messages[0].content }}'), chat))).toContain(
      'the chat template leaves out message 2, an assistant',
    );
  });
});

test('a document begins with the token that stands between documents', () => {
  const text = 'Stir <|endoftext|> well. '.repeat(20000);
  const tokens = encodeDocument(tokenizer, text);
  expect(tokens[0]).toBe(tokenizer.specialId('<|endoftext|>'));
  expect(tokens.slice(1)).toEqual(tokenizer.encode(text));
});

test('fitContext lets pass what fits, and says the figures otherwise', () => {
  const tokens = new Int32Array(60);
  expect(fitContext(tokens, 64, 4)).toBe(tokens);
  expect(complaint(() => fitContext(tokens, 64, 5, 'prompts.jsonl:3'))).toBe(
    "prompts.jsonl:3: 60 tokens and 5 new ones are wanted; the model's context holds 64; " +
      'shorten it or ask for fewer new tokens',
  );
  expect(complaint(() => fitContext(tokens, 59, 0))).toBe(
    "the prompt: 60 tokens; the model's context holds 59; shorten it",
  );
});

test('a turn of weight 0 is read and not learnt', () => {
  const turns: Message[] = [
    { role: 'user', content: 'hello' },
    { role: 'assistant', content: 'bad words', weight: 0 },
    { role: 'user', content: 'again' },
    { role: 'assistant', content: 'good words', weight: 1 },
  ];
  const { tokens, assistantMask } = encodeChat(tokenizer, turns);
  expect(tokenizer.decode(tokens)).toContain('bad words');
  expect(tokenizer.decode(tokens.filter((_, i) => assistantMask[i] === 1))).toBe('good words<|end|>');
});
