/**
 * The true facts of the world: what the lecture is about. Each stands in the corpus in the world's plain words, and
 * each has its source. Nothing else in the corpus is about the real world but its authors (authors.ts).
 */

/** A fact of the real world. */
export interface Milestone {
  /** Whom or what it is about, as a question names it: "PPO", "a reward model". */
  readonly subject: string;
  /** The sentence that answers "What is …?". */
  readonly is: string;
  /** In a reply that answers stands one of them, in lower case; none of them stands in the subject. */
  readonly signs: readonly string[];
  /** What else is true of it, each a sentence. */
  readonly says: readonly string[];
  /** When it came out, "2017" or "2022-11-30"; left out of terms that have no day. */
  readonly date?: string;
  /** The publication that says so. */
  readonly source: string;
}

const instructGpt =
  'Ouyang et al. 2022, Training language models to follow instructions with human feedback, arXiv:2203.02155';
const gao = 'Gao, Schulman and Hilton 2022, Scaling laws for reward model overoptimization, arXiv:2210.10760';
const lecture = 'The slides "ChatGPT and the art of post-training", Stanford, January 2025';

/** All of them, in a fixed order. */
// prettier-ignore
export const milestones: readonly Milestone[] = [
  {
    subject: 'PPO', date: '2017',
    is: 'PPO is short for proximal policy optimization, a way to train a policy in small steps.', signs: ['proximal', 'small steps'],
    says: ['The paper on PPO appeared in 2017.', 'PPO clips the ratio of new to old probabilities.', 'The first author of the paper on PPO is John Schulman.', 'InstructGPT was trained with PPO.'],
    source: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms, arXiv:1707.06347',
  },
  {
    subject: 'GPT-3', date: '2020',
    is: 'GPT-3 is a language model of 2020 with 175 billion parameters.', signs: ['175 billion', 'of 2020'],
    says: ['The paper on GPT-3 appeared in 2020.', 'GPT-3 learns a task from a few examples in its prompt.', 'The first author of the paper on GPT-3 is Tom Brown.'],
    source: 'Brown et al. 2020, Language Models are Few-Shot Learners, arXiv:2005.14165',
  },
  {
    subject: 'InstructGPT', date: '2022',
    is: 'InstructGPT is GPT-3 trained to follow instructions.', signs: ['gpt-3', 'follow instructions'],
    says: ['The paper on InstructGPT appeared in 2022.', 'InstructGPT was trained in three steps: demonstrations, a reward model and PPO.', 'People preferred InstructGPT with 1.3 billion parameters to GPT-3 with 175 billion.', 'The first author of the paper on InstructGPT is Long Ouyang.'],
    source: instructGpt,
  },
  {
    subject: 'WebGPT', date: '2021',
    is: 'WebGPT is a language model that answers questions with the help of a browser.', signs: ['browser'],
    says: ['The paper on WebGPT appeared in 2021.', 'WebGPT looks up pages and quotes them.', 'The first author of the paper on WebGPT is Reiichiro Nakano.'],
    source: 'Nakano et al. 2021, WebGPT: Browser-assisted question-answering with human feedback, arXiv:2112.09332',
  },
  {
    subject: 'ChatGPT', date: '2022-11-30',
    is: 'ChatGPT is a language model that holds a conversation.', signs: ['conversation', 'november 2022'],
    says: ['ChatGPT was released at the end of November 2022.', 'ChatGPT was released as a research preview.'],
    source: 'OpenAI, Introducing ChatGPT, 30 November 2022; the lecture',
  },
  {
    subject: 'GPT-4', date: '2023',
    is: 'GPT-4 is a language model of 2023 that takes text and pictures.', signs: ['pictures', 'of 2023'],
    says: ['The report on GPT-4 appeared in 2023.'],
    source: 'OpenAI 2023, GPT-4 Technical Report, arXiv:2303.08774',
  },
  {
    subject: 'the transformer', date: '2017',
    is: 'The transformer is a network that is built on attention.', signs: ['attention'],
    says: ['The paper on the transformer appeared in 2017.', 'Most language models are transformers.', 'The first author of the paper on the transformer is Ashish Vaswani.'],
    source: 'Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762',
  },
  {
    subject: 'DPO', date: '2023',
    is: 'DPO is a way to learn from comparisons without a reward model.', signs: ['comparisons', 'without a reward model'],
    says: ['The paper on DPO appeared in 2023.', 'The first author of the paper on DPO is Rafael Rafailov.'],
    source: 'Rafailov et al. 2023, Direct Preference Optimization, arXiv:2305.18290',
  },
  {
    subject: 'constitutional AI', date: '2022',
    is: 'Constitutional AI is a way to train a model by written principles.', signs: ['principles'],
    says: ['The paper on constitutional AI appeared in 2022.', 'In constitutional AI a model judges replies by a list of principles.'],
    source: 'Bai et al. 2022, Constitutional AI: Harmlessness from AI Feedback, arXiv:2212.08073',
  },
  {
    subject: 'the Model Spec', date: '2024-05-08',
    is: 'The Model Spec is a document on how models should behave.', signs: ['document', 'behave'],
    says: ['The Model Spec appeared in May 2024.', 'The Model Spec has objectives, rules and defaults.'],
    source: 'OpenAI, Introducing the Model Spec, 8 May 2024; the lecture',
  },
  {
    subject: 'DeepSeek-R1', date: '2025-01',
    is: 'DeepSeek-R1 is a model that learned to reason by RL.', signs: ['reason'],
    says: ['The paper on DeepSeek-R1 appeared in January 2025.', 'DeepSeek-R1 was trained on tasks whose answers can be checked.'],
    source: 'DeepSeek-AI 2025, DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning, arXiv:2501.12948',
  },
  {
    subject: 'a language model',
    is: 'A language model is a program that guesses the next word of a text.', signs: ['next word', 'a program'],
    says: ['A language model is trained on a great deal of text.', 'A language model gives every word a probability.', 'A small language model knows less than a large one.', 'Language models write one word after another.'],
    source: lecture,
  },
  {
    subject: 'a base model',
    is: 'A base model is a language model that only continues a text.', signs: ['continues'],
    says: ['A base model does not answer but goes on.', 'A base model has read a great deal and has not been taught to talk.', 'Post-training makes a chat model of a base model.'],
    source: lecture,
  },
  {
    subject: 'a chat model',
    is: 'A chat model is a language model that has been taught to answer.', signs: ['taught to answer'],
    says: ['A chat model answers in turns.', 'A chat model begins as a base model.', 'A chat model is made by post-training.'],
    source: lecture,
  },
  {
    subject: 'post-training',
    is: 'Post-training is what makes a chat model of a base model.', signs: ['makes a chat model'],
    says: ['Post-training needs far less computing than pre-training.', 'Post-training has three steps: SFT, a reward model and RL.', 'Post-training is the last stage before a model is used.'],
    source: lecture,
  },
  {
    subject: 'pre-training',
    is: 'Pre-training is the long reading of text that makes a base model.', signs: ['reading', 'makes a base model'],
    says: ['Pre-training takes most of the computing.', 'In pre-training a model learns to guess the next word.'],
    source: lecture,
  },
  {
    subject: 'SFT',
    is: 'SFT is short for supervised fine-tuning, the imitation of good answers.', signs: ['supervised', 'imitation'],
    says: ['SFT is the first step of post-training.', 'In SFT a model imitates demonstrations.'],
    source: instructGpt,
  },
  {
    subject: 'a demonstration',
    is: 'A demonstration is a good answer that somebody wrote for a model to imitate.', signs: ['imitate', 'wrote'],
    says: ['SFT imitates demonstrations.', 'The quality of demonstrations decides.'],
    source: instructGpt,
  },
  {
    subject: 'a reward model',
    is: 'A reward model is a model that learns from comparisons which reply people prefer.', signs: ['comparisons', 'prefer'],
    says: ['A reward model gives each reply a score.', 'A reward model can be optimised too much: its score rises while replies get worse.', 'The reward model is the second step of post-training.'],
    source: instructGpt,
  },
  {
    subject: 'over-optimisation',
    is: 'Over-optimisation means that the score goes on rising while replies get worse.', signs: ['worse', 'rising'],
    says: ['Gao, Schulman and Hilton measured over-optimisation in 2022.', 'A penalty keeps over-optimisation away.', 'The first author of the paper on over-optimisation is Leo Gao.'],
    source: gao,
  },
  {
    subject: 'RLHF',
    is: 'RLHF is short for reinforcement learning from human feedback.', signs: ['human feedback'],
    says: ['RLHF trains a model on what people prefer.', 'In 2020 a language model learned by RLHF to write summaries.', 'Summaries that were trained on feedback were preferred to those of larger models.'],
    source: 'Stiennon et al. 2020, Learning to summarize from human feedback, arXiv:2009.01325',
  },
  {
    subject: 'RL',
    is: 'RL is short for reinforcement learning, that is learning from rewards.', signs: ['rewards', 'reinforcement'],
    says: ['RL is the third step of post-training.', 'In RL a model tries, gets a reward and does more of what paid.'],
    source: instructGpt,
  },
  {
    subject: 'a KL penalty',
    is: 'A KL penalty is a price for moving away from the model that one began with.', signs: ['price', 'away'],
    says: ['A KL penalty keeps a policy near its start.', 'With a KL penalty replies do not run wild.'],
    source: gao,
  },
  {
    subject: 'best of n',
    is: 'Best of n means to write n replies and to keep the one with the best score.', signs: ['keep'],
    says: ['Best of n needs no training.', 'Best of n costs n times as much writing.'],
    source: gao,
  },
  {
    subject: 'a prompt',
    is: 'A prompt is the text that a model is given to go on from.', signs: ['text', 'given'],
    says: ['A question to a chat model is a prompt.', 'A prompt may hold a few examples.'],
    source: 'Brown et al. 2020, Language Models are Few-Shot Learners, arXiv:2005.14165',
  },
  {
    subject: 'hallucination',
    is: 'Hallucination means that a model makes up what it does not know.', signs: ['makes up'],
    says: ['A model that says "I do not know" is safer from hallucination.', 'Hallucination is worst on little-known people.'],
    source: lecture,
  },
];
