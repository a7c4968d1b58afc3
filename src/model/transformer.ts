/**
 * The Llama-style decoder on the engine: programs for the forward pass over a ragged batch and for the way
 * back, from the layers of layer.ts. The same network stands in reference.ts in a hundred lines of TensorFlow.js;
 * parity tests hold the two together.
 */
import type { Engine } from '../engine/engine';
import { attentionScratchFloats, gemmScratchFloats } from '../engine/operations';
import type { Program } from '../engine/program';
import type { Batch } from '../data/batch';
import { checkBatch } from './checks';
import { lanes, layerSizes, type LayerSizes, type ModelConfig } from './config';
import { gradientLengths, Layer, layerLengths, type Pass } from './layer';
import { packAll, packedFloats, RmsNorm } from './modules';
import type { EngineParameters } from './parameters';
import { rotaryInMemory } from './rotary';

const embedding = 'model.embed_tokens.weight';

/** A network's layers on the engine, from tokens to normed last hidden states. */
export class Transformer {
  readonly sizes: LayerSizes;
  readonly layers: readonly Layer[];
  /** The norm behind the last layer. */
  readonly norm: RmsNorm;

  constructor(
    readonly engine: Engine,
    readonly config: ModelConfig,
    readonly parameters: EngineParameters,
  ) {
    this.sizes = layerSizes(config, lanes);
    const rotary = rotaryInMemory(engine, config);
    const length = config.num_hidden_layers;
    this.layers = Array.from({ length }, (_, l) => new Layer(parameters, config, rotary, l));
    this.norm = new RmsNorm(parameters, 'model.norm', config);
  }

  /** Buffers of a pass over T tokens in `rows` rows; layers share them when it does not `keep` them to go back. */
  bufferLengths(T: number, rows: number, keep: boolean) {
    const layers = keep ? this.layers.length : 1;
    const { d } = this.sizes;
    return {
      tokens: T,
      positions: T,
      offsets: rows + 1,
      ...layerLengths(this.sizes, layers * T),
      x: (layers + 1) * T * d,
      normed: T * d,
      rstd: T,
      packed: packedFloats(this.engine.program, this.layers[0].linears),
      packedRows: keep
        ? Math.max(...this.layers[0].linears.map((m) => m.packedRows(this.engine.program, T)))
        : 0,
      ...gradientLengths(this.sizes, keep ? T : 0),
    };
  }

  /** Scratch floats of one task. */
  scratchFloats(batch: Batch): number {
    let longest = 0;
    for (let r = 0; r + 1 < batch.offsets.length; r++)
      longest = Math.max(longest, batch.offsets[r + 1] - batch.offsets[r]);
    return Math.max(gemmScratchFloats, attentionScratchFloats(this.sizes.head, longest));
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

  /** T tokens' embeddings, `[T, d]`. */
  embed(p: Program, tokens: number, x: number, T: number): void {
    p.embed(tokens, this.parameters.offset(embedding), x, T, this.sizes.d);
  }

  /**
   * Tokens to normed last hidden states (`normed`, `[T, d]`).
   * @param keep as given to `bufferLengths`.
   */
  forward(p: Program, at: Buffers, T: number, rows: number, keep: boolean): void {
    this.embed(p, at.tokens, at.x, T);
    this.layers.forEach((layer, l) => {
      const packed = packAll(p, layer.linears, at.packed, 'pack');
      const pass: Pass = {
        program: p,
        T,
        positions: at.positions,
        chain: (write) => {
          p.chainRows(T, write);
        },
        linear: (matrix, operands) => {
          matrix.product(p, packed(matrix), operands, T);
        },
        attention: (qkv, attended) => {
          p.attention(qkv, attended, at.offsets, rows, this.sizes);
        },
      };
      layer.forward(pass, this.#layerBuffers(at, T, keep ? l : 0), this.#input(at, T, keep ? l + 1 : 0));
    });
    const x = this.#input(at, T, keep ? this.layers.length : 0);
    this.norm.forward(p, { x, y: at.normed, rstd: at.rstd }, T);
  }

  /** The gradient of the normed last hidden states, in `dNorm`, back to all parameters' gradients. */
  backward(p: Program, at: Buffers, T: number, rows: number): void {
    const last = this.layers.length;
    p.fillZero(at.dx, T * this.sizes.d);
    const norm = { x: this.#input(at, T, last), rstd: at.rstd, dy: at.dNorm, dx: at.dx };
    this.norm.gainGradient(p, norm, T);
    this.norm.inputGradient(p, norm, T);
    for (let l = last - 1; l >= 0; l--)
      this.layers[l].backward({ program: p, T, rows, at }, this.#layerBuffers(at, T, l), at);
    p.embedGradient(at.tokens, this.parameters.gradientOffset(embedding), at.dx, T, this.sizes.d);
  }

  /** Where layer `l` reads its input; behind the last layer, where that one wrote. */
  #input(at: Buffers, T: number, l: number): number {
    return at.x + 4 * l * T * this.sizes.d;
  }

  #layerBuffers(at: Buffers, T: number, l: number) {
    return skip(at, layerLengths(this.sizes, T), l);
  }
}

type Buffers = Record<keyof ReturnType<Transformer['bufferLengths']>, number>;

/** Offsets that lie `times` lengths, in floats, behind others of the same names. */
function skip<Name extends string>(
  at: Readonly<Record<NoInfer<Name>, number>>,
  lengths: Record<Name, number>,
  times: number,
): Record<Name, number> {
  const moved = { ...lengths };
  for (const name in lengths) moved[name] = at[name] + 4 * times * lengths[name];
  return moved;
}
