/**
 * The Llama-style decoder on the engine: programs for the forward pass over a ragged batch and for the way
 * back. The same network stands in reference.ts in a hundred lines of TensorFlow.js; parity tests hold the two
 * together.
 *
 * Per layer: x' = x + Wo attention(rotary(Wqkv norm(x))), x = x' + Wdown swiglu(Wgateup norm(x')).
 */
import type { Engine } from '../engine/engine';
import { gemmScratchFloats, type HeadLayout } from '../engine/operations';
import type { Program } from '../engine/program';
import type { Batch } from '../data/batch';
import { UserError } from '../errors';
import { checkBatch } from './checks';
import type { ModelConfig } from './config';
import { linear, linearGradient } from './linear';
import type { EngineParameters } from './parameters';
import { rotaryInMemory } from './rotary';

/** Floats of scratch for attention over rows of that length: the backward pass needs twice (head + 48) a key. */
export function attentionScratchFloats(head: number, longest: number): number {
  return 2 * (head + 48) * Math.ceil(longest / 32) * 32;
}

/** A network's layers on the engine, from tokens to normed last hidden states. */
export class Transformer {
  readonly layout: HeadLayout;
  readonly rotary: { cos: number; sin: number };

  /** @throws UserError on sizes that the kernels do not take. */
  constructor(
    readonly engine: Engine,
    readonly config: ModelConfig,
    readonly parameters: EngineParameters,
  ) {
    const head = config.hidden_size / config.num_attention_heads;
    for (const [name, size] of [
      ['hidden_size', config.hidden_size],
      ['intermediate_size', config.intermediate_size],
      ['the size of a head', head],
    ] as const)
      if (size % 16 !== 0)
        throw new UserError(
          `${name} is ${size}; expected a multiple of 16 for the engine; choose another or --backend tfjs`,
        );
    this.layout = { heads: config.num_attention_heads, kvHeads: config.num_key_value_heads, head };
    this.rotary = rotaryInMemory(engine, config.max_position_embeddings, head, config.rope_theta);
  }

  /** Columns of a row of query, key and value. */
  get qkvWidth(): number {
    return (this.layout.heads + 2 * this.layout.kvHeads) * this.layout.head;
  }

  /** Buffers of a pass over T tokens in `rows` rows; all layers share them when nothing is kept for `backward`. */
  bufferLengths(T: number, rows: number, keep: boolean) {
    const { hidden_size: d, intermediate_size: ff } = this.config;
    const layers = keep ? this.config.num_hidden_layers : 1;
    return {
      tokens: T,
      positions: T,
      offsets: rows + 1,
      x: (layers + 1) * T * d,
      norm1: layers * T * d,
      rstd1: layers * T,
      qkv: layers * T * this.qkvWidth,
      attended: layers * T * d,
      middle: layers * T * d,
      norm2: layers * T * d,
      rstd2: layers * T,
      gateUp: layers * T * 2 * ff,
      activated: layers * T * ff,
      normed: T * d,
      rstd: T,
      packed: this.packedFloats(T),
    };
  }

  /** Buffers of the way back, beside those of the forward pass. */
  gradientLengths(T: number) {
    const { hidden_size: d, intermediate_size: ff } = this.config;
    return { dx: T * d, dNorm: T * d, dActivated: T * ff, dAttended: T * d, dQkv: T * this.qkvWidth };
  }

  /** Scratch floats of one task. */
  scratchFloats(batch: Batch): number {
    let longest = 0;
    for (let r = 0; r + 1 < batch.offsets.length; r++)
      longest = Math.max(longest, batch.offsets[r + 1] - batch.offsets[r]);
    return Math.max(gemmScratchFloats, attentionScratchFloats(this.layout.head, longest));
  }

