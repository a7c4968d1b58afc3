/**
 * What most labs begin with, and share through the store: the policy by SFT from the base model that ships, pairs of its
 * replies for reward models to learn from, and held-out pairs that they are measured on.
 */
import { centrepiece, demonstrations, shippedRandom, type Family } from '../world';
import { goldsOf, scaleOf, type GoldScale } from './assess';
import type { SftOptions } from '../train/sft';
import type { LabPreset } from '../study/lab';
import type { LabEvent, BaseSize, Made, Workbench } from '../study/workbench';
import { pairRecipe, type ReplyPair } from './pairs';
import { policyRecipe, type Policy } from './policy';

/** Sizes of the shared pieces. */
export interface FoundationSettings {
  /** Demonstrations for SFT, of mixed quality. */
  readonly demonstrations: number;
  /** What differs from `sftDefaults`. */
  readonly sft: Omit<Partial<SftOptions>, 'seed'>;
  /** Pairs of replies to train on. */
  readonly pairs: number;
  /** Pairs that reward models are measured on. */
  readonly heldOutPairs: number;
  /** Families of the prompts that replies are compared on. */
  readonly families: readonly Family[];
  /** Longest reply, in tokens. */
  readonly maxNewTokens: number;
}

const lecture: FoundationSettings = {
  // Few, so that RL has something to gain: what is imitated is form, what is known was read.
  demonstrations: 5000,
  sft: { epochs: 2, learningRate: 1e-3, rowsPerBatch: 16 },
  pairs: 4000,
  heldOutPairs: 400,
  families: centrepiece,
  maxNewTokens: 112,
};

/** The same foundation for every lab at a preset, so that it is made once. */
export const foundations: Readonly<Record<LabPreset, FoundationSettings>> = {
  quick: {
    ...lecture,
    demonstrations: 800,
    sft: { ...lecture.sft, epochs: 1 },
    pairs: 200,
    heldOutPairs: 60,
  },
  lecture,
  full: { ...lecture, pairs: 5000, heldOutPairs: 1000 },
};

/** The pieces for one seed. */
export interface Foundation {
  readonly policy: Made<Policy>;
  readonly pairs: Made<ReplyPair[]>;
  readonly heldOut: Made<ReplyPair[]>;
  /** What gold is counted in: over the replies of the held-out pairs. */
  readonly scale: GoldScale;
}

/** An SFT model of any of the base sizes, on the shipped mix of demonstrations. */
export async function* sftPolicy(
  bench: Workbench,
  { demonstrations: count, sft: options }: Pick<FoundationSettings, 'demonstrations' | 'sft'>,
  base: BaseSize,
  seed: number,
): AsyncGenerator<LabEvent, Made<Policy>> {
  const shown = demonstrations(shippedRandom('demonstrations'), { count });
  const conversations = shown.map(({ messages }) => messages);
  return yield* bench.make(
    policyRecipe,
    { start: 'pretrained', conversations, imitated: 'assistant', options, seed },
    { base: bench.base(base) },
  );
}

/** Makes or finds the foundation. */
export async function* foundation(
  bench: Workbench,
  settings: FoundationSettings,
  seed: number,
): AsyncGenerator<LabEvent, Foundation> {
  const policy = yield* sftPolicy(bench, settings, 'large', seed);
  const { families, maxNewTokens } = settings;
  const shared = { families, maxNewTokens, seed };
  const pairs = yield* bench.make(
    pairRecipe,
    { ...shared, count: settings.pairs, split: 'rewards' },
    { policy },
  );
  const heldOut = yield* bench.make(
    pairRecipe,
    { ...shared, count: settings.heldOutPairs, split: 'familiar' },
    { policy },
  );
  return { policy, pairs, heldOut, scale: scaleOf(goldsOf(heldOut.piece)) };
}
