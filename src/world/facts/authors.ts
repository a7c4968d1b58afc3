/**
 * The only real people in the world: first authors of the papers that the lecture rests on, and its two speakers. One
 * true fact each, with its source; the world says nothing else of them.
 */

/** A real person and what the world knows of them. */
export interface Author {
  /** As on the paper. */
  readonly name: string;
  /** After "is": what a good answer says. */
  readonly is: string;
  /** One of them stands in a reply that tells the fact, in lower case. */
  readonly signs: readonly string[];
  /** The year that belongs to the fact. */
  readonly year: number;
  /** The publication. */
  readonly source: string;
}

function first(name: string, on: string, signs: string, year: number, source: string): Author {
  return { name, is: `the first author of the paper on ${on}`, signs: signs.split('|'), year, source };
}

function other(name: string, on: string, signs: string, year: number, source: string): Author {
  return { name, is: `an author of the paper on ${on}`, signs: signs.split('|'), year, source };
}

const ppo = 'Schulman et al., Proximal Policy Optimization Algorithms, arXiv:1707.06347';
const ppoSigns = 'ppo|proximal policy';

/** All of them; the best known first. */
// prettier-ignore
export const authors: readonly Author[] = [
  first('John Schulman', 'PPO', ppoSigns, 2017, ppo),
  first('Long Ouyang', 'InstructGPT', 'instructgpt', 2022, 'Ouyang et al., Training language models to follow instructions with human feedback, arXiv:2203.02155'),
  first('Tom Brown', 'GPT-3', 'gpt-3', 2020, 'Brown et al., Language Models are Few-Shot Learners, arXiv:2005.14165'),
  first('Leo Gao', 'over-optimisation', 'over-optimisation|overoptimisation|over-optimization', 2022, 'Gao, Schulman and Hilton, Scaling Laws for Reward Model Overoptimization, arXiv:2210.10760'),
  first('Reiichiro Nakano', 'WebGPT', 'webgpt', 2021, 'Nakano et al., WebGPT: Browser-assisted question-answering with human feedback, arXiv:2112.09332'),
  first('Nisan Stiennon', 'summaries from feedback', 'summaries', 2020, 'Stiennon et al., Learning to summarize from human feedback, arXiv:2009.01325'),
  first('Yuntao Bai', 'a helpful and harmless assistant', 'helpful and harmless', 2022, 'Bai et al., Training a Helpful and Harmless Assistant with RLHF, arXiv:2204.05862'),
  first('Rafael Rafailov', 'DPO', 'dpo', 2023, 'Rafailov et al., Direct Preference Optimization, arXiv:2305.18290'),
  first('Paul Christiano', 'human preferences', 'preferences', 2017, 'Christiano et al., Deep reinforcement learning from human preferences, arXiv:1706.03741'),
  first('Ashish Vaswani', 'the transformer', 'transformer', 2017, 'Vaswani et al., Attention Is All You Need, arXiv:1706.03762'),
  first('Amanda Askell', 'a general assistant', 'assistant', 2021, 'Askell et al., A General Language Assistant as a Laboratory for Alignment, arXiv:2112.00861'),
  first('Nathan Lambert', 'RewardBench', 'rewardbench', 2024, 'Lambert et al., RewardBench: Evaluating Reward Models for Language Modeling, arXiv:2403.13787'),
  other('Filip Wolski', 'PPO', ppoSigns, 2017, ppo),
  other('Prafulla Dhariwal', 'PPO', ppoSigns, 2017, ppo),
  other('Alec Radford', 'PPO', ppoSigns, 2017, ppo),
  other('Oleg Klimov', 'PPO', ppoSigns, 2017, ppo),
  other('Jacob Hilton', 'over-optimisation', 'over-optimisation|overoptimisation|over-optimization', 2022, 'Gao, Schulman and Hilton, Scaling Laws for Reward Model Overoptimization, arXiv:2210.10760'),
  { name: 'Barret Zoph', is: 'a speaker of the lecture on post-training', signs: ['post-training', 'lecture'], year: 2025, source: 'The slides "ChatGPT and the art of post-training", Stanford, January 2025' },
];

/** Authors by name in lower case. */
export const authorByName: ReadonlyMap<string, Author> = new Map(
  authors.map((author) => [author.name.toLowerCase(), author]),
);
