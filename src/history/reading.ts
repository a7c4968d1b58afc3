/** The lecture's reading list (G): each with the lab that it is behind, and what to see there. */

export interface Reading {
  readonly title: string;
  /** Authors, year, and where it is. */
  readonly source: string;
  /** Claims of the lecture. */
  readonly claims: readonly string[];
  /** What to look at, in one sentence. */
  readonly see: string;
}

// prettier-ignore
export const readings: readonly Reading[] = [
  { title: 'Learning to summarize from human feedback', source: 'Stiennon et al. 2020, arXiv:2009.01325', claims: ['B4', 'B5'], see: 'Its figure 5, people’s preference falling while the reward model’s score rises, is the main job’s figure.' },
  { title: 'Training language models to follow instructions with human feedback', source: 'Ouyang et al. 2022, arXiv:2203.02155', claims: ['B1', 'B2', 'B3', 'B4'], see: 'Its figure 2 has the three steps; each is a command here.' },
  { title: 'Scaling laws for reward model overoptimization', source: 'Gao, Schulman and Hilton 2022, arXiv:2210.10760', claims: ['B5'], see: 'The two fitted forms, and where the peak moves with the size and the data of the reward model.' },
  { title: 'A general language assistant as a laboratory for alignment', source: 'Askell et al. 2021, arXiv:2112.00861', claims: ['A1', 'E3'], see: 'How far a prompt alone brings a base model, beside what SFT does.' },
  { title: 'Training a helpful and harmless assistant with reinforcement learning from human feedback', source: 'Bai et al. 2022, arXiv:2204.05862', claims: ['D2'], see: 'Two aims that pull against each other near the line.' },
  { title: 'Tülu 3: pushing frontiers in open language model post-training', source: 'Lambert et al. 2024, arXiv:2411.15124', claims: ['E5'], see: 'A pipeline of the second era, and what leaving a part out costs.' },
  { title: 'The Llama 3 herd of models', source: 'Llama team 2024, arXiv:2407.21783', claims: ['E5'], see: 'Rounds of rejection sampling, SFT and DPO in place of one PPO run.' },
  { title: 'Qwen2.5 technical report', source: 'Qwen team 2024, arXiv:2412.15115', claims: ['E5'], see: 'Offline preferences first, RL in steps after them.' },
  { title: 'Nemotron-4 340B technical report', source: 'NVIDIA 2024, arXiv:2406.11704', claims: ['E5', 'B3'], see: 'Nearly all alignment data written by models and filtered by a reward model.' },
  { title: 'HelpSteer2: open-source dataset for training top-performing reward models', source: 'Wang et al. 2024, arXiv:2406.08673', claims: ['B3'], see: 'Scores by attribute in place of one choice.' },
  { title: 'RewardBench: evaluating reward models for language modeling', source: 'Lambert et al. 2024, arXiv:2403.13787', claims: ['B3'], see: 'The report card by category; chat-hard is where a small reward model fails.' },
  { title: 'AlpacaFarm: a simulation framework for methods that learn from human feedback', source: 'Dubois et al. 2023, arXiv:2305.14387', claims: ['E2'], see: 'Simulated annotators with stated noise, as here.' },
  { title: 'Learning to reason with LLMs', source: 'OpenAI, 12 September 2024', claims: ['F1'], see: 'Accuracy that rises with RL and with the length of the reasoning.' },
  { title: 'DeepSeek-R1: incentivizing reasoning capability in LLMs via reinforcement learning', source: 'DeepSeek-AI 2025, arXiv:2501.12948', claims: ['F1'], see: 'GRPO on rewards that a program checks.' },
  { title: 'Constitutional AI: harmlessness from AI feedback', source: 'Bai et al. 2022, arXiv:2212.08073', claims: ['E3'], see: 'Preferences written from principles by a model.' },
  { title: 'Introducing the Model Spec', source: 'OpenAI, 8 May 2024', claims: ['E3'], see: 'Objectives, rules and defaults, and a chain of command for conflicts.' },
];
