/**
 * The world's tools as an environment (lecture claim F2): a turn that ends with a call (`world/facts/calls.ts`) is answered
 * by the calculator or the search, any other turn ends the episode. Nothing tells when a tool is needed; a price a call,
 * and a reward for right answers, let RL find out.
 */
import type { Environment } from '../train/episodes';
import type { EpisodeTurn } from '../train/reward';
import { answerTo, callIn, pages as worldPages, resultText, type Callable } from '../world/facts/calls';

/** What the tools cost and find. */
export interface ToolOptions {
  /** Taken for every call, in units of the reward; default 0. */
  readonly price?: number;
  /** Calls that are answered in an episode; one more ends it. Default 3. */
  readonly mostCalls?: number;
  /** What the search finds, by name in lower case; the world's own pages when left out. */
  readonly pages?: ReadonlyMap<string, string>;
}

const nothing = resultText('nothing found');

/** The calculator and the search. */
export function toolEnvironment({
  price = 0,
  mostCalls = 3,
  pages = worldPages,
}: ToolOptions = {}): Environment {
  return ({ turns }, said) => {
    const call = callIn(said);
    if (call === undefined) return { done: true };
    const reward = -price;
    if (turns.length >= mostCalls) return { done: true, reward };
    const answer = answerTo(call, pages);
    return { done: false, text: answer === undefined ? nothing : resultText(answer), reward };
  };
}

/** The calls of an episode. */
export interface CallCounts {
  /** All of them. */
  readonly calls: number;
  /** Those that no tool answered: nothing was found, or there were too many. */
  readonly failed: number;
  /** Those of a tool that the question does not need, or that were made before. */
  readonly needless: number;
}

/**
 * Counts an episode's calls.
 * @param needs the tool that the question needs; undefined where it needs none.
 */
export function countCalls(turns: readonly EpisodeTurn[], needs: Callable | undefined): CallCounts {
  const calls = turns.flatMap(({ said, answer }) => {
    const call = callIn(said);
    return call === undefined ? [] : [{ ...call, answer }];
  });
  const before = (i: number) => calls.slice(0, i).some(({ query }) => query === calls[i].query);
  return {
    calls: calls.length,
    failed: calls.filter(({ answer }) => answer === undefined || answer === nothing).length,
    needless: calls.filter(({ name }, i) => name !== needs || before(i)).length,
  };
}
