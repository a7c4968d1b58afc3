/**
 * What little stories are about: a hero and a thing that it wants, what is in the way, who helps. A story is good
 * when it is about what was asked for and has its four turns: the wish, the trouble, the attempt, the end.
 */

/** A story that is asked for. */
export interface StoryTheme {
  /** "fox" */
  readonly hero: string;
  /** "lantern" */
  readonly thing: string;
}

export const heroes = (
  'fox hen mouse goose hare mole beaver lamb calf kitten puppy pony frog turtle lizard spider snail raven dove ' +
  'moose'
).split(' ');

export const wishes =
  'lantern kettle drum ladder blanket mirror compass whistle cushion bucket teapot ribbon barrel basket candle wheel'.split(
    ' ',
  );

/** The four turns, in order, each with its wordings. Slots: {hero}, {thing}, {helper}. */
export const storyTurns: readonly { readonly sign: string; readonly wordings: readonly string[] }[] = [
  {
    sign: 'once',
    wordings: [
      'Once there was a {hero} who wanted a {thing}.',
      'Once a {hero} dreamt of a {thing}.',
      'Once a young {hero} went out to find a {thing}.',
    ],
  },
  {
    sign: 'but',
    wordings: [
      'But the {thing} was at the bottom of a well.',
      'But a {helper} had the only {thing} in town.',
      'But every {thing} in the market was sold.',
      'But the {thing} lay behind a high fence.',
    ],
  },
  {
    sign: 'so',
    wordings: [
      'So the {hero} asked a {helper} to help.',
      'So the {hero} worked for the {helper} all summer.',
      'So the {hero} waited until night with a {helper}.',
      'So the {hero} and a {helper} dug a tunnel.',
    ],
  },
  {
    sign: 'in the end',
    wordings: [
      'In the end they shared the {thing}.',
      'In the end the {hero} slept beside the {thing}.',
      'In the end the {hero} gave the {thing} away.',
      'In the end the {thing} was theirs.',
    ],
  },
];
