/** Labs in a notebook: run, read again, or plainly missing. The registry holds one lab without a network. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readLab, runLab } from '../../../src/node/display/labs';
import { openNotebook, type NotebookMode } from '../../../src/node/display/notebook';
import { writeLabResult } from '../../../src/node/lab-files';
import { memoryStore } from '../../../src/study/store';
import { hostile, toyLab } from '../../study/toy';

const toy = vi.hoisted((): { labs: unknown[]; ran: string[] } => ({ labs: [], ran: [] }));
vi.mock('../../../src/labs/registry', () => ({ labs: toy.labs }));

const lab = toyLab((size) => toy.ran.push(`size ${size}`));

let printed = '';
let results = '';
beforeEach(() => {
  printed = '';
  toy.ran.length = 0;
  toy.labs.splice(0, toy.labs.length, lab);
  results = mkdtempSync(join(tmpdir(), 'posttrain-results-'));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(results, { recursive: true });
});

const session = (mode: NotebookMode) => openNotebook({ mode, store: memoryStore(), results });

describe('runLab', () => {
  it('runs at the preset of the session and tells what was made and what holds', async () => {
    const { result } = await runLab('T1', await session('lecture'));
    expect(toy.ran).toEqual(['size 2']);
    expect(result?.preset).toBe('lecture');
    expect(printed).toContain('T1: Is it <so>? (1 made, 1 found in the store, 0:0');
    expect(printed).toContain(`T1: ${hostile}  holds  `);
    expect(printed).toContain(' sd over 3 seeds  above 0; 0.1 is the least that matters');
  });

  it('shows figures by name, and lists them when there is none of that name', async () => {
    const run = await runLab('T1', await session('quick'));
    printed = '';
    await run.show('arms');
    expect(printed).toBe('Gold by arm\n');
    await run.show();
    expect(printed).toBe('Gold by arm\nGold along PPO\nGold by arm\n');
    await run.show('circle');
    expect(printed).toContain('Lab T1 has no figure "circle" at preset quick; it has curves, arms.');
  });

  it('runs nothing in replay: it reads the committed result', async () => {
    const first = await runLab('T1', await session('quick'));
    if (first.result) await writeLabResult(join(results, 'T1'), lab, first.result);
    toy.ran.length = 0;
    const again = await runLab('T1', await session('replay'));
    expect(toy.ran).toEqual([]);
    expect(again.result).toEqual(first.result);
    expect(printed).toContain('read from figures/T1, made at preset quick');
  });

  it('says plainly when there is no committed result or no such lab, and goes on', async () => {
    const replay = await session('replay');
    for (const id of ['T1', 'Z9']) {
      const run = await runLab(id, replay);
      expect(run.result).toBeUndefined();
      await run.show('arms');
    }
    expect(printed).toContain('There is no committed result of lab T1 yet');
    expect(printed).toContain('Lab Z9 is not part of this version yet');
    expect(readLab('T1', replay).result).toBeUndefined();
    expect(toy.ran).toEqual([]);
  });
});
