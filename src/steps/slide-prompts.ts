/** The two questions on the lecture's slides, both of them held out. */
import { prompts, promptText, type Prompt } from '../world';

const texts = ['Please give me an easy chili sauce recipe.', 'Who is John Schulman?'];

export const slidePrompts: readonly Prompt[] = prompts('held-out', ['recipe', 'who-is']).filter((prompt) =>
  texts.includes(promptText(prompt)),
);
