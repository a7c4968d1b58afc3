/**
 * The measurements that the cards of the shipped world and its base model rest on: how varied the corpus is, how fluent
 * the base model, how much of it is copied, how it behaves when asked before and after SFT, what it knows. A stream of
 * stages with the result at its end; same inputs, same numbers.
 */
import { initialWeights } from '../../model/weights';
import type { Checkpoint } from '../../model/checkpoint';
import type { Backend, LanguageModel } from '../../model/model';
import { withChatTemplate } from '../../model/chat-template';
import { Random } from '../../random';
import { encodeDemonstration } from '../../train/rows';
import type { SftOptions } from '../../train/sft';
import { corpus, demonstrations, documentAt, drawPrompts, shippedRandom, type Exposure } from '../../world';
import { foundations, type FoundationSettings } from '../../steps/foundation';
import { chatTask, documentTask } from '../../steps/task';
import { behaviour, type Behaviour } from './behaviour';
import { corpusMeasures, sampleOf, type CorpusMeasures } from './corpus-measures';
import { GrammarCheck } from './grammar';
import { headroom, modelReplies, perfectReplies, type Headroom } from './headroom';
import { liveAnswers, type LiveAnswer } from './live';
import { knowledge, lessons, recall, teach, type Knowledge } from './knowledge';
import { copies, fluency, missedDamage, samplePages, type Copies, type Fluency } from './samples';

/** How much is measured. */
export interface MeasureSettings {
  /** Bytes of the corpus for its own measures. */
  readonly corpusBytes: number;
  /** Documents that the proxy of grammar is learned from; neither the model nor the samples have seen them. */
  readonly referenceDocuments: number;
  /** Pages of the model, and as many fresh documents as the control. */
  readonly pages: number;
  readonly temperature: number;
  /** Held-out prompts of all families. */
  readonly prompts: number;
  readonly maxNewTokens: number;
  /** Demonstrations for SFT, from the shipped mix. */
  readonly demonstrations: number;
  readonly sft: Partial<SftOptions>;
  /** The same of the SFT model that RL starts from. */
  readonly start: Pick<FoundationSettings, 'demonstrations' | 'sft'>;
  /** SFT on one half of the people. */
  readonly teaching: Partial<SftOptions>;
}

/** What ships is measured so. */
export const measureSettings: MeasureSettings = {
  corpusBytes: 8e6,
  referenceDocuments: 100_000,
  pages: 400,
  temperature: 0.7,
  prompts: 200,
  maxNewTokens: 112,
  demonstrations: 10_000,
  sft: { epochs: 3, learningRate: 1e-3, rowsPerBatch: 16 },
  start: foundations.lecture,
  teaching: { epochs: 6, learningRate: 5e-4, rowsPerBatch: 16 },
};

/** Replies shown in the card. */
const shown = 10;

export interface Measurements {
  readonly corpus: CorpusMeasures;
  readonly fluency: {
    readonly model: Fluency;
    /** Fresh documents of the world: what the proxy would take at best. */
    readonly fresh: Fluency;
    /** Share of fresh sentences with one slip that the proxy takes all the same. */
    readonly missedDamage: number;
  };
  readonly copies: { readonly model: Copies; readonly fresh: Copies };
  readonly behaviour: { readonly base: Behaviour; readonly sft: Behaviour };
  /** Of the base model, the main job's SFT model and a perfect writer. */
  readonly headroom: readonly Headroom[];
  /** Of the SFT model. */
  readonly live: readonly LiveAnswer[];
  readonly knowledge: Knowledge;
}

export interface MeasureInput {
  readonly backend: Backend;
  readonly base: Checkpoint & { readonly kind: 'lm' };
  /** Documents that the base model was trained on, from the start of the shipped corpus. */
  readonly trainedDocuments: number;
  readonly exposure: Exposure;
  readonly settings: MeasureSettings;
  readonly seed: number;
}

export type MeasureEvent =
  | { readonly type: 'stage'; readonly title: string }
  | { readonly type: 'result'; readonly result: Measurements };

function* documents(random: Random, count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield documentAt(random, i).text;
}