  /** Writes a batch's tokens, positions and offsets to their buffers. @throws RangeError as `checkBatch` does. */
  load(batch: Batch, at: Buffers): void {
    checkBatch(this.config, batch);
    const { memory } = this.engine;
    memory.ints(at.tokens, batch.tokens.length).set(batch.tokens);
    memory.ints(at.offsets, batch.offsets.length).set(batch.offsets);
    const positions = memory.ints(at.positions, batch.tokens.length);
    for (let r = 0; r + 1 < batch.offsets.length; r++) {
      const start = batch.offsets[r];
      const length = batch.offsets[r + 1] - start;
      for (let t = 0; t < length; t++) positions[start + t] = t;
    }
  }

  /**
   * Tokens to normed last hidden states (`normed`, `[T, d]`).
   * @param keep as given to `bufferLengths`.
   */
  forward(p: Program, at: Buffers, T: number, rows: number, keep: boolean): void {
    const {
      hidden_size: d,
      intermediate_size: ff,
      num_hidden_layers: layers,
      rms_norm_eps: epsilon,
    } = this.config;
    const { layout } = this;
    p.embed(at.tokens, this.parameters.offset('model.embed_tokens.weight'), at.x, T, d);
    for (let l = 0; l < layers; l++) {
      const b = this.#layerBuffers(at, T, keep ? l : 0);
      const w = this.layerOffsets(l);
      const next = keep ? b.x + 4 * T * d : b.x;
      p.rmsNorm(b.x, w.gain1, b.norm1, b.rstd1, T, d, epsilon);
      linear(p, at.packed, { x: b.norm1, weight: w.qkv, y: b.qkv, T, inputs: d, outputs: this.qkvWidth });
      p.rotary(
        b.qkv,
        this.qkvWidth,
        layout.heads + layout.kvHeads,
        layout.head,
        at.positions,
        this.rotary,
        false,
        T,
      );
      p.attention(b.qkv, b.attended, at.offsets, rows, layout);
      linear(p, at.packed, {
        x: b.attended,
        weight: w.output,
        y: b.middle,
        init: b.x,
        T,
        inputs: d,
        outputs: d,
      });
      p.rmsNorm(b.middle, w.gain2, b.norm2, b.rstd2, T, d, epsilon);
      linear(p, at.packed, { x: b.norm2, weight: w.gateUp, y: b.gateUp, T, inputs: d, outputs: 2 * ff });
      p.swiglu(b.gateUp, b.activated, T, ff);
      linear(p, at.packed, {
        x: b.activated,
        weight: w.down,
        y: next,
        init: b.middle,
        T,
        inputs: ff,
        outputs: d,
      });
    }
    const last = keep ? at.x + 4 * T * d * layers : at.x;
    p.rmsNorm(last, this.parameters.offset('model.norm.weight'), at.normed, at.rstd, T, d, epsilon);
  }

