/**
 * The tiny world: one truth, and from it the corpus, the prompts, the demonstrations, the judge, the annotators.
 */
export * from './annotator';
export { corpus, documentAt, sources, typoRate, type SourceName, type WorldDocument } from './corpus';
export { buildDatasets, shippedRandom, shippedSeed } from './datasets';
export {
  demonstrations,
  writeReply,
  type DemonstrationOptions,
  type WorldDemonstration,
} from './demonstrations/demonstrations';
export { expertRates, flaws, mixedRates, type Flaw, type FlawRates } from './demonstrations/flaws';
export { politeness } from './demonstrations/style';
export { dishes, type Dish } from './facts/dishes';
export { people, unknownNames, type Person } from './facts/people';
export { answerOf, drawSum, stepsOf, sumText, type Sum } from './facts/sums';
export { topics, type Topic } from './facts/topics';
export { isKnownWord } from './judge/dictionary';
export { isRightFormat, judge, type Judgement } from './judge/judge';
export { partWeights, type Part, type PartName } from './judge/parts';
export { recognise } from './judge/recognise';
export { answerIn } from './judge/short';
export { drawPrompts, prompts, promptText, type Prompt, type Split } from './prompts';
export { centrepiece, families, type Family, type Subject } from './subject';
export { addTypos } from './typos';
