/**
 * One layer of the decoder (Touvron et al. 2023, arXiv:2302.13971), said once for both of the engine's passes:
 *
 *   m = x + Wo attention(rotary(norm(Wqkv norm1(x))))
 *   next = m + Wdown swiglu(Wgateup norm2(m))
 *
 * transformer.ts runs it over the rows of a batch and back, decoder.ts over single tokens against a cache; they
 * differ in where buffers lie, how a weight reaches a product, and what attention looks at. reference.ts has the
 * same layer to be read.
 *
 * Variants of the architecture, for others to follow: sizes stand in `layerSizes`; which biases and norms of queries
 * and keys there are, in `parameterAxes`; biases are `Linear`'s; scaled positions are `rotaryTables`'.
 */
import type { Program } from '../engine/program';
import { lanes, layerSizes, type LayerSizes, type ModelConfig } from './config';
import { HeadNorm, Linear, packAll, RmsNorm, type LinearOperands } from './modules';
import type { EngineParameters } from './parameters';

/** What a pass brings to the layers it goes through. */
export interface Pass {
  readonly program: Program;
  /** Tokens. */
  readonly T: number;
  /** Offset of each token's position in its row. */
  readonly positions: number;
  /** Operations over the tokens, each of which needs of the others its own tokens alone. */
  chain(write: () => void): void;
  /** The linear map over all tokens. */
  linear(matrix: Linear, operands: LinearOperands): void;
  /** Causal attention with grouped heads (Ainslie et al. 2023, arXiv:2305.13245), from `qkv` to `attended`. */
  attention(qkv: number, attended: number): void;
}

/** The way back through a pass over whole rows. */
export interface BackwardPass {
  readonly program: Program;
  readonly T: number;
  readonly rows: number;
  /** Offsets: of each token's position, of the rows' bounds, and of room for what products pack of weights and tokens. */
  readonly at: Readonly<Record<'positions' | 'offsets' | 'packed' | 'packedRows', number>>;
}

/** Floats of a layer's buffers for n tokens: all that its way back reads. */
export function layerLengths({ d, ff, head, normedHeads, queries, qkv }: LayerSizes, n: number) {
  return {
    x: n * d,
    norm1: n * d,
    rstd1: n,
    qkv: n * qkv,
    raw: n * normedHeads * head,
    rstdHeads: n * normedHeads,
    attended: n * queries,
    middle: n * d,
    norm2: n * d,
    rstd2: n,
    gateUp: n * 2 * ff,
    activated: n * ff,
  };
}
/** Offsets of a layer's buffers. */
export type LayerBuffers = Readonly<Record<keyof ReturnType<typeof layerLengths>, number>>;

/** Floats of the gradients that all layers share: of the residual stream, and of what each part took in. */
export function gradientLengths({ d, ff, queries, qkv }: LayerSizes, n: number) {
  return { dx: n * d, dNorm: n * d, dActivated: n * ff, dAttended: n * queries, dQkv: n * qkv };
}
/** Offsets of the gradients' buffers. */
export type GradientBuffers = Readonly<Record<keyof ReturnType<typeof gradientLengths>, number>>;

/** The parameters of one layer, and the operations of its two directions. */
export class Layer {
  /** All of the layer's linear maps. */
  readonly linears: readonly Linear[];
  readonly #sizes: LayerSizes;
  readonly #norm1: RmsNorm;
  readonly #qkv: Linear;
  readonly #headNorms: readonly HeadNorm[];
  readonly #output: Linear;
  readonly #norm2: RmsNorm;
  readonly #gateUp: Linear;
  readonly #down: Linear;

