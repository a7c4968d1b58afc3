import { describe, expect, test } from 'vitest';
import { loadModel, saveModel, type Checkpoint } from '../../src/model/checkpoint';
import { parameterShapes, type ModelConfig } from '../../src/model/config';
import { initialWeights, type Tensor } from '../../src/model/weights';
import { readSafetensors, writeSafetensors } from '../../src/model/safetensors';
import { Random } from '../../src/random';
import { complaint } from '../helpers/complaint';
import { toyConfig as config, toyTokenizer as tokenizer } from './toy';

type Files = Map<string, string | Uint8Array>;

const lm: Checkpoint = {
  kind: 'lm',
  config,
  tokenizer,
  weights: initialWeights(config, 'lm', new Random(1)),
};
const rm: Checkpoint = {
  kind: 'scalar',
  config,
  tokenizer,
  weights: initialWeights(config, 'scalar', new Random(2)),
  reward: { pooling: 'mean', rewardMean: -0.25, rewardScale: 1.5 },
};

const load = (files: Files) =>
  loadModel((name) => {
    const content = files.get(name);
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  }, 'm');
const configOf = (files: Files): Record<string, unknown> => JSON.parse(String(files.get('config.json')));

/** What loading says when keys of config.json are changed; a key set to undefined is left out. */
const withConfig = (change: Record<string, unknown>, model: Checkpoint = lm) => {
  const files = saveModel(model);
  files.set('config.json', JSON.stringify({ ...configOf(files), ...change }));
  return files;
};
const refusal = (files: Files) => complaint(() => load(files));

/** What loading says when one tensor is changed. */
function withTensor(name: string, change: (tensor: Tensor) => Tensor | undefined): string {
  const files = saveModel(lm);
  const weights = new Map(lm.weights);
  const changed = change(weights.get(name) ?? { shape: [1], data: Float32Array.of(1) });
  if (changed) weights.set(name, changed);
  else weights.delete(name);
  return refusal(files.set('model.safetensors', writeSafetensors(weights)));
}

