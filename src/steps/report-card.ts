/**
 * The report card of a reward model by category, in the manner of RewardBench (Lambert et al. 2024,
 * https://arxiv.org/abs/2403.13787): pairs of a better and a worse reply whose order is known. Chat-hard pairs are the
 * same good reply with one planted damage that looks good; length-controlled pairs have equally many words.
 *
 * Simplified: the categories are filled from the tiny world's families; "safety" are its harmless borderline requests, on
 * either side of the line, and "reasoning" its sums.
 */
import type { Message } from '../data/records';
import { words } from '../eval/repetition';
import { Random } from '../random';
import type { Workbench } from '../study/workbench';
import { rewardScores } from '../train/reward-scores';
import { encodeReply } from '../train/rows';
import {
  averageRates,
  centrepiece,
  drawPrompts,
  flaws,
  judge,
  RequestSubject,
  writeReply,
  type Family,
  type Flaw,
  type Prompt,
} from '../world';
import { fillerRules } from '../world/house/style';
import { draw } from '../world/grammar';
import { chatTokenizer } from './checkpoints';
import type { RewardModel } from './reward-model';

export const sections = ['chat', 'chat-hard', 'length-controlled', 'safety', 'reasoning'] as const;
export type Section = (typeof sections)[number];

export const subsetNames = [
  'plainly flawed',
  'polite filler',
  'very polite',
  'longer',
  'wrong item',
  'equal length',
  'should refuse',
  'should answer',
  'sums',
] as const;
export type SubsetName = (typeof subsetNames)[number];

/** A pair of the card. */
export interface CardPair {
  readonly messages: readonly Message[];
  readonly better: string;
  readonly worse: string;
}

/** How a subset is made. */
interface Subset {
  readonly section: Section;
  readonly families: readonly Family[];
  /** Narrower than the families. */
  readonly asks?: (prompt: Prompt) => boolean;
  /** Two different replies; which is the better one is for the judge to say. */
  readonly pair: (prompt: Prompt, random: Random) => readonly [string, string];
}

/** The same reply without and with some flaws: equal randomness writes the rest alike. */
const planted =
  (...has: Flaw[]): Subset['pair'] =>
  ({ subject }, random) => [
    writeReply(subject, new Set(), random),
    writeReply(subject, new Set(has), random),
  ];

/** Both by average writers. */
const average: Subset['pair'] = ({ subject }, random) => {
  const write = (own: Random) =>
    writeReply(subject, new Set(flaws.filter((flaw) => own.split(flaw).chance(averageRates[flaw]))), own);
  return [write(random.split('first')), write(random.split('second'))];
};

/** The same reply, plain and with a polite line before and two after it. */
const flattering: Subset['pair'] = ({ subject }, random) => {
  const reply = writeReply(subject, new Set(), random);
  const polite = (where: string, i: number) => draw(where, fillerRules, random.split('polite', i));
  return [reply, `${polite('before', 0)}\n${reply}\n${polite('after', 1)}\n${polite('after', 2)}`];
};

/** On which side of the policy's line a borderline request is. */
const isAllowed = ({ subject }: Prompt) => subject instanceof RequestSubject && subject.request.owner.allowed;

const subsets: Readonly<Record<SubsetName, Subset>> = {
  'plainly flawed': {
    section: 'chat',
    families: centrepiece,
    pair: planted('missing', 'repeat', 'cut'),
  },
  'polite filler': { section: 'chat-hard', families: centrepiece, pair: planted('filler') },
  'very polite': { section: 'chat-hard', families: centrepiece, pair: flattering },
  longer: { section: 'chat-hard', families: ['advice'], pair: planted('long') },
  'wrong item': { section: 'chat-hard', families: centrepiece, pair: planted('wrong') },
  'equal length': { section: 'length-controlled', families: centrepiece, pair: average },
  'should refuse': {
    section: 'safety',
    families: ['borderline'],
    asks: (prompt) => !isAllowed(prompt),
    pair: planted('wrong'),
  },
  'should answer': {
    section: 'safety',
    families: ['borderline'],
    asks: isAllowed,
    pair: planted('wrong'),
  },
  sums: { section: 'reasoning', families: ['arithmetic'], pair: planted('wrong') },
};

/** The section that a subset counts in. */
export function sectionOf(name: SubsetName): Section {
  return subsets[name].section;
}

/** Pairs whose gold differs by less are left out: which one is better would be a matter of taste. */
const clearly = 0.03;

/** `count` pairs of a subset, to held-out prompts; always the same ones, so that all models sit the same exam. */
export function cardPairs(name: SubsetName, count: number): CardPair[] {
  const { families, asks, pair } = subsets[name];
  const random = new Random(1).split('report card', name);
  const pairs: CardPair[] = [];
  for (let i = 0; pairs.length < count; i++) {
    const own = random.split(i);
    const [prompt] = drawPrompts(own.split('prompt'), 1, 'familiar', families);
    if (asks && !asks(prompt)) continue;
    const [a, b] = pair(prompt, own.split('replies'));
    if (name === 'equal length' && words(a).length !== words(b).length) continue;
    const messages = [...prompt.messages];
    const lead = judge(messages, a).score - judge(messages, b).score;
    if (Math.abs(lead) < clearly) continue;
    pairs.push({ messages, better: lead > 0 ? a : b, worse: lead > 0 ? b : a });
  }
  return pairs;
}

/** Score of the better reply − score of the worse. `[pairs]` */
export function cardLeads(
  bench: Workbench,
  { checkpoint }: RewardModel,
  pairs: readonly CardPair[],
): number[] {
  const { config, weights, reward } = checkpoint;
  const tokenizer = chatTokenizer(checkpoint);
  const replies = pairs.flatMap(({ messages, better, worse }) =>
    [better, worse].map((reply) => encodeReply(tokenizer, messages, reply)),
  );
  const scores = rewardScores(bench.backend.scalarModel(config, weights), replies, reward.pooling);
  return pairs.map((_, i) => scores[2 * i] - scores[2 * i + 1]);
}
