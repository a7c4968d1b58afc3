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
export { answerOf, chainText, drawChain, drawSumOf, stepsOf, sumText, type Sum } from './facts/sums';
export {
  drawProgram,
  programText,
  type Change as ProgramChange,
  type Line as ProgramLine,
  type Program,
  type Variable as ProgramVariable,
} from './facts/programs';
export { audiences, manners, occasions, type Audience, type Manner, type Occasion } from './facts/audiences';
export { cutOff, happenings, type Happening } from './facts/chronicle';
export { innocents } from './facts/innocents';
export { riddles, type Riddle } from './facts/riddles';
export { views, type WorldView } from './facts/views';
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
export { newsEra } from './judge/news';
export { claimsIn, personOutcome, type PersonOutcome } from './judge/person';
export { isKnownWord, misspeltShare } from './judge/dictionary';
export { contentScore, isRightFormat, judge, type Judgement } from './judge/judge';
export { refuses } from './house/help';
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
  shippedFamilies,
  type Family,
  type Subject,
} from './families';
export { AdviceSubject } from './families/advice';
export { SumSubject } from './families/arithmetic';
export { CardSubject, mannerOf } from './families/card';
export { ChainSubject } from './families/chain';
export type { Work } from './house/worked';
export { ThingSubject, type Thing } from './families/what-is';
export { ChoiceSubject } from './families/choice';
export { FollowUpSubject } from './families/follow-up';
export { GroupSubject, tone } from './families/groups';
export { InnocentSubject } from './families/innocent';
export { ListSubject } from './families/list';
export { NewsSubject, type Era } from './families/news';
export { ProgramSubject } from './families/program';
export { RecipeSubject } from './families/recipe';
export { RequestSubject } from './families/requests';
export { RiddleSubject } from './families/riddle';
export { StockSubject } from './families/stock';
export { StorySubject } from './families/story';
export { ActSubject } from './families/talk';
export { abstains, declineToSay, PersonSubject, type Claims } from './families/who-is';
export { ViewSubject, viewOf } from './families/view';
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
