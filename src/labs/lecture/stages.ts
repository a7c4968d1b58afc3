/**
 * The table at the end: each stage's model on fresh held-out prompts (claims A1, B1, B4), and its replies to the
 * slides' own prompts. Fresh, because a peak that was chosen for its score on some prompts looks too good on them.
 */
import { bootstrapMean, bootstrapPairedDifference, type Interval } from '../../eval/bootstrap';
import { encodeChat } from '../../model/chat-template';
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import type { Random } from '../../random';
import type { Reply, Reward } from '../../train/reward';
import type { Prompt } from '../../world';
import { sequenceKls } from '../../steps/evaluation';
import { assess, chatTask, documentTask, sampleReplies, type Assessment, type Task } from '../../steps/task';
import type { SampleResult, StageName, StageResult } from './result';

/** A model with its place in the table. */
export interface StageModel {
  readonly name: StageName;
  readonly title: string;
  readonly model: LanguageModel;
}

export interface StageInput {
  readonly tokenizer: Tokenizer;
  readonly sft: LanguageModel;
  readonly reward: Reward;
  /** Of the families that PPO trained on, and of all families. */
  readonly prompts: readonly Prompt[];
  readonly promptsEverywhere: readonly Prompt[];
  readonly maxNewTokens: number;
  readonly random: Random;
}

/** The base model sees a prompt as the beginning of a page, the others as a chat. */
function taskOf(stage: StageModel, tokenizer: Tokenizer, prompts: readonly Prompt[]): Task {
  return stage.name === 'base' ? documentTask(tokenizer, prompts) : chatTask(tokenizer, prompts);
}

/**
 * Replies as a reward model takes them: after the prompt as a chat. The base model's continuation is put there
 * with an end token, since the reward model has never seen a page.
 */
function asChatReplies(
  stage: StageModel,
  tokenizer: Tokenizer,
  prompts: readonly Prompt[],
  replies: readonly Reply[],
) {
  if (stage.name !== 'base') return replies;
  return replies.map((reply): Reply => {
    const prompt = encodeChat(tokenizer, prompts[reply.promptIndex].messages, {
      generationPrompt: true,
    }).tokens;
    const text = reply.stopped ? reply.tokens.subarray(0, -1) : reply.tokens;
    return { ...reply, prompt, tokens: Int32Array.from([...text, tokenizer.eosId]) };
  });
}

/**
 * A tiny model that draws every token at temperature 1 sooner or later draws one that nobody would say. Curves need
 * temperature 1, the policy as it is; who uses a model samples cooler (Stiennon et al. 2020 evaluate so too).
 */
const temperatureInUse = 0.7;

/** Rows of the table, in the order of `stages`; the SFT model must be among them. */
export function evaluateStages(stages: readonly StageModel[], input: StageInput): StageResult[] {
  const { tokenizer, prompts, promptsEverywhere, random } = input;
  const sampling = { perPrompt: 1, maxNewTokens: input.maxNewTokens };
  const interval = (values: readonly number[], what: string): Interval =>
    bootstrapMean(values, { random: random.split('bootstrap', what) });
  const measured = stages.map((stage) => {
    const task = taskOf(stage, tokenizer, prompts);
    const replies = sampleReplies(stage.model, task, sampling, random.split('table'));
    return { stage, replies, assessments: assess(task, replies) };
  });
  const sft = measured.find(({ stage }) => stage.name === 'sft');
  if (!sft) throw new Error('the table needs the SFT model');
  return measured.map(({ stage, replies, assessments }) => {
    const of = (what: keyof Omit<Assessment, 'text'>) => assessments.map((a) => Number(a[what]));
    const golds = (rows: readonly Assessment[]) => rows.map(({ gold }) => gold);
    const everywhere = taskOf(stage, tokenizer, promptsEverywhere);
    const others = (temperature: number) =>
      assess(
        everywhere,
        sampleReplies(stage.model, everywhere, { ...sampling, temperature }, random.split('everywhere')),
      );
    const [asIs, inUse] = [others(1), others(temperatureInUse)];
    const formats = (rows: readonly Assessment[]) => rows.map(({ rightFormat }) => (rightFormat ? 1 : 0));
    const scored = asChatReplies(stage, tokenizer, prompts, replies);
    const draw = { random: random.split('bootstrap', stage.name) };
    return {
      name: stage.name,
      title: stage.title,
      gold: interval(of('gold'), 'gold'),
      goldOverSft:
        stage.name === 'sft'
          ? null
          : bootstrapPairedDifference(golds(assessments), golds(sft.assessments), draw),
      proxy: interval(Array.from(input.reward(scored)), 'proxy'),
      kl: stage.name === 'base' ? null : interval(sequenceKls(stage.model, input.sft, replies).kls, 'kl'),
      rightFormat: interval(of('rightFormat'), 'format'),
      length: interval(of('length'), 'length'),
      repetition: interval(of('repetition'), 'repetition'),
      everywhere: {
        rightFormat: interval(formats(asIs), 'everywhere'),
        rightFormatInUse: interval(formats(inUse), 'in use'),
        goldInUse: interval(golds(inUse), 'gold in use'),
      },
    };
  });
}

/** Three replies of each stage to each of these prompts. */
export function sampleStages(
  stages: readonly StageModel[],
  input: StageInput,
  shown: readonly Prompt[],
): SampleResult[] {
  const sampling = { perPrompt: 3, maxNewTokens: input.maxNewTokens, temperature: temperatureInUse };
  const tables = stages.map((stage) => {
    const task = taskOf(stage, input.tokenizer, shown);
    return {
      stage,
      texts: assess(task, sampleReplies(stage.model, task, sampling, input.random.split('shown'))),
    };
  });
  return shown.map((prompt, p) => ({
    prompt: prompt.messages[prompt.messages.length - 1].content,
    stages: tables.map(({ stage, texts }) => ({
      name: stage.name,
      title: stage.title,
      replies: texts.slice(3 * p, 3 * p + 3).map(({ text, gold }) => ({ text, gold })),
    })),
  }));
}
