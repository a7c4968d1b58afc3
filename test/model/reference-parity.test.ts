/** The reference against PyTorch's Llama (see `test/fixtures/make-network-fixture.py`). */
import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/model/reference-backend';
import { checkBackendAgainstFixtures, difference, expectClose } from '../helpers/network-parity';

checkBackendAgainstFixtures(referenceBackend, 1e-5);

describe('the comparison itself', () => {
  it('reports the first mismatch and the largest difference by name', () => {
    const off = difference('q_proj', [1, 2.1, 4.4], [1, 2, 4], 0.01);
    expect(() => expectClose([off], 0.01)).toThrow('q_proj: [1] is 2.1 instead of 2; largest 1.0e-1');
    expect(() => expectClose([difference('q_proj', [NaN], [0], 1)], 1)).toThrow('[0] is NaN instead of 0');
    expect(() => expectClose([difference('q_proj', [1], [1, 2], 1)], 1)).toThrow('1 numbers instead of 2');
    expectClose([difference('q_proj', [1.01], [1], 0.02)], 0.02);
  });
});
