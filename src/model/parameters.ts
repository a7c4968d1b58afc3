/**
 * A network's parameters in the engine's memory: matrices first, then gains and biases (weight decay stops
 * there), each under its Hugging Face name. Query, key and value lie side by side, so do gate and up: one
 * product serves each group. Gradients and AdamW's moments lie in arrays of the same layout, made when first
 * needed. Axes are filled up with zeros to what kernels take (`lanes`); zeros have no gradient, so they stay.
 */
import type { Engine } from '../engine/engine';
import { blockFloats } from '../engine/operations';
import { checkShapes } from './checks';
import { parameterAxes, sizeOf, type Axis, type ModelConfig } from './config';
import type { AdamWOptions, OptimizerState } from './model';
import type { Tensor, Weights } from './weights';

interface Entry {
  readonly axes: readonly Axis[];
  readonly shape: readonly number[];
  /** In floats from the array's start. */
  readonly at: number;
  /** With what it is filled up with. */
  readonly length: number;
}

/** Gives memory back when its network is no longer reachable, so that nobody has to dispose of one. */
const abandoned = new FinalizationRegistry<() => void>((free) => free());

/** Parameters, gradients and moments of one network. */
export class EngineParameters {
  readonly #entries = new Map<string, Entry>();
  readonly #length: number;
  readonly #decayed: number;
  readonly #parameters: number;
  readonly #blocks: { offset: number; bytes: number }[] = [];
  #gradient = 0;
  #first = 0;
  #second = 0;
  #scalars = 0;
  #steps = 0;

  /** @throws Error that names a tensor which is missing, unknown, or of another shape. */
  constructor(
    readonly engine: Engine,
    config: ModelConfig,
    kind: 'lm' | 'scalar',
    weights: Weights,
  ) {
    const all = [...parameterAxes(config, kind)];
    const matrices = all.filter(([, axes]) => axes.length > 1);
    const rest = all.filter(([, axes]) => axes.length === 1);
    let at = 0;
    for (const [name, axes] of [...matrices, ...rest]) {
      const shape = axes.map(({ blocks, size }) => blocks * size);
      const length = sizeOf(axes.map(({ blocks, room }) => blocks * room));
      this.#entries.set(name, { axes, shape, at, length });
      at += length;
      if (axes.length > 1) this.#decayed = at;
    }
    this.#decayed ??= 0;
    this.#length = at;
    this.#parameters = this.#allocate();
    this.#write(this.#parameters, weights);
    const { memory } = engine;
    const blocks = this.#blocks;
    abandoned.register(this, () => blocks.forEach(({ offset, bytes }) => memory.free(offset, bytes)));
  }

  /** Offset of a parameter, for kernels. */
  offset(name: string): number {
    return this.#parameters + 4 * this.#entry(name).at;
  }

  /** Offset of a parameter's gradient, for kernels. Gradients are 0 after a step and accumulate. */
  gradientOffset(name: string): number {
    this.#reserveGradient();
    return this.#gradient + 4 * this.#entry(name).at;
  }

