/**
 * Rotary position tables (Su et al. 2021): cos and sin of position x theta^(-2i / head), rounded to float32 at
 * the same points as Hugging Face's Llama. Sine, cosine and the power are our own series: JavaScript leaves the
 * last bits of Math.sin, Math.cos and Math.pow to the engine, and the same seed must give the same bytes everywhere.
 */

import type { Engine } from '../engine/engine';

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

/** cos and sin tables, `[positions, head / 2]` each. */
export function rotaryTables(
  positions: number,
  head: number,
  theta: number,
): { cos: Float32Array; sin: Float32Array } {
  const half = head / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(exponential((-2 * i * logarithm(theta)) / head));
    for (let p = 0; p < positions; p++) {
      [sin[p * half + i], cos[p * half + i]] = sinCos(Math.fround(p * frequency));
    }
  }
  return { cos, sin };
}

/** One pair of tables an engine and shape, shared by all its networks. */
const tables = new WeakMap<Engine, Map<string, { cos: number; sin: number }>>();

/** The tables in an engine's memory, for positions below `positions`. Gives their offsets. */
export function rotaryInMemory(engine: Engine, positions: number, head: number, theta: number) {
  const known = tables.get(engine) ?? new Map<string, { cos: number; sin: number }>();
  tables.set(engine, known);
  const key = `${positions} ${head} ${theta}`;
  const found = known.get(key);
  if (found) return found;
  const table = rotaryTables(positions, head, theta);
  const place = (values: Float32Array) => {
    const offset = engine.memory.allocate(4 * values.length);
    engine.memory.floats(offset, values.length).set(values);
    return offset;
  };
  const placed = { cos: place(table.cos), sin: place(table.sin) };
  known.set(key, placed);
  return placed;
}
