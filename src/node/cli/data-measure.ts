/** `posttrain data measure`: the numbers that the cards rest on, measured on a base model of the tiny world. */
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../data/json';
import { readText, writeAtomically } from '../files';
import { readExposure, readLanguageModel, shippedBase } from '../models';
import { barsOf, measurementsCard } from '../../tools/world-card/card';
import { measureSettings, measureWorld, type Measurements } from '../../tools/world-card/measure';
import type { OptionsOf } from '../../train/declared';
import { declareCommand, text } from './command';
import { backendFor, progressFor, runOptions } from './options';

const pretrainingSchema = z.object({ data: z.object({ documents: z.int() }), bitsPerByte: z.number() });

/** Stages of the measurement, for the progress bar. */
const stages = 6;

const commandOptions = {
  model: text('folder', 'a base model made by `posttrain pretrain`', shippedBase),
  ...runOptions,
};

export const dataMeasureCommand = () =>
  declareCommand('measure', {
    says:
      'Measure a base model of the tiny world and its corpus: variety, fluency, copies, behaviour when asked before ' +
      'and after SFT, knowledge. Writes measurements.json and MEASUREMENTS.md into its folder.',
    options: commandOptions,
    examples: ['data measure', 'data measure --model runs/base'],
    run: measure,
  });

async function measure(options: OptionsOf<typeof commandOptions>): Promise<void> {
  const { model: folder, seed } = options;
  const base = readLanguageModel(folder);
  const pretraining = join(folder, 'pretraining.json');
  const { data, bitsPerByte } = parseJson(readText(pretraining), pretraining, pretrainingSchema);
  const exposure = readExposure(folder);
  const backend = await backendFor(options);

  const stage = progressFor(options).stage('measuring', stages);
  const run = measureWorld({
    backend,
    base,
    trainedDocuments: data.documents,
    exposure,
    settings: measureSettings,
    seed,
  });
  let done = 0;
  let result: Measurements | undefined;
  for await (const event of run) {
    if (event.type === 'result') result = event.result;
    else stage.update(done++, {});
  }
  stage.finish();
  if (!result) throw new Error('the measurement ended without a result');
  writeAtomically(join(folder, 'measurements.json'), `${JSON.stringify(result, null, 1)}\n`);
  writeAtomically(join(folder, 'MEASUREMENTS.md'), measurementsCard(result, measureSettings, bitsPerByte));
  for (const { says, met } of barsOf(result)) process.stdout.write(`${met ? 'met' : 'missed'}: ${says}\n`);
}
