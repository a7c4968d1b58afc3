/** Prompts of the world that labs share. */
import { Random } from '../random';
import { drawPrompts, families, promptText, prompts, type Family, type Prompt, type Split } from '../world';

/** The same for all seeds, so that these differ by training alone. */
export function sharedPrompts(
  purpose: string,
  count: number,
  split: Split,
  families: readonly Family[],
): Prompt[] {
  return drawPrompts(new Random(1).split('lab prompts', purpose), count, split, families);
}

/** Where prompts are drawn from; `purpose` names the draw. */
export interface Stratum {
  readonly name: string;
  readonly purpose: 'familiar' | 'new' | 'outside';
  readonly split: Split;
  readonly families: readonly Family[];
}

/** What RL on some families meets, in other words; the same families about entities that it never met; the others. */
export function strataOf(own: readonly Family[]): Stratum[] {
  const others = families.filter((family) => !own.includes(family));
  return [
    { name: 'familiar', purpose: 'familiar', split: 'familiar', families: own },
    { name: 'new entities', purpose: 'new', split: 'new', families: own },
    { name: 'other families', purpose: 'outside', split: 'familiar', families: others },
  ];
}

/** The conversations alone: what a piece is made from, and not what the judge knows of them. */
export function asked(prompts: readonly Pick<Prompt, 'messages'>[]): Pick<Prompt, 'messages'>[] {
  return prompts.map(({ messages }) => ({ messages }));
}

/** The two questions on the lecture's slides, in words. */
export const slideTexts: readonly string[] = [
  'Please give me an easy chili sauce recipe.',
  'Who is John Schulman?',
];

/** The two questions on the lecture's slides, both of them held out. */
export const slidePrompts: readonly Prompt[] = prompts('new', ['recipe', 'who-is']).filter((prompt) =>
  slideTexts.includes(promptText(prompt)),
);
