/**
 * A chat policy by SFT: a base model (or, as its control, random weights of the same shape) that imitates
 * conversations (claim B1).
 */
import { z } from 'zod';
import { openingOf, promptKey, unseen } from '../data/hold-out';
import { parseJson } from '../data/json';
import type { Message } from '../data/records';
import { parameterCount } from '../model/config';
import { initialWeights } from '../model/weights';
import { Random } from '../random';
import { encodeDemonstration, type Imitated } from '../train/rows';
import { sft, type SftOptions } from '../train/sft';
import type { BaseSize, LanguageCheckpoint, Recipe } from '../study/workbench';
import { spent } from '../study/ledger';
import { chatTokenizer, followed, modelFiles, readPolicy } from './common';

/** How a policy is made. */
export interface PolicySettings {
  readonly base: BaseSize;
  /** Where it starts: the base model that ships, or the same network with random weights. */
  readonly start: 'pretrained' | 'random';
  /** The demonstrations, each ending with the assistant's turn; none leaves the start as it is (B1's control). */
  readonly conversations: readonly (readonly Message[])[];
  /** Which tokens count in the loss. */
  readonly imitated: Imitated;
  readonly options: Omit<Partial<SftOptions>, 'seed'>;
  readonly seed: number;
}

/** A policy, and how well it imitates demonstrations that it was not shown. */
export interface Policy {
  readonly checkpoint: LanguageCheckpoint;
  /** Nats a token, by step. */
  readonly loss: readonly number[];
  /** Nats a token at the end, on those of one in ten conversations whose prompt is not trained on; null without any. */
  readonly heldOutLoss: number | null;
}

const curve = z.object({ loss: z.array(z.number()), heldOutLoss: z.number().nullable() });

/** One conversation of this many is held out. */
const heldOutEvery = 10;

export const policyRecipe: Recipe<PolicySettings, Record<string, never>, Policy> = {
  name: 'policy',
  title: ({ conversations, seed }) => `SFT on ${conversations.length} demonstrations, seed ${seed}`,
  async *make(bench, settings) {
    const { start, conversations, imitated, options, seed } = settings;
    const base = bench.base(settings.base);
    const tokenizer = chatTokenizer(base);
    const fresh = () => initialWeights(base.config, 'lm', new Random(seed).split('initial weights'));
    const weights = start === 'random' ? fresh() : base.weights;
    const model = bench.backend.languageModel(base.config, weights);
    const encode = (messages: readonly Message[]) => encodeDemonstration(tokenizer, messages, imitated);
    const isHeldOut = (i: number) => conversations.length > heldOutEvery && i % heldOutEvery === 0;
    const shown = conversations.filter((_, i) => !isHeldOut(i));
    const aside = conversations.filter((_, i) => isHeldOut(i));
    const training = shown.map(encode);
    const heldOut = unseen(aside, shown, (messages) => promptKey(openingOf(messages))).map(encode);
    const loss: number[] = [];
    let heldOutLoss: number | null = null;
    let tokens = 0;
    if (training.length > 0) {
      const stream = sft(model, training, heldOut, { ...options, seed });
      yield* followed(policyRecipe.title(settings), stream, (record) => {
        if (record.type === 'step') {
          loss.push(record.loss);
          tokens = record.tokens;
        } else heldOutLoss = record.loss;
        return { loss: record.loss };
      });
    }
    const checkpoint = { ...base, weights: model.weights(), tokenizer };
    const ledger = [spent('SFT', parameterCount(base.config), { trained: tokens })];
    return { piece: { checkpoint, loss, heldOutLoss }, ledger };
  },
  toFiles: ({ checkpoint, loss, heldOutLoss }) =>
    new Map([...modelFiles(checkpoint, 'model'), ['curve.json', JSON.stringify({ loss, heldOutLoss })]]),
  fromFiles: (read, name) => ({
    checkpoint: readPolicy(read, name, 'model'),
    ...parseJson(new TextDecoder().decode(read('curve.json')), `${name}/curve.json`, curve),
  }),
};
