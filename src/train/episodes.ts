/**
 * Episodes: conversations in which an environment answers what the policy says, a calculator or a user with a next
 * question, until it says that all is done. An episode is a reply of several turns (`reward.ts`): the policy's own tokens
 * are sampled, scored and learnt from, the environment's stand between them and are only read (as Jin et al. 2025,
 * Search-R1, https://arxiv.org/abs/2503.09516, mask what was retrieved). One turn is the reply of every other task.
 *
 * All episodes go on together, turn by turn; those that are done drop out. A turn that runs into the length limit ends
 * its episode without an end; so does an answer that leaves no room in the context, and such an episode counts as cut.
 *
 * Simplified: each turn reads the conversation anew; no cache is kept from turn to turn.
 */
import type { Message } from '../data/records';
import { UserError } from '../errors';
import { mean } from '../eval/statistics';
import type { Generation, LanguageModel, SamplingOptions } from '../model/model';
import type { Random } from '../random';
import { concatenate } from './ragged';
import type { EpisodeTurn, SampledReply } from './reward';

/** How far an episode has come. */
export interface EpisodeState {
  /** Of the prompt in the task's list. */
  readonly promptIndex: number;
  /** The prompt's messages. */
  readonly prompt: readonly Message[];
  /** The turns since, each with its answer. */
  readonly turns: readonly EpisodeTurn[];
}

/** What an environment makes of a turn; `reward` is in units of the task's, 0 when left out. */
export type Observation =
  | { readonly done: true; readonly reward?: number }
  /** `text` comes into the conversation as a user's turn: it is data, and whatever it says makes no markers of turns. */
  | { readonly done: false; readonly text: string; readonly reward?: number };

/**
 * An environment: answers a turn that came to its end, from nothing but the conversation so far.
 * @param said the turn as text, without the markers of turns.
 */
export type Environment = (state: EpisodeState, said: string) => Observation;

/** What makes episodes of a task's prompts. For chats `episodesOf` (`steps/task.ts`) makes it. */
export interface Episodes {
  /** The messages that each of the task's prompts was written from. `[prompts]` */
  readonly conversations: readonly (readonly Message[])[];
  /** Who answers. */
  readonly environment: Environment;
  /** A turn's tokens as text, without markers. */
  read(tokens: Int32Array): string;
  /**
   * What stands between the end of a turn and the beginning of the next one: the answer, and the opening of a reply.
   * @param before the conversation up to that turn. `[tokens]`
   */
  write(before: readonly Message[], answer: string): Int32Array;
}

/** An episode, perhaps in the making: where its last turn was answered the policy speaks next. */
interface Episode extends SampledReply {
  readonly turns: readonly EpisodeTurn[];
}

/**
 * Plays episodes to their ends.
 * @param first the policy's first turns, one an episode.
 * @param sampling how those were drawn. A later turn depends on its episode's row and conversation only.
 * @returns the whole episodes, in their order.
 * @throws UserError on a prompt without a conversation, and as `write` does.
 */
export function playOn(
  model: LanguageModel,
  first: readonly SampledReply[],
  episodes: Episodes,
  sampling: SamplingOptions & { readonly random: Random },
): SampledReply[] {
  const context = model.config.max_position_embeddings;
  const nothing = {
    tokens: new Int32Array(0),
    logprobs: new Float32Array(0),
    entropies: new Float32Array(0),
  };
  const played = first.map((reply) => hear({ ...reply, ...nothing, turns: [] }, reply, episodes, context));
  for (let turn = 2; ; turn++) {
    const rows = [...played.keys()].filter((i) => played[i].turns.at(-1)?.answer !== undefined);
    if (rows.length === 0) return played;
    const random = sampling.random.split('turn', turn);
    const asked = rows.map((i) => Int32Array.from([...played[i].prompt, ...played[i].tokens]));
    const drawn = { ...sampling, random: { split: (row: number) => random.split(rows[row]) } };
    model.generate(asked, drawn).forEach((spoken, row) => {
      played[rows[row]] = hear(played[rows[row]], spoken, episodes, context);
    });
  }
}

/** The episode after one more turn and what the environment makes of it. */
function hear(before: Episode, spoken: Generation, episodes: Episodes, context: number): Episode {
  const { conversations, environment } = episodes;
  const { promptIndex, turns: earlier } = before;
  const tokens = Int32Array.from([...before.tokens, ...spoken.tokens]);
  const said = episodes.read(spoken.tokens);
  const turn = { start: before.tokens.length, end: tokens.length, said, reward: 0 };
  const over = {
    ...before,
    tokens,
    logprobs: concatenate([before.logprobs, spoken.logprobs]),
    entropies: concatenate([before.entropies, spoken.entropies]),
    stopped: spoken.stopped,
    turns: [...earlier, turn],
  };
  if (!spoken.stopped) return over;
  const prompt = conversations.at(promptIndex);
  if (prompt === undefined)
    throw new UserError(
      `episodes: ${conversations.length} conversations and a prompt ${promptIndex}; expected one for each prompt`,
    );
  const observed = environment({ promptIndex, prompt, turns: earlier }, said);
  const paid = { ...turn, reward: observed.reward ?? 0 };
  if (observed.done) return { ...over, turns: [...earlier, paid] };
  const answer = episodes.write(messagesOf({ prompt, turns: earlier }), observed.text);
  if (before.prompt.length + tokens.length + answer.length >= context)
    return { ...over, turns: [...earlier, paid], stopped: false, cut: true };
  return {
    ...over,
    tokens: Int32Array.from([...tokens, ...answer]),
    turns: [...earlier, { ...paid, answer: observed.text }],
  };
}

/** An episode's conversation so far. */
export function messagesOf({ prompt, turns }: Pick<EpisodeState, 'prompt' | 'turns'>): Message[] {
  const said = turns.flatMap(({ said, answer }): Message[] => [
    { role: 'assistant', content: said },
    ...(answer === undefined ? [] : [{ role: 'user', content: answer } as const]),
  ]);
  return [...prompt, ...said];
}

/** What an iteration's episodes show, beside what single replies do; nothing where they are replies. */
export interface EpisodeMeasures {
  /** The policy's turns in an episode, a mean. */
  readonly turns?: number;
  /** Share of episodes, in [0, 1], that ended because an answer left no room in the context. */
  readonly cut?: number;
}

/** Means over episodes. */
export function measureEpisodes(episodes: readonly SampledReply[]): EpisodeMeasures {
  const turns = episodes.flatMap(({ turns }) => turns?.length ?? []);
  if (turns.length === 0) return {};
  return { turns: mean(turns), cut: mean(episodes.map(({ cut }) => (cut ? 1 : 0))) };
}

/** The line that says how many episodes were cut, for the warnings of a record; none where none was. */
export function cutWarnings(episodes: readonly SampledReply[]): string[] {
  const cut = episodes.filter(({ cut }) => cut).length;
  if (cut === 0) return [];
  const shown = `${cut} of ${episodes.length} episodes`;
  return [`context: ${shown} ended before their end, since an answer left no room for a reply`];
}