  /** @param rotary offsets of the tables of angles. @param l the layer's number. */
  constructor(
    parameters: EngineParameters,
    config: ModelConfig,
    private readonly rotary: { readonly cos: number; readonly sin: number },
    l: number,
  ) {
    this.#sizes = layerSizes(config, lanes);
    const { d, ff, heads, kvHeads, head, normedHeads: all, queries, qkv } = this.#sizes;
    const name = (part: string) => `model.layers.${l}.${part}`;
    const norm = (part: string) => new RmsNorm(parameters, name(part), config);
    const headNorm = (part: string, first: number, count: number) => {
      const where = { first, count, all, head, size: layerSizes(config).head, ld: qkv };
      return new HeadNorm(parameters, name(part), where, config.rms_norm_eps);
    };
    const linear = (part: string, inputs: number, outputs: number) =>
      new Linear(parameters, name(part), inputs, outputs);
    this.#norm1 = norm('input_layernorm');
    this.#qkv = linear('self_attn.q_proj', d, qkv); // and its neighbours, k_proj and v_proj
    const headNorms = () => [
      headNorm('self_attn.q_norm', 0, heads),
      headNorm('self_attn.k_norm', heads, kvHeads),
    ];
    this.#headNorms = all > 0 ? headNorms() : [];
    this.#output = linear('self_attn.o_proj', queries, d);
    this.#norm2 = norm('post_attention_layernorm');
    this.#gateUp = linear('mlp.gate_proj', d, 2 * ff); // and its neighbour, up_proj
    this.#down = linear('mlp.down_proj', ff, d);
    this.linears = [this.#qkv, this.#output, this.#gateUp, this.#down];
  }

  /** From `b.x` to `next`; buffers may share memory where nothing is kept for `backward`. */
  forward(pass: Pass, b: LayerBuffers, next: number): void {
    const { program: p, T } = pass;
    pass.chain(() => {
      this.#norm1.forward(p, { x: b.x, y: b.norm1, rstd: b.rstd1 }, T);
      pass.linear(this.#qkv, { x: b.norm1, y: b.qkv });
      for (const norm of this.#headNorms) norm.forward(p, { x: b.qkv, raw: b.raw, rstd: b.rstdHeads }, T);
      this.#rotate(p, b.qkv, pass.positions, T, false);
    });
    pass.attention(b.qkv, b.attended);
    pass.chain(() => {
      pass.linear(this.#output, { x: b.attended, y: b.middle, init: b.x });
      this.#norm2.forward(p, { x: b.middle, y: b.norm2, rstd: b.rstd2 }, T);
      pass.linear(this.#gateUp, { x: b.norm2, y: b.gateUp });
      p.swiglu(b.gateUp, b.activated, T, this.#sizes.ff);
      pass.linear(this.#down, { x: b.activated, y: next, init: b.middle });
    });
  }

  /**
   * From the gradient of `next` to that of `b.x`, both in `g.dx`; parameters' gradients grow. A weight's gradient sums
   * over all tokens, so it stands between the chains, before what it reads is overwritten.
   */
  backward({ program: p, T, rows, at }: BackwardPass, b: LayerBuffers, g: GradientBuffers): void {
    const packed = packAll(p, this.linears, at.packed, 'packBack');
    const inputGradient = (matrix: Linear, dy: number, dx: number) =>
      matrix.inputGradient(p, packed(matrix), { dy, dx }, T);
    const norm1 = { x: b.x, rstd: b.rstd1, dy: g.dNorm, dx: g.dx };
    const norm2 = { x: b.middle, rstd: b.rstd2, dy: g.dNorm, dx: g.dx };
    this.#down.weightGradient(p, at.packedRows, { dy: g.dx, x: b.activated }, T);
    p.chainRows(T, () => {
      inputGradient(this.#down, g.dx, g.dActivated);
      p.swigluGradient(b.gateUp, g.dActivated, T, this.#sizes.ff); // in place
      inputGradient(this.#gateUp, b.gateUp, g.dNorm);
      this.#norm2.inputGradient(p, norm2, T);
      inputGradient(this.#output, g.dx, g.dAttended);
    });
    this.#gateUp.weightGradient(p, at.packedRows, { dy: b.gateUp, x: b.norm2 }, T);
    this.#norm2.gainGradient(p, norm2, T);
    this.#output.weightGradient(p, at.packedRows, { dy: g.dx, x: b.attended }, T);
    const tensors = { qkv: b.qkv, out: b.attended, dout: g.dAttended, dqkv: g.dQkv };
    p.attentionGradient(tensors, at.offsets, rows, this.#sizes);
    const rotate = () => {
      this.#rotate(p, g.dQkv, at.positions, T, true);
    };
    if (this.#headNorms.length > 0) rotate(); // gains sum over all tokens too
    for (const norm of this.#headNorms) norm.backward(p, { raw: b.raw, rstd: b.rstdHeads, dy: g.dQkv }, T);
    p.chainRows(T, () => {
      if (this.#headNorms.length === 0) rotate();
      inputGradient(this.#qkv, g.dQkv, g.dNorm);
      this.#norm1.inputGradient(p, norm1, T);
    });
    this.#qkv.weightGradient(p, at.packedRows, { dy: g.dQkv, x: b.norm1 }, T);
    this.#norm1.gainGradient(p, norm1, T);
  }

  /** Rotary positions (Su et al. 2021, arXiv:2104.09864) of queries and keys, or their gradients turned back. */
  #rotate(p: Program, qkv: number, positions: number, T: number, back: boolean): void {
    const { heads, kvHeads, head, qkv: width } = this.#sizes;
    p.rotary(qkv, width, heads + kvHeads, head, positions, this.rotary, back, T);
  }
}
