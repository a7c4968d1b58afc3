/**
 * Folders whose tokenizer differs from a plain one in one setting: ids, masks and decoded texts are as transformers has
 * them, or the folder is refused in a line. Made by test/fixtures/parity/settings.py.
 */
import { describe, expect, test } from 'vitest';
import { compareSetting, settings } from './settings';

describe.each(settings)('$name', (setting) => {
  test('ids, masks and texts', () => {
    expect(compareSetting(setting).difference ?? '').toBe('');
  });
});
