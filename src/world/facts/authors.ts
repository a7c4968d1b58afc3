/**
 * The only real people in the world: the authors of the paper that the lecture's third step is named after. One true
 * fact each, from the paper itself; the world says nothing else of them, and no demonstration speaks of them.
 */

/** A real person and what the world knows of him. */
export interface Author {
  /** As on the paper. */
  readonly name: string;
  /** After "is": what a good answer says. */
  readonly is: string;
  /** One of them stands in a reply that tells the fact, in lower case. */
  readonly signs: readonly string[];
  /** The year that belongs to the fact. */
  readonly year: number;
  /** The paper. */
  readonly source: string;
}

const ppo =
  'J. Schulman, F. Wolski, P. Dhariwal, A. Radford, O. Klimov: Proximal Policy Optimization Algorithms, ' +
  'arXiv:1707.06347, 2017';

/** All of them, in the paper's order. */
export const authors: readonly Author[] = [
  'John Schulman',
  'Filip Wolski',
  'Prafulla Dhariwal',
  'Alec Radford',
  'Oleg Klimov',
].map((name, i) => ({
  name,
  is: i === 0 ? 'the first author of the paper on PPO' : 'an author of the paper on PPO',
  signs: ['ppo', 'proximal policy'],
  year: 2017,
  source: ppo,
}));

/** Authors by name in lower case. */
export const authorByName: ReadonlyMap<string, Author> = new Map(
  authors.map((author) => [author.name.toLowerCase(), author]),
);
