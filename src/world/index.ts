/**
 * The tiny world: one truth, and from it the corpus, the prompts, the demonstrations, the judge, the annotators.
 */
export { annotator, attributes, type Annotator, type Attribute, type Choice } from './annotators/annotator';
export { bayesAccuracy, ceilingRows, ceilings, type Ceilings, type UnlabelledPair } from './annotators/bayes';
export { improve } from './annotators/improve';
export { drawPairs, label, type DrawnPair, type Labels, type PairOptions } from './annotators/labels';
export { noteOn, type Note, type Reason } from './annotators/notes';
export { defaultTraits, unbiasedTraits, type AnnotatorTraits } from './annotators/traits';
export {
  editDraft,
  labour,
  readingTime,
  writingTime,
  type Edited,
  type EditOptions,
} from './demonstrations/edit';
export {
  corpus,
  documentAt,
  sources,
  typoRate,
  type Register,
  type SourceName,
  type WorldDocument,
} from './corpus';
export {
  answerTo,
  callable,
  callIn,
  callText,
  pages,
  resultText,
  type Call,
  type Callable,
} from './facts/calls';
export { milestones, type Milestone } from './facts/milestones';
export { parties, type Party } from './facts/parties';
export { tools, type Tool } from './facts/tools';
export { towns, type Town } from './facts/towns';
export { exposure, exposureBin, exposureBins, type Exposure, type ExposureKind } from './exposure';
export { buildDatasets, shippedRandom, shippedSeed } from './datasets';
export {
  demonstrations,
  mixedShares,
  qualities,
  type DemonstrationOptions,
  type Quality,
  type WorldDemonstration,
} from './demonstrations/demonstrations';
export { averageRates, carelessRates, expertRates, flaws } from './house/flaws';
export type { Answer, Flaw, FlawRates } from './house/flaws';
export type { Line, Reading } from './house/lines';
export { politeness } from './house/style';
export { demonstrateBy, ways, type LabouredDemonstration, type Way } from './demonstrations/ways';
export { writeReply } from './families/write';
export { dishes, type Dish } from './facts/dishes';
export { people, unknownNames, type Person } from './facts/people';
export { answerOf, drawSumOf, stepsOf, sumText, type Sum } from './facts/sums';
export { counterpart, groups, type Group } from './facts/groups';
export {
  policy,
  requestActs,
  requestOwners,
  tenses,
  type BorderlineRequest,
  type Tense,
} from './facts/requests';
export { authors, type Author } from './facts/authors';
export { aspects, hiddenAspects, type Aspect } from './facts/self';
export { topics, type Topic } from './facts/topics';
export { personOutcome, type PersonOutcome } from './judge/person';
export { isKnownWord, misspeltShare } from './judge/dictionary';
export { isRightFormat, judge, type Judgement } from './judge/judge';
export { partWeights, type Part, type PartName } from './house/parts';
export { answerIn } from './house/answer';
export { drawPrompts, prompts, promptText, type Prompt } from './prompts';
export {
  allFamilies,
  centrepiece,
  families,
  mixture,
  recognise,
  rewardFamilies,
  type Family,
  type Subject,
} from './families';
export { AdviceSubject } from './families/advice';
export { SumSubject } from './families/arithmetic';
export { ThingSubject, type Thing } from './families/what-is';
export { ChoiceSubject } from './families/choice';
export { FollowUpSubject } from './families/follow-up';
export { GroupSubject, tone } from './families/groups';
export { ListSubject } from './families/list';
export { RecipeSubject } from './families/recipe';
export { refuses, RequestSubject } from './families/requests';
export { StorySubject } from './families/story';
export { ActSubject } from './families/talk';
export { abstains, PersonSubject, type Claims } from './families/who-is';
export {
  splits,
  type FollowUp,
  type Place,
  type PolicyView,
  type Split,
  type SubjectOf,
} from './families/family';
export { addTypos } from './typos';
export type { Scale } from './annotators/scales';
export type { SmallTalkAct } from './facts/acts';
export type { Category } from './facts/categories';
export type { MainIngredient } from './facts/dishes';
export type { DishKind } from './facts/kinds';
export type { Owner, RequestAct } from './facts/requests';
export type { StoryTheme } from './facts/stories';
