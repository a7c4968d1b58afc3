/** Folders whose files contradict each other, as public bug reports have them: read as transformers does, or refused. */
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/model/safetensors';
import { complaint } from '../helpers/complaint';
import { folder, open } from './folders';
import { shape, weights } from './settings';

function changed(config: object, file = weights) {
  const files = new Map(folder('house'));
  const whole = { ...shape, architectures: ['LlamaForCausalLM'], model_type: 'llama', ...config };
  return files.set('config.json', JSON.stringify(whole)).set('model.safetensors', file);
}

describe('config.json', () => {
  const rope = { rope_type: 'default', rope_theta: 500000 };
  test.each([
    [{ rope_theta: 10000, rope_parameters: rope }, 500000],
    [{ rope_theta: 10000 }, 10000],
    [{ rope_theta: undefined, rope_parameters: rope }, 500000],
    [{ rope_theta: undefined }, 10000],
  ])('%j turns positions by %d', (config, theta) => {
    expect(open(changed(config)).config.rope_theta).toBe(theta);
  });

  test('an output matrix beside one that is said to be the embedding', () => {
    const tied = { tie_word_embeddings: true };
    expect(complaint(() => open(changed(tied)))).toContain('tensor lm_head.weight is not the embedding');
    const tensors = new Map(readSafetensors(weights, 'w').tensors);
    const embedding = tensors.get('model.embed_tokens.weight');
    if (embedding) tensors.set('lm_head.weight', embedding);
    expect([...open(changed(tied, writeSafetensors(tensors))).weights.keys()]).not.toContain(
      'lm_head.weight',
    );
  });

  test('a byte order mark in a file of the folder', () => {
    const files = changed({});
    files.set('tokenizer_config.json', `\ufeff${String(files.get('tokenizer_config.json'))}`);
    expect(complaint(() => open(files))).toBe(
      'model/tokenizer_config.json: begins with a byte order mark; save it without one',
    );
  });
});
