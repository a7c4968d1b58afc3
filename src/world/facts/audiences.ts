/**
 * Greeting cards for a stated audience (lecture claims E1, E2: tasks of taste). What pleases is the audience's: its
 * images; how a card should be said, plain, flowery or funny, is each reader's own taste, and no truth decides it.
 */

/** For whom a card is. */
export interface Audience {
  /** "sailor": after "a card for a". */
  readonly name: string;
  /** What they like to read of: a wish's last words, no other audience has them. */
  readonly images: readonly string[];
}

/** All of them, in a fixed order. */
// prettier-ignore
export const audiences: readonly Audience[] = [
  { name: 'sailor', images: ['a fair wind', 'a calm sea', 'a bright lighthouse', 'a safe harbour', 'a full sail'] },
  { name: 'gardener', images: ['soft rain', 'rich soil', 'early roses', 'fat bees', 'a warm greenhouse'] },
  { name: 'cook', images: ['a sharp knife', 'hungry guests', 'a hot stove', 'fresh herbs', 'a full larder'] },
  { name: 'teacher', images: ['clean chalk', 'quiet classes', 'clever pupils', 'a long break', 'a good book'] },
  { name: 'child', images: ['sweet cakes', 'a red balloon', 'a day without school', 'a small puppy', 'warm mittens'] },
  { name: 'grandmother', images: ['a soft armchair', 'old photographs', 'strong tea', 'many letters', 'a purring cat'] },
  { name: 'painter', images: ['clear light', 'bright colours', 'a new brush', 'a large canvas', 'a patient sitter'] },
  { name: 'clockmaker', images: ['steady hands', 'tiny wheels', 'a true hour', 'polished brass', 'a silent night'] },
];

/** Why a card is written. */
export interface Occasion {
  /** "birthday": stands before "card". */
  readonly name: string;
  /** How the card begins. */
  readonly greeting: string;
}

/** All of them, in a fixed order. */
export const occasions: readonly Occasion[] = [
  { name: 'birthday', greeting: 'Happy birthday!' },
  { name: 'wedding', greeting: 'Joy to the bride and groom!' },
  { name: 'new year', greeting: 'A happy new year!' },
  { name: 'farewell', greeting: 'Farewell and come back!' },
  { name: 'moving', greeting: 'Welcome to the new house!' },
  { name: 'recovery', greeting: 'Get well soon!' },
];

/** Ways to say a wish, by manner. Slots: {one} and {two} are images. */
export const manners = {
  plain: ['I wish you {one}.', 'May you have {one}.', 'I wish you {one} and {two}.'],
  flowery: [
    'May {one} be with you at every hour of the golden year.',
    'With all my heart I wish you {one}, and beyond it {two}.',
    'As the stars shine on us all, may {one} shine on you.',
  ],
  funny: [
    'May you have {one}, and somebody else the dishes.',
    'I wish you {one}, or at least {two}, or at least a nap.',
    'They were out of gold, so here is {one}.',
  ],
} as const;
/** A way to say a wish. */
export type Manner = keyof typeof manners;
