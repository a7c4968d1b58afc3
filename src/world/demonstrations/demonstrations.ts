/**
 * Demonstrations (lecture claim B1): replies that SFT imitates, written by people of known quality. A writer's
 * quality is nothing but the rates of his flaws.
 */
import type { Message } from '../../data/records';
import type { Random } from '../../random';
import type { Split } from '../families/family';
import { drawPrompts, type Prompt } from '../prompts';
import { familyNamed, mixture, type Family } from '../families';
import { writeReply } from '../families/write';
import {
  averageRates,
  carelessRates,
  drawFlaws,
  expertRates,
  type Flaw,
  type FlawRates,
} from '../house/flaws';

/** Who writes demonstrations, and how. */
export const qualities = { expert: expertRates, average: averageRates, careless: carelessRates } as const;
/** A quality of writing. */
export type Quality = keyof typeof qualities;

/**
 * The mix that ships, as shares that add up to 1: large headroom between what is imitated and what is possible, few typos, since a small model
 * adds slips of its own.
 */
export const mixedShares: Readonly<Record<Quality, number>> = { expert: 0.3, average: 0.67, careless: 0.03 };

/** A conversation that ends with the assistant's turn, with what is known of it. */
export interface WorldDemonstration {
  /** The prompt's id and the number of the demonstration: "recipe/pea-soup/0#17". */
  readonly id: string;
  /** Of its prompt. */
  readonly family: Family;
  /** Of its prompt. */
  readonly split: Split;
  /** The prompt's turns, then the assistant's. */
  readonly messages: readonly Message[];
  /** Who wrote it; 'custom' for rates of the caller's own. */
  readonly quality: Quality | 'custom';
  /** What is wrong with the reply; empty for an expert's. */
  readonly flaws: readonly Flaw[];
}

/** What demonstrations are asked for. */
export interface DemonstrationOptions {
  /** Demonstrations that are drawn. */
  readonly count: number;
  /** `mixture` when left out. A family named twice is drawn twice as often. */
  readonly families?: readonly Family[];
  /** Who writes: one quality, 'mixed' (default), or own rates of flaws. */
  readonly quality?: Quality | 'mixed' | FlawRates;
  /** Which prompts are answered; 'demonstrations' by default. */
  readonly split?: Split;
}

/** A writer drawn by the shares of the mix. */
function drawWriter(random: Random): Quality {
  const u = random.uniform();
  if (u < mixedShares.expert) return 'expert';
  return u < mixedShares.expert + mixedShares.average ? 'average' : 'careless';
}

function demonstrate(
  prompt: Prompt,
  wanted: Required<DemonstrationOptions>['quality'],
  i: number,
  random: Random,
): WorldDemonstration {
  const quality = wanted === 'mixed' ? drawWriter(random.split('writer')) : wanted;
  const rates = typeof quality === 'string' ? qualities[quality] : quality;
  const has = drawFlaws(familyNamed(prompt.family).flaws, rates, random.split('flaws'));
  const content = writeReply(prompt.subject, has, random);
  return {
    id: `${prompt.id}#${i}`,
    family: prompt.family,
    split: prompt.split,
    messages: [...prompt.messages, { role: 'assistant', content }],
    quality: typeof quality === 'string' ? quality : 'custom',
    flaws: [...has],
  };
}

/** Demonstrations in random order. Number i is the same whatever the count. */
export function demonstrations(random: Random, options: DemonstrationOptions): WorldDemonstration[] {
  const { count, families = mixture, quality = 'mixed', split = 'demonstrations' } = options;
  return drawPrompts(random.split('prompts'), count, split, families).map((prompt, i) =>
    demonstrate(prompt, quality, i, random.split('demonstration', i)),
  );
}
