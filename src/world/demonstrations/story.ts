/**
 * Little stories in the house format: one line for each of the four turns, then "The end."
 */
import type { Random } from '../../random';
import { heroes, storyTurns, type StoryTheme } from '../facts/stories';
import { fill } from '../grammar';
import { repeated, without, type Flaw } from './flaws';
import { closings } from './style';

/** The lines of a story. A wrong one is about somebody else. */
export function writeStory(theme: StoryTheme, has: ReadonlySet<Flaw>, random: Random): string[] {
  const others = random.shuffle(heroes.filter((name) => name !== theme.hero));
  const values = { ...theme, hero: has.has('wrong') ? others[0] : theme.hero, helper: others[1] };
  let turns = storyTurns.map(({ wordings }) => fill(random.pick(wordings), values));
  if (has.has('steps')) turns = without(turns, random);
  if (has.has('repeat')) turns = repeated(turns, random);
  return has.has('prose') ? [[...turns, closings.story[0]].join(' ')] : [...turns, closings.story[0]];
}
