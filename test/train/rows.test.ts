import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/data/records';
import { encodeDemonstration, encodeReply } from '../../src/train/rows';
import { toyTokenizer } from '../model/toy';

const messages: Message[] = [
  { role: 'user', content: 'Hello!' },
  { role: 'assistant', content: 'Hi.' },
];
const kept = (tokens: Int32Array, mask: Uint8Array) =>
  toyTokenizer.decode(tokens.filter((_, i) => mask[i] === 1));

describe('encodeDemonstration', () => {
  test('counts what the assistant says with its end, or everything', () => {
    const { tokens, mask } = encodeDemonstration(toyTokenizer, messages);
    expect(kept(tokens, mask)).toBe('Hi.<|end|>');
    const all = encodeDemonstration(toyTokenizer, messages, 'all');
    expect(kept(all.tokens, all.mask)).toBe('<|user|>Hello!<|end|><|assistant|>Hi.<|end|>');
  });
});

describe('encodeReply', () => {
  test('is the row that a policy would have written', () => {
    const { tokens, replyStart } = encodeReply(toyTokenizer, [messages[0]], 'Hi.');
    expect(tokens).toEqual(encodeDemonstration(toyTokenizer, messages).tokens);
    expect(toyTokenizer.decode(tokens.subarray(replyStart))).toBe('Hi.<|end|>');
  });

  test('has a token to be scored by, even when nothing is said', () => {
    const { tokens, replyStart } = encodeReply(toyTokenizer, [messages[0]], '');
    expect(tokens.length - replyStart).toBe(1);
  });
});
