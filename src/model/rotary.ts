/**
 * Rotary position tables (Su et al. 2021): cos and sin of position x theta^(-2i / head), rounded to float32 at
 * the same points as Hugging Face's Llama. Sine, cosine and the power are our own series: JavaScript leaves the
 * last bits of Math.sin, Math.cos and Math.pow to the engine, and the same seed must give the same bytes everywhere.
 */

import type { Engine } from '../engine/engine';
import { lanes, layerSizes, type ModelConfig, type RopeScaling } from './config';

const turn = 2 * Math.PI;

/** Taylor series after reduction to [-pi, pi], where 16 terms reach double precision. */
function sinCos(x: number): [number, number] {
  const r = x - turn * Math.round(x / turn);
  let sin = 0;
  let cos = 0;
  let term = 1;
  for (let n = 0; n < 34; n += 2) {
    cos += term;
    term = (term * r) / (n + 1);
    sin += term;
    term = (-term * r) / (n + 2);
  }
  return [sin, cos];
}

/** Natural logarithm of a positive number: the series of artanh after halving to [1/2, 1]. */
function logarithm(x: number): number {
  let twos = 0;
  for (; x > 1; x /= 2) twos++;
  for (; x < 0.5; x *= 2) twos--;
  const z = (x - 1) / (x + 1);
  let sum = 0;
  for (let n = 41, square = z * z; n > 0; n -= 2) sum = sum * square + 1 / n;
  return twos * Math.LN2 + 2 * z * sum;
}

/** e^x for x of any sign: the Taylor series after reduction by ln 2. */
function exponential(x: number): number {
  const twos = Math.round(x / Math.LN2);
  const r = x - twos * Math.LN2;
  let sum = 1;
  for (let n = 18; n > 0; n--) sum = 1 + (sum * r) / n;
  for (let i = 0; i < Math.abs(twos); i++) sum *= twos > 0 ? 2 : 0.5;
  return sum;
}

/** A frequency (turns in 2 pi tokens) as models with longer contexts have it, rounded where transformers rounds. */
export function scaledFrequency(frequency: number, scaling: RopeScaling | undefined): number {
  if (scaling === undefined) return frequency;
  const slow = Math.fround(frequency / scaling.factor);
  if (scaling.rope_type === 'linear') return slow;
  const { low_freq_factor: low, high_freq_factor: high } = scaling;
  const turns = Math.fround((scaling.original_max_position_embeddings * frequency) / turn);
  if (turns < low) return slow;
  const share = (turns - low) / (high - low);
  return turns > high ? frequency : Math.fround((1 - share) * slow + share * frequency);
}

/** What turns a head: its numbers, those that it is filled up to, and the speeds. */
type Rotation = {
  readonly head: number;
  readonly room?: number;
  readonly theta: number;
  readonly scaling?: RopeScaling;
};

/** cos and sin tables, `[positions, room / 2]` each. @param rotation `room` is `head` by default. */
export function rotaryTables(
  positions: number,
  { head, room = head, theta, scaling }: Rotation,
): { cos: Float32Array; sin: Float32Array } {
  const half = room / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < head / 2; i++) {
    const plain = Math.fround(exponential((-2 * i * logarithm(theta)) / head));
    const frequency = scaledFrequency(plain, scaling);
    for (let p = 0; p < positions; p++) {
      [sin[p * half + i], cos[p * half + i]] = sinCos(Math.fround(p * frequency));
    }
  }
  return { cos, sin };
}

/** One pair of tables an engine and shape, shared by all its networks. */
const tables = new WeakMap<Engine, Map<string, { cos: number; sin: number }>>();

/** The tables of a network in an engine's memory, for all positions of its context. Gives their offsets. */
export function rotaryInMemory(engine: Engine, config: ModelConfig) {
  const { max_position_embeddings: positions, rope_theta: theta, rope_scaling: scaling } = config;
  const rotation = { head: layerSizes(config).head, room: layerSizes(config, lanes).head, theta, scaling };
  const known = tables.get(engine) ?? new Map<string, { cos: number; sin: number }>();
  tables.set(engine, known);
  const key = JSON.stringify([positions, rotation]);
  const found = known.get(key);
  if (found) return found;
  const table = rotaryTables(positions, rotation);
  const place = (values: Float32Array) => {
    const offset = engine.memory.allocate(4 * values.length);
    engine.memory.floats(offset, values.length).set(values);
    return offset;
  };
  const placed = { cos: place(table.cos), sin: place(table.sin) };
  known.set(key, placed);
  return placed;
}
