/** The rotary tables' own series against the functions that JavaScript has, whose last bits it does not promise. */
import { expect, it } from 'vitest';
import { rotaryTables } from '../../src/model/rotary';
import { expectClose } from '../helpers/kernels';

it.each([
  { head: 16, theta: 10000 },
  { head: 48, theta: 1.5 },
  { head: 64, theta: 500000 },
  { head: 128, theta: 1e6 },
])('head $head, theta $theta', ({ head, theta }) => {
  const half = head / 2;
  const angles = Float32Array.from({ length: 300 * half }, (_, at) => {
    const frequency = Math.fround(Math.exp((-2 * (at % half) * Math.log(theta)) / head));
    return Math.floor(at / half) * frequency;
  });
  const { cos, sin } = rotaryTables(300, { head, theta });
  expectClose(cos, Float32Array.from(angles, Math.cos), 6e-8);
  expectClose(sin, Float32Array.from(angles, Math.sin), 6e-8);
  expect(cos.slice(0, half)).toEqual(new Float32Array(half).fill(1));
});
