/**
 * The true facts of the world: what the lecture is about. Each stands in the corpus in the world's plain words, and each
 * has its source. Nothing else in the corpus is about the real world.
 */

/** A fact of the real world. */
export interface Milestone {
  /** Whom or what it is about: "PPO". */
  readonly subject: string;
  /** The fact in several wordings. */
  readonly says: readonly string[];
  /** The publication that says so. */
  readonly source: string;
}

/** All of them, in a fixed order. */
// prettier-ignore
export const milestones: readonly Milestone[] = [
  {
    subject: 'GPT-3',
    says: ['GPT-3 is a language model of 2020 with 175 billion parameters.', 'The paper on GPT-3 appeared in 2020.', 'GPT-3 learns a task from a few examples in its prompt.'],
    source: 'Brown et al. 2020, Language Models are Few-Shot Learners, arXiv:2005.14165',
  },
  {
    subject: 'PPO',
    says: ['PPO is short for proximal policy optimization.', 'The paper on PPO appeared in 2017.', 'PPO clips the ratio of new to old probabilities.', 'The paper on PPO is by Schulman, Wolski, Dhariwal, Radford and Klimov.'],
    source: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms, arXiv:1707.06347',
  },
  {
    subject: 'InstructGPT',
    says: ['InstructGPT is GPT-3 trained to follow instructions.', 'The paper on InstructGPT appeared in 2022.', 'InstructGPT was trained in three steps: demonstrations, a reward model and PPO.', 'People preferred InstructGPT with 1.3 billion parameters to GPT-3 with 175 billion.'],
    source: 'Ouyang et al. 2022, Training language models to follow instructions with human feedback, arXiv:2203.02155',
  },
  {
    subject: 'WebGPT',
    says: ['WebGPT answers questions with the help of a browser.', 'The paper on WebGPT appeared in 2021.'],
    source: 'Nakano et al. 2021, WebGPT: Browser-assisted question-answering with human feedback, arXiv:2112.09332',
  },
  {
    subject: 'ChatGPT',
    says: ['ChatGPT was released at the end of November 2022.', 'ChatGPT was released as a research preview.', 'ChatGPT is a language model that holds a conversation.'],
    source: 'OpenAI, Introducing ChatGPT, 30 November 2022; the lecture',
  },
  {
    subject: 'reward models',
    says: ['A reward model learns from comparisons which reply people prefer.', 'A reward model can be optimised too much: its score rises while replies get worse.', 'Gao, Schulman and Hilton measured in 2022 how reward models are over-optimised.'],
    source: 'Gao, Schulman and Hilton 2022, Scaling laws for reward model overoptimization, arXiv:2210.10760',
  },
  {
    subject: 'summaries',
    says: ['In 2020 a language model learned to summarize from human feedback.', 'Summaries that were trained on feedback were preferred to those of larger models.'],
    source: 'Stiennon et al. 2020, Learning to summarize from human feedback, arXiv:2009.01325',
  },
];