/** Measures a base model of the shipped world. */
export async function* measureWorld(input: MeasureInput): AsyncGenerator<MeasureEvent, void> {
  const { backend, base, settings, trainedDocuments } = input;
  const random = new Random(input.seed).split('world card');
  const { config } = base;
  const model = (weights = base.weights): LanguageModel => backend.languageModel(config, weights);

  yield { type: 'stage', title: 'Corpus' };
  const measures = corpusMeasures([...sampleOf(corpus(shippedRandom('corpus')), settings.corpusBytes)]);

  yield { type: 'stage', title: 'Fluency' };
  const check = new GrammarCheck(documents(random.split('reference'), settings.referenceDocuments));
  const sampling = {
    count: settings.pages,
    temperature: settings.temperature,
    random: random.split('pages'),
  };
  const pages = samplePages(model(), base.tokenizer, sampling);
  const fresh = [...documents(random.split('fresh'), settings.pages)];
  const fluent = {
    model: fluency(check, pages, random.split('model')),
    fresh: fluency(check, fresh, random.split('control')),
    missedDamage: missedDamage(check, fresh, random.split('damage')),
  };

  yield { type: 'stage', title: 'Copies' };
  const trained = () => documents(shippedRandom('corpus'), trainedDocuments);
  const copied = { model: copies(pages, trained()), fresh: copies(fresh, trained()) };

  yield { type: 'stage', title: 'Behaviour before and after SFT' };
  const { behaves, live } = await behaviours(input, model(), random);

  yield { type: 'stage', title: 'Headroom' };
  const room = await headrooms(input, model, random.split('headroom'));

  yield { type: 'stage', title: 'Knowledge' };
  const known = await knowledgeOf(input, model, random.split('knowledge'));
  const result = {
    corpus: measures,
    fluency: fluent,
    copies: copied,
    behaviour: behaves,
    headroom: room,
    live,
    knowledge: known,
  };
  yield { type: 'result', result };
}

async function behaviours({ base, settings, seed }: MeasureInput, model: LanguageModel, random: Random) {
  const asked = drawPrompts(random.split('prompts'), settings.prompts, 'familiar');
  const tokenizer = withChatTemplate(base.tokenizer);
  const { maxNewTokens, temperature } = settings;
  const options = { maxNewTokens, temperature, shown };
  const before = behaviour(model, documentTask(tokenizer, asked), options, random.split('base'));
  const examples = demonstrations(shippedRandom('demonstrations'), { count: settings.demonstrations });
  await teach(
    model,
    examples.map(({ messages }) => encodeDemonstration(tokenizer, messages)),
    settings.sft,
  );
  const after = behaviour(model, chatTask(tokenizer, asked), options, random.split('sft'));
  const live = liveAnswers(model, tokenizer, { temperature, maxNewTokens, seed });
  return { behaves: { base: before, sft: after }, live };
}

async function headrooms(
  { base, settings: { prompts, maxNewTokens, start } }: MeasureInput,
  model: () => LanguageModel,
  random: Random,
): Promise<Headroom[]> {
  const tokenizer = withChatTemplate(base.tokenizer);
  const [read, taught] = [model(), model()];
  const examples = demonstrations(shippedRandom('demonstrations'), { count: start.demonstrations });
  await teach(
    taught,
    examples.map(({ messages }) => encodeDemonstration(tokenizer, messages)),
    start.sft,
  );
  const by = (learner: LanguageModel, as: 'chats' | 'pages') =>
    modelReplies(learner, tokenizer, as, maxNewTokens, random.split(as));
  return [
    ...headroom('base', by(read, 'pages'), prompts, random),
    ...headroom('SFT', by(taught, 'chats'), prompts, random),
    ...headroom('perfect', perfectReplies(random.split('perfect')), prompts, random),
  ];
}

async function knowledgeOf(
  { base, settings, exposure }: MeasureInput,
  model: (weights?: Checkpoint['weights']) => LanguageModel,
  random: Random,
): Promise<Knowledge> {
  const tokenizer = withChatTemplate(base.tokenizer);
  const examples = lessons(tokenizer, random.split('lessons'));
  const pretrained = model();
  const fromNothing = model(initialWeights(base.config, 'lm', random.split('initial weights')));
  for (const learner of [pretrained, fromNothing]) await teach(learner, examples, settings.teaching);
  const [own, other] = [pretrained, fromNothing].map((learner) => recall(learner, tokenizer));
  return knowledge(own, other, exposure.people, random.split('intervals'));
}
