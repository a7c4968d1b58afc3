/**
 * The lecture's history as data (claims C1 and C2): what came when, each with the source that says so. Nothing stands
 * here that its source lacks; the corpus of the tiny world has its own, fewer facts (world/facts/milestones.ts).
 */

/** Something that came out. */
export interface HistoryEvent {
  /** "2022-11-30", "2022-09" or "2020": as exact as the source. */
  readonly date: string;
  readonly name: string;
  /** What it was, in a few words. */
  readonly what: string;
  /** Publication or page with its date. */
  readonly source: string;
  /** The claim of the lecture whose lab shows the idea at work. */
  readonly claim: string;
  /** Whether the lecture's own timeline names it. */
  readonly onSlide?: true;
}

const slides = 'The slides "ChatGPT and the art of post-training", Stanford, January 2025';
const arxiv = (authors: string, number: string) => `${authors}, arXiv:${number}`;
const openai = (title: string, day: string) => `OpenAI, ${title}, ${day}`;

/** The timeline, oldest first. */
// prettier-ignore
export const timeline: readonly HistoryEvent[] = [
  { date: '2017-06-12', name: 'Preferences', what: 'a reward learned from comparisons by people', source: arxiv('Christiano et al. 2017', '1706.03741'), claim: 'B3' },
  { date: '2017-07-20', name: 'PPO', what: 'small steps of a policy, by a clipped ratio', source: arxiv('Schulman et al. 2017', '1707.06347'), claim: 'B4' },
  { date: '2020-05-28', name: 'GPT-3', what: 'a base model that continues whatever it is given', source: arxiv('Brown et al. 2020', '2005.14165'), claim: 'A1', onSlide: true },
  { date: '2020-09-02', name: 'Learning to summarize', what: 'SFT, reward model and PPO on language, and over-optimisation', source: arxiv('Stiennon et al. 2020', '2009.01325'), claim: 'B5' },
  { date: '2021-12-17', name: 'WebGPT', what: 'answers with a browser, trained by people’s comparisons', source: arxiv('Nakano et al. 2021', '2112.09332'), claim: 'F2', onSlide: true },
  { date: '2022-01-27', name: 'InstructGPT', what: 'models that follow instructions, one completion at a time', source: openai('Aligning language models to follow instructions', '27 January 2022'), claim: 'B1', onSlide: true },
  { date: '2022-04-12', name: 'Helpful and harmless', what: 'preferences in conversations, and refusals', source: arxiv('Bai et al. 2022', '2204.05862'), claim: 'D2' },
  { date: '2022-09', name: 'One team', what: 'the lecture’s two authors begin to work together', source: slides, claim: 'C1', onSlide: true },
  { date: '2022-10-19', name: 'Over-optimisation', what: 'how far a reward model can be trusted, measured', source: arxiv('Gao, Schulman and Hilton 2022', '2210.10760'), claim: 'B5' },
  { date: '2022-11-30', name: 'ChatGPT', what: 'released as a research preview', source: openai('Introducing ChatGPT', '30 November 2022'), claim: 'C3', onSlide: true },
  { date: '2022-12-15', name: 'Constitutional AI', what: 'preferences that a model writes by stated principles', source: arxiv('Bai et al. 2022', '2212.08073'), claim: 'E3' },
  { date: '2023-05-29', name: 'DPO', what: 'preferences without a reward model', source: arxiv('Rafailov et al. 2023', '2305.18290'), claim: 'E5' },
  { date: '2024-05-08', name: 'The Model Spec', what: 'what a model should do, written down', source: openai('Introducing the Model Spec', '8 May 2024'), claim: 'E3', onSlide: true },
  { date: '2024-07-16', name: 'The past tense', what: 'refusals that a change of tense gets around', source: arxiv('Andriushchenko and Flammarion 2024', '2407.11969'), claim: 'D3', onSlide: true },
  { date: '2024-09-12', name: 'o1', what: 'long reasoning learned by RL', source: openai('Learning to reason with LLMs', '12 September 2024'), claim: 'F1', onSlide: true },
  { date: '2024-11-22', name: 'Tülu 3', what: 'an open pipeline: SFT, DPO, RL on verified rewards', source: arxiv('Lambert et al. 2024', '2411.15124'), claim: 'E5' },
  { date: '2025-01-22', name: 'DeepSeek-R1', what: 'reasoning by RL on verified rewards, with open weights', source: arxiv('DeepSeek-AI 2025', '2501.12948'), claim: 'F1', onSlide: true },
];

/** What was added to the product, oldest first (claim C2). */
// prettier-ignore
export const features: readonly HistoryEvent[] = [
  { date: '2023-03-14', name: 'Several models', what: 'GPT-4 beside GPT-3.5', source: openai('GPT-4', '14 March 2023'), claim: 'B5' },
  { date: '2023-03-23', name: 'Plugins, browsing, code interpreter', what: 'tools that the model calls', source: openai('ChatGPT plugins', '23 March 2023'), claim: 'F2' },
  { date: '2023-09-25', name: 'Images and speech', what: 'multimodality', source: openai('ChatGPT can now see, hear, and speak', '25 September 2023'), claim: 'C2' },
  { date: '2024-02-13', name: 'Memory', what: 'what stays from one conversation to another', source: openai('Memory and new controls for ChatGPT', '13 February 2024'), claim: 'C3' },
  { date: '2024-05-13', name: 'One model for text, image and sound', what: 'GPT-4o', source: openai('Hello GPT-4o', '13 May 2024'), claim: 'C2' },
  { date: '2024-07-18', name: 'A small model', what: 'GPT-4o mini', source: openai('GPT-4o mini: advancing cost-efficient intelligence', '18 July 2024'), claim: 'B3' },
  { date: '2024-09-12', name: 'Reasoning', what: 'o1', source: openai('Learning to reason with LLMs', '12 September 2024'), claim: 'F1' },
  { date: '2024-10-31', name: 'Search', what: 'answers from pages of today', source: openai('Introducing ChatGPT search', '31 October 2024'), claim: 'C2' },
];

/** A date as a number of years, in the middle of what is not said. */
export function yearOf(date: string): number {
  const [year, month, day] = date.split('-').map(Number);
  if (month === undefined) return year + 0.5;
  return year + (month - 1 + (day === undefined ? 0.5 : (day - 0.5) / 31)) / 12;
}