  /**
   * Room for the gradient and AdamW's moments, so that a model that cannot be trained here is refused before work
   * starts.
   * @throws UserError with the figures.
   */
  reserveTraining(): void {
    this.#reserveGradient();
    this.#reserveMoments();
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  weights(): Weights {
    return this.#read(this.#parameters);
  }

  gradients(): Weights {
    return this.#gradient === 0 ? this.#zeros() : this.#read(this.#gradient);
  }

  /** AdamW with the global norm clipped; the gradient is 0 afterwards. One that is not finite is left as it is. */
  step(options: AdamWOptions): { gradNorm: number } {
    const { memory } = this.engine;
    this.reserveTraining();
    const result = this.#scalars;
    const program = this.engine.program.clear();
    program.clipByNorm(this.#gradient, this.#length, result + 64, result, options.maxGradNorm);
    this.engine.run(program, 0);
    const gradNorm = memory.floats(result, 1)[0];
    if (!Number.isFinite(gradNorm)) return { gradNorm };

    const t = ++this.#steps;
    program.clear();
    program.adamw(
      { parameters: this.#parameters, gradient: this.#gradient, first: this.#first, second: this.#second },
      this.#length,
      result,
      {
        rate: options.learningRate / (1 - power(options.beta1, t)),
        beta1: options.beta1,
        beta2: options.beta2,
        root: 1 / Math.sqrt(1 - power(options.beta2, t)),
        epsilon: options.epsilon,
        decay: 1 - options.learningRate * options.weightDecay,
        decayed: this.#decayed,
      },
    );
    this.engine.run(program, 0);
    return { gradNorm };
  }

  optimizerState(): OptimizerState {
    if (this.#steps === 0) return { steps: 0, first: new Map(), second: new Map() };
    return { steps: this.#steps, first: this.#read(this.#first), second: this.#read(this.#second) };
  }

  restoreOptimizer(state: OptimizerState): void {
    this.#steps = state.steps;
    if (state.steps === 0) {
      for (const moments of [this.#first, this.#second])
        if (moments !== 0) this.engine.memory.floats(moments, this.#length).fill(0);
      return;
    }
    this.#reserveMoments();
    this.#write(this.#first, state.first, "optimiser's first moments");
    this.#write(this.#second, state.second, "optimiser's second moments");
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (!entry) throw new Error(`the network has no tensor ${name}`);
    return entry;
  }

  #reserveGradient(): void {
    if (this.#gradient === 0) this.#gradient = this.#allocate();
  }

  #reserveMoments(): void {
    if (this.#first === 0) this.#first = this.#allocate();
    if (this.#second === 0) this.#second = this.#allocate();
    if (this.#scalars === 0) this.#scalars = this.#allocate(16 + Math.ceil(this.#length / blockFloats));
  }

  #allocate(length = this.#length): number {
    const bytes = 4 * length + 128;
    const offset = this.engine.memory.allocate(bytes);
    this.engine.memory.floats(offset, bytes / 4).fill(0);
    this.#blocks.push({ offset, bytes });
    return offset;
  }

  #read(array: number): Weights {
    const weights = new Map<string, Tensor>();
    for (const [name, { axes, shape, at, length }] of this.#entries) {
      const data = new Float32Array(sizeOf(shape));
      const here = this.engine.memory.floats(array + 4 * at, length);
      eachRun(axes, (own, place, run) => {
        data.set(here.subarray(place, place + run), own);
      });
      weights.set(name, { shape, data });
    }
    return weights;
  }

  #zeros(): Weights {
    const zero = ({ shape }: Entry): Tensor => ({ shape, data: new Float32Array(sizeOf(shape)) });
    return new Map([...this.#entries].map(([name, entry]) => [name, zero(entry)]));
  }

  #write(array: number, weights: Weights, what?: string): void {
    checkShapes(new Map([...this.#entries].map(([name, { shape }]) => [name, shape])), weights, what);
    for (const [name, { data }] of weights) {
      const { axes, at, length } = this.#entry(name);
      const here = this.engine.memory.floats(array + 4 * at, length);
      eachRun(axes, (own, place, run) => {
        here.set(data.subarray(own, own + run), place);
      });
    }
  }
}

/** The runs of numbers that lie together both in a tensor and with its axes filled up. */
function eachRun(axes: readonly Axis[], visit: (own: number, place: number, length: number) => void): void {
  const filled = axes.some(({ size, room }) => size !== room);
  const numbers = sizeOf(axes.map(({ blocks, size }) => blocks * size));
  const { blocks, size, room } = filled ? axes[axes.length - 1] : { blocks: 1, size: numbers, room: numbers };
  const rows = filled && axes.length > 1 ? axes[0] : { blocks: 1, size: 1, room: 1 };
  for (let row = 0, own = 0; row < rows.blocks * rows.size; row++) {
    const place = Math.floor(row / rows.size) * rows.room + (row % rows.size);
    for (let block = 0; block < blocks; block++, own += size)
      visit(own, (place * blocks + block) * room, size);
  }
}

/** base^n by multiplication: Math.pow may differ in its last bits between JavaScript engines. */
function power(base: number, n: number): number {
  let result = 1;
  for (let square = base; n > 0; n = Math.floor(n / 2), square *= square) if (n % 2 === 1) result *= square;
  return result;
}