describe('a model folder', () => {
  test.each([lm, rm, { ...lm, config: { ...config, tie_word_embeddings: false } }])(
    'comes back as it was',
    (model) => {
      const weights = initialWeights(model.config, model.kind, new Random(3));
      const files = saveModel({ ...model, weights });
      const again = load(files);
      expect(again.config).toEqual(model.config);
      expect(again.kind).toBe(model.kind);
      expect(again.weights).toEqual(weights);
      expect(again.kind === 'scalar' && again.reward).toEqual(model.kind === 'scalar' && rm.reward);
      expect([...saveModel(again)]).toEqual([...files]);
    },
  );

  test('has the same bytes in whatever order the weights were put together', () => {
    const weights = new Map([...lm.weights].reverse());
    expect([...saveModel({ ...lm, weights })]).toEqual([...saveModel(lm)]);
  });

  test('carries what transformers looks for', () => {
    expect(configOf(saveModel(lm))).toMatchObject({
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      head_dim: 4,
      hidden_act: 'silu',
      bos_token_id: 0,
      eos_token_id: 4,
      torch_dtype: 'float32',
    });
    expect(configOf(saveModel(rm))).toMatchObject({
      architectures: ['LlamaForSequenceClassification'],
      num_labels: 1,
      id2label: { 0: 'LABEL_0' },
      posttrain: { pooling: 'mean', rewardMean: -0.25, rewardScale: 1.5 },
    });
    expect(JSON.parse(String(saveModel(lm).get('generation_config.json')))).toMatchObject({
      eos_token_id: [4, 0],
    });
    const { metadata, tensors } = readSafetensors(
      writeSafetensors(load(saveModel(lm)).weights),
      'model.safetensors',
    );
    expect(metadata['format']).toBe('pt');
    expect([...tensors.keys()]).toEqual([...parameterShapes(config, 'lm').keys()]);
  });

  test('is read as newer and older transformers write it', () => {
    const rope = { rope_theta: undefined, rope_scaling: undefined };
    const newer = withConfig({
      ...rope,
      rope_parameters: { rope_type: 'default', rope_theta: 500 },
      pad_token_id: null,
    });
    newer.set('chat_template.jinja', 'from a file of its own');
    expect(load(newer).config.rope_theta).toBe(500);
    expect(load(withConfig({ rope_scaling: { type: 'default' } })).config.rope_theta).toBe(10000);
    expect(load(newer).tokenizer.config.chat_template).toBe('from a file of its own');
    const older = withConfig({
      ...rope,
      head_dim: undefined,
      attention_bias: undefined,
      mlp_bias: undefined,
    });
    expect(load(older).config.rope_theta).toBe(10000);
  });

  test.each<Partial<ModelConfig>>([
    { model_type: 'qwen2', rope_scaling: { rope_type: 'linear', factor: 2 } },
    { model_type: 'qwen3', head_dim: 6 },
    { model_type: 'mistral', sliding_window: 16, max_position_embeddings: 16 },
    { attention_bias: true, mlp_bias: true, head_dim: 10 },
  ])('relatives of Llama are read as they were written: %j', (change) => {
    const other = { ...config, ...change };
    for (const kind of ['lm', 'scalar'] as const) {
      const weights = initialWeights(other, kind, new Random(3));
      const model = kind === 'lm' ? { ...lm, config: other, weights } : { ...rm, config: other, weights };
      const loaded = load(saveModel(model));
      expect({ kind: loaded.kind, config: loaded.config }).toEqual({ kind, config: other });
      for (const [name, { data }] of weights) expect(loaded.weights.get(name)?.data).toEqual(data);
    }
  });

  test('what goes without saying in the configuration of a family', () => {
    const named = (type: string, name: string) => ({
      model_type: type,
      architectures: [`${name}ForCausalLM`],
    });
    // Mistral's window is 4096 unless it says otherwise, and cuts the context; null is none.
    const mistral = { ...named('mistral', 'Mistral'), max_position_embeddings: 9999 };
    expect(load(withConfig(mistral)).config).toMatchObject({
      sliding_window: 4096,
      max_position_embeddings: 4096,
    });
    expect(load(withConfig({ ...mistral, sliding_window: null })).config).toEqual({
      ...{ ...config, model_type: 'mistral', max_position_embeddings: 9999 },
    });
    // Qwen's says nothing without use_sliding_window; Qwen 3's heads have 128 numbers, and others have to give keys.
    const qwen2 = { ...named('qwen2', 'Qwen2'), sliding_window: 8, attention_bias: true };
    expect(refusal(withConfig(qwen2))).toContain('self_attn.q_proj.bias is missing');
    expect(refusal(withConfig({ ...named('qwen3', 'Qwen3'), head_dim: undefined }))).toContain(
      'asks for [512, 16]',
    );
    expect(refusal(withConfig({ ...qwen2, num_key_value_heads: undefined }))).toContain(
      '"num_key_value_heads"',
    );
  });

  test('a foreign reward model pools at the last token and is not scaled', () => {
    const loaded = load(withConfig({ posttrain: undefined }, rm));
    expect(loaded.kind === 'scalar' && loaded.reward).toEqual({
      pooling: 'last',
      rewardMean: 0,
      rewardScale: 1,
    });
  });

  test('is not written from parts that do not belong together', () => {
    expect(complaint(() => saveModel({ ...lm, config: { ...config, vocab_size: 99 } }))).toContain('shape');
    expect(complaint(() => saveModel({ ...lm, weights: rm.weights }))).toContain('score.weight has no place');
  });
});