  /** The gradient of the normed last hidden states, in `dNorm`, back to all parameters' gradients. */
  backward(p: Program, at: Buffers & GradientBuffers, T: number, rows: number): void {
    const { hidden_size: d, intermediate_size: ff, num_hidden_layers: layers } = this.config;
    const { layout } = this;
    p.fillZero(at.dx, T * d);
    this.#normGradient(p, at, 'model.norm.weight', at.x + 4 * T * d * layers, at.rstd, T);
    for (let l = layers - 1; l >= 0; l--) {
      const b = this.#layerBuffers(at, T, l);
      const w = this.layerOffsets(l);
      const g = this.#layerGradients(l);
      const prefix = `model.layers.${l}`;
      linearGradient(p, at.packed, {
        dy: at.dx,
        x: b.activated,
        weight: w.down,
        dWeight: g.down,
        dx: at.dActivated,
        T,
        inputs: ff,
        outputs: d,
      });
      p.swigluGradient(b.gateUp, at.dActivated, T, ff);
      linearGradient(p, at.packed, {
        dy: b.gateUp,
        x: b.norm2,
        weight: w.gateUp,
        dWeight: g.gateUp,
        dx: at.dNorm,
        T,
        inputs: d,
        outputs: 2 * ff,
      });
      this.#normGradient(p, at, `${prefix}.post_attention_layernorm.weight`, b.middle, b.rstd2, T);
      linearGradient(p, at.packed, {
        dy: at.dx,
        x: b.attended,
        weight: w.output,
        dWeight: g.output,
        dx: at.dAttended,
        T,
        inputs: d,
        outputs: d,
      });
      p.attentionGradient(
        { qkv: b.qkv, out: b.attended, dout: at.dAttended, dqkv: at.dQkv },
        at.offsets,
        rows,
        layout,
      );
      p.rotary(
        at.dQkv,
        this.qkvWidth,
        layout.heads + layout.kvHeads,
        layout.head,
        at.positions,
        this.rotary,
        true,
        T,
      );
      linearGradient(p, at.packed, {
        dy: at.dQkv,
        x: b.norm1,
        weight: w.qkv,
        dWeight: g.qkv,
        dx: at.dNorm,
        T,
        inputs: d,
        outputs: this.qkvWidth,
      });
      this.#normGradient(p, at, `${prefix}.input_layernorm.weight`, b.x, b.rstd1, T);
    }
    p.embedGradient(at.tokens, this.parameters.gradientOffset('model.embed_tokens.weight'), at.dx, T, d);
  }

  /** Offsets of one layer's parameters; `qkv` and `gateUp` stand for neighbours in memory. */
  layerOffsets(l: number) {
    const at = (name: string) => this.parameters.offset(`model.layers.${l}.${name}.weight`);
    return {
      gain1: at('input_layernorm'),
      gain2: at('post_attention_layernorm'),
      ...groupOffsets(at),
    };
  }

  #layerGradients(l: number) {
    return groupOffsets((name) => this.parameters.gradientOffset(`model.layers.${l}.${name}.weight`));
  }

  #layerBuffers(at: Buffers, T: number, l: number) {
    const { hidden_size: d, intermediate_size: ff } = this.config;
    const skip = (buffer: number, width: number) => buffer + 4 * l * T * width;
    return {
      x: skip(at.x, d),
      norm1: skip(at.norm1, d),
      rstd1: skip(at.rstd1, 1),
      qkv: skip(at.qkv, this.qkvWidth),
      attended: skip(at.attended, d),
      middle: skip(at.middle, d),
      norm2: skip(at.norm2, d),
      rstd2: skip(at.rstd2, 1),
      gateUp: skip(at.gateUp, 2 * ff),
      activated: skip(at.activated, ff),
    };
  }

  /** dx += the gradient through the norm of x; the gain's gradient too. `dNorm` holds the gradient of its output. */
  #normGradient(
    p: Program,
    at: Buffers & GradientBuffers,
    gain: string,
    x: number,
    rstd: number,
    T: number,
  ): void {
    const d = this.config.hidden_size;
    p.rmsNormGainGradient(x, rstd, at.dNorm, this.parameters.gradientOffset(gain), T, d);
    p.rmsNormGradient(x, this.parameters.offset(gain), rstd, at.dNorm, at.dx, T, d);
  }

  /** The largest operand that a pass over T tokens packs: a weight, or activations for a weight gradient. */
  packedFloats(T: number): number {
    const { hidden_size: d, intermediate_size: ff } = this.config;
    const widest = Math.max(2 * ff, this.qkvWidth) + 32;
    return Math.max((Math.max(d, ff) + 32) * T, widest * (Math.max(d, ff) + 32));
  }
}

type Buffers = Record<keyof ReturnType<Transformer['bufferLengths']>, number>;
type GradientBuffers = Record<keyof ReturnType<Transformer['gradientLengths']>, number>;

function groupOffsets(at: (name: string) => number) {
  return {
    qkv: at('self_attn.q_proj'),
    output: at('self_attn.o_proj'),
    gateUp: at('mlp.gate_proj'),
    down: at('mlp.down_proj'),
  };
}
