/** What notebooks start from: networks of their own, and a report that is read and not assumed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { baseModel } from '../../../src/node/display/models';
import { openNotebook } from '../../../src/node/display/notebook';
import { memoryStore } from '../../../src/study/store';
import { answers } from '../../../src/steps/assess';
import { chatTask, documentTask, question } from '../../../src/steps/task';

beforeEach(() => vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => vi.restoreAllMocks());

describe('baseModel', () => {
  it('gives networks that do not share their weights', async () => {
    const base = baseModel(await openNotebook({ mode: 'quick', store: memoryStore() }));
    const task = documentTask(base.tokenizer, [question('How do I make pea soup?')]);
    const asked = { temperature: 0, maxNewTokens: 8 };
    const before = answers(base.network(), task, asked);
    const changed = base.network();
    const batch = { tokens: task.tokens[0], offsets: Int32Array.of(0, task.tokens[0].length) };
    const { logprobs } = changed.forward(batch);
    changed.backward({ logprobs: logprobs.map(() => 1), entropies: new Float32Array(logprobs.length) });
    changed.step({
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      weightDecay: 0,
      maxGradNorm: 1,
    });
    expect(answers(changed, task, asked)).not.toEqual(before);
    expect(answers(base.network(), task, asked)).toEqual(before);
    expect(before[0].prompt).toBe('How do I make pea soup?');
  });

  it('knows chats, ends in a number on request, and says what it was trained on', async () => {
    const base = baseModel(await openNotebook({ mode: 'quick', store: memoryStore() }));
    const [tokens] = chatTask(base.tokenizer, [question('Hello!')]).tokens;
    expect(base.tokenizer.decode(tokens)).toBe('<|user|>Hello!<|end|><|assistant|>');
    const scores = base.scalarNetwork().score({ tokens, offsets: Int32Array.of(0, tokens.length) });
    expect(scores).toHaveLength(tokens.length);
    expect(base.pretrainedTokens).toBe(19998720);
  });
});