describe('models that are not computed here are refused', () => {
  test.each([
    [
      { architectures: ['GPT2LMHeadModel'] },
      /^m\/config\.json: the architecture GPT2LMHeadModel \(model_type llama\) is not computed here; expected one of Llama/,
    ],
    [{ architectures: undefined }, /^m\/config\.json: key "architectures" is missing/],
    [
      { architectures: ['GemmaForCausalLM'], model_type: 'gemma' },
      /GemmaForCausalLM \(model_type gemma\) is not/,
    ],
    [{ model_type: 'mistral' }, /LlamaForCausalLM \(model_type mistral\) is not computed here/],
    [{ hidden_act: 'gelu' }, /key "hidden_act" is "gelu"; expected "silu"/],
    [{ attention_bias: true }, /tensor model.layers.0.self_attn.q_proj.bias is missing/],
    [{ mlp_bias: true }, /tensor model.layers.0.mlp.gate_proj.bias is missing/],
    [
      { rope_scaling: { type: 'yarn', factor: 2 } },
      /key "rope_scaling" scales rotary positions by "yarn"; only/,
    ],
    [{ rope_parameters: { rope_type: 'llama3', factor: 8 } }, /key "rope_parameters".*low_freq_factor/],
    [{ rope_parameters: { rope_theta: 9, partial_rotary_factor: 0.5 } }, /partial_rotary_factor" is 0.5/],
    [{ embedding_multiplier: 12 }, /key "embedding_multiplier" is 12, which changes what is computed/],
    [{ rope_interleaved: true }, /key "rope_interleaved" is true, which changes/],
    [{ no_rope_layers: [0, 1] }, /key "no_rope_layers" is \[0,1\], which changes/],
    [{ use_sliding_window: true }, /key "use_sliding_window" is true; expected false/],
    [{ head_dim: 7 }, /head_dim is 7; expected an even number/],
    [
      { head_dim: 8 },
      /self_attn.q_proj.weight has the shape \[16, 16\], but config.json asks for \[32, 16\]/,
    ],
    [{ num_attention_heads: 3, head_dim: undefined }, /hidden_size 16 over 3 heads/],
    [{ num_attention_heads: 16, head_dim: undefined }, /hidden_size 16 over 16 heads is not an even number/],
    [{ num_key_value_heads: 3 }, /4 heads cannot share num_key_value_heads 3/],
    [{ hidden_size: undefined }, /key "hidden_size" is missing/],
    [{ num_hidden_layers: -1 }, /key "num_hidden_layers" is -1/],
    [{ rms_norm_eps: 'small' }, /key "rms_norm_eps" is "small"; expected number/],
    [{ vocab_size: 400 }, /^m: vocab_size is 400 in config.json, but tokenizer.json has 420 tokens/],
    [
      { vocab_size: 1000 },
      /model.embed_tokens.weight has the shape \[420, 16\], but config.json asks for \[1000/,
    ],
    [{ num_hidden_layers: 1e9 }, /key "num_hidden_layers" is 1000000000; expected number to be <=1024/],
  ])('%j', (change, message) => {
    expect(refusal(withConfig(change))).toMatch(message);
  });

  test.each([
    [{ num_labels: 2 }, /key "num_labels" is 2; expected 1/],
    [{ id2label: { 0: 'bad', 1: 'good' } }, /"id2label" has 2 labels; expected 1/],
    [{ posttrain: { pooling: 'max', rewardMean: 0, rewardScale: 1 } }, /key "posttrain.pooling" is "max"/],
    [{ posttrain: { pooling: 'last', rewardMean: 0, rewardScale: 0 } }, /key "posttrain.rewardScale" is 0/],
  ])('as reward model: %j', (change, message) => {
    expect(refusal(withConfig(change, rm))).toMatch(message);
  });
});

describe('damaged folders are refused', () => {
  test.each(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])('%s', (name) => {
    const files = saveModel(lm);
    const whole = files.get(name) ?? '';
    expect(refusal(files.set(name, whole.slice(0, whole.length / 2)))).toMatch(new RegExp(`^m/${name}: `));
    expect(refusal(files.set(name, Uint8Array.of(0xff, 0xfe, 0, 0, 0, 0, 0, 0, 0)))).toMatch(`m/${name}: `);
    files.delete(name);
    expect(refusal(files)).toBe(`m: ${name} is missing; expected a model's folder in Hugging Face's layout`);
  });

  test('weights that are missing, too many, of another shape, or not numbers', () => {
    const gain = 'model.norm.weight';
    expect(withTensor(gain, () => undefined)).toMatch(
      /^m\/model.safetensors: tensor model.norm.weight is missing/,
    );
    expect(withTensor('other.weight', (tensor) => tensor)).toContain('tensor other.weight has no place');
    expect(withTensor(gain, ({ data }) => ({ shape: [4, 4], data }))).toContain(
      'tensor model.norm.weight has the shape [4, 4], but config.json asks for [16]',
    );
    expect(withTensor(gain, ({ shape, data }) => ({ shape, data: data.map(() => NaN) }))).toContain(
      'holds NaN',
    );
  });
});
