import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBfloat16, fromFloat16 } from '../../src/model/float16';
import type { Tensor } from '../../src/model/weights';
import { readSafetensors, writeSafetensors } from '../../src/model/safetensors';
import { complaint } from '../helpers/complaint';

const tensor = (shape: number[], ...data: number[]): Tensor => ({ shape, data: Float32Array.from(data) });
const two = new Map([
  ['b', tensor([2, 2], 1, -2, 0.5, 1e-40)],
  ['a', tensor([1], 3)],
]);

/** A file with any header and so many bytes of numbers. */
function fileOf(header: unknown, numbers: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const entry = (from: number, to: number, shape = [(to - from) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [from, to],
});
const refusal = (bytes: Uint8Array) => complaint(() => readSafetensors(bytes, 'm.safetensors'));

describe('writing and reading', () => {
  test('gives back names, order, shapes and bits', () => {
    const values = fc.array(fc.float({ noNaN: false }), { maxLength: 9 });
    // The format keeps this one name for itself.
    const names = fc.string({ unit: 'binary' }).filter((name) => !name.startsWith('__'));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(names, values), { selector: ([name]) => name }), (list) => {
        const tensors = new Map(list.map(([name, data]) => [name, tensor([data.length], ...data)]));
        const file = readSafetensors(writeSafetensors(tensors, { note: 'x' }), 'm');
        expect(file.metadata).toEqual({ format: 'pt', note: 'x' });
        expect(file.tensors).toEqual(tensors);
      }),
    );
  });

  test('keeps the order of the map and aligns the numbers to eight bytes', () => {
    const bytes = writeSafetensors(two);
    expect([...readSafetensors(bytes, 'm').tensors.keys()]).toEqual(['b', 'a']);
    expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
    expect(writeSafetensors(new Map(two))).toEqual(bytes);
  });

  test('reads bytes that lie anywhere in a larger buffer', () => {
    const bytes = writeSafetensors(two);
    const larger = Buffer.alloc(bytes.length + 20, 7);
    larger.set(bytes, 3);
    expect(readSafetensors(larger.subarray(3, 3 + bytes.length), 'm').tensors).toEqual(two);
  });

  test('reads what the Python package writes', () => {
    const file = readSafetensors(
      fs.readFileSync(path.join(__dirname, '../fixtures/numpy.safetensors')),
      'numpy',
    );
    expect(file.metadata).toEqual({ note: 'made by numpy' });
    expect(file.tensors.get('small.weight')).toEqual(tensor([2, 3], 1, -2.5, 3.25, 0.1, 1e-30, -1e30));
    expect(file.tensors.get('half.weight')).toEqual(tensor([6], 1, -2, 0.0999755859375, 65504, 2 ** -24, -0));
    expect(file.tensors.get('empty')).toEqual(tensor([0, 3]));
  });

  test('refuses to write a shape that is not that of its data', () => {
    expect(() => writeSafetensors(new Map([['a', tensor([2, 2], 1, 2, 3)]]))).toThrow(
      /a has the shape \[2, 2\]/,
    );
  });
});

describe('half precision', () => {
  test('widens all float16 numbers exactly', () => {
    const halves = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
    const numbers = fromFloat16(halves);
    for (const half of halves) {
      const [sign, exponent, fraction] = [half >> 15, (half >> 10) & 31, half & 1023];
      let value = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
      if (exponent === 31) value = fraction === 0 ? Infinity : NaN;
      if (!Object.is(numbers[half], sign ? -value : value)) expect(numbers[half]).toBe(sign ? -value : value);
    }
  });

  test('widens bfloat16', () => {
    const numbers = fromBfloat16(Uint16Array.of(0x3f80, 0xbfc0, 0x7f80, 0x0001, 0x8000));
    expect([...numbers]).toEqual([1, -1.5, Infinity, 2 ** -133, -0]);
  });
});

describe('damaged files', () => {
  test('cut short anywhere', () => {
    const bytes = writeSafetensors(two);
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toMatch(/^m\.safetensors: /);
    }
    expect(refusal(bytes.subarray(0, 4))).toContain('4 bytes; expected a safetensors file');
    expect(refusal(bytes.subarray(0, bytes.length - 4))).toBe(
      'm.safetensors: 16 bytes of numbers, expected 20: the file is cut short; copy it again',
    );
  });

  test('a header with one byte changed is refused, or still gives whole tensors', () => {
    const bytes = writeSafetensors(two);
    fc.assert(
      fc.property(fc.nat(140), fc.nat(255), (at, value) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = value;
        try {
          for (const { shape, data } of readSafetensors(damaged, 'm').tensors.values()) {
            expect(shape.reduce((a, b) => a * b, 1)).toBe(data.length);
          }
        } catch (error) {
          expect(error).toHaveProperty('name', 'UserError');
        }
      }),
    );
  });

  test('a header length that cannot be', () => {
    const bytes = writeSafetensors(two);
    bytes.fill(0xff, 0, 8);
    expect(refusal(bytes)).toContain('header is said to be 18446744073709551615 bytes');
  });

  test('a header that is no JSON object, or no UTF-8', () => {
    expect(refusal(fileOf('{"a":', 0))).toContain('is not valid JSON');
    expect(refusal(fileOf('[1]', 0))).toMatch(/^m\.safetensors: found \[1\]; /);
    const bytes = fileOf('{"a":1}', 0);
    bytes[10] = 0xff;
    expect(refusal(bytes)).toContain('not UTF-8');
    expect(refusal(fileOf({ __metadata__: { steps: 3 } }, 0))).toContain(
      '__metadata__ holds more than texts',
    );
  });

  test('an entry of an unknown dtype or with missing keys', () => {
    expect(refusal(fileOf({ a: entry(0, 4, [1], 'I32') }, 4))).toMatch(/^m\.safetensors: tensor a: dtype: /);
    expect(refusal(fileOf({ a: { dtype: 'F32', shape: [1] } }, 4))).toContain('tensor a: data_offsets: ');
    expect(refusal(fileOf({ a: entry(0, 4, [-1]) }, 4))).toContain('tensor a: shape.0: ');
  });

  test('ranges that do not fit their shapes, overlap, leave gaps or bytes over', () => {
    expect(refusal(fileOf({ a: entry(0, 8, [3]) }, 8))).toContain(
      'F32 [3] takes 12 bytes, but its range is 0 to 8',
    );
    expect(refusal(fileOf({ a: entry(0, 8), b: entry(4, 12) }, 12))).toContain('overlaps');
    expect(refusal(fileOf({ a: entry(0, 4), b: entry(8, 12) }, 12))).toContain('leaves a gap');
    expect(refusal(fileOf({ a: entry(0, 4) }, 8))).toContain('has bytes of no tensor');
    expect(refusal(fileOf({ a: entry(8, 4, [1]) }, 8))).toContain('its range is 8 to 4');
  });
});
