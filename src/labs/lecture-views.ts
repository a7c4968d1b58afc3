/** What the main job (lecture.ts) shows: its stages as a table, its courses and stages as figures. */
import { stageColors } from '../plots/theme';
import { slideTexts } from '../steps/prompts';
import type { TableView } from '../study/lab';
import { bars, lines, type Says, type View } from '../study/view';

/** The stages' names. */
export const [base, sft, atPeak, atEnd, penalised] = [
  'Base model',
  'SFT',
  'PPO at its gold peak',
  'PPO at the end',
  'PPO with a KL penalty',
];

const inks = {
  free: stageColors.ppo,
  penalty: stageColors.sft,
  control: stageColors.control,
  'best-of-n': stageColors.rm,
};
const stageInks = {
  [base]: stageColors.base,
  [sft]: stageColors.sft,
  [atPeak]: stageColors.ppo,
  [atEnd]: stageColors.ppo,
  [penalised]: stageColors.ppo,
};
const distance = { title: 'distance from the SFT model, √KL (√nats)', measure: 'KL', scale: 'root' } as const;
/** What gold and proxy are counted in. */
export const sd = 'sd of SFT replies';

const isOverOptimised = (says: Says) => says('free-falls') === 'holds' && says('free-proxy') === 'holds';

const [step, iteration] = [{ title: 'step' }, { title: 'PPO iteration' }];
const two = ['proxy', 'gold'];
const stageNames = { [base]: 'base', [atPeak]: 'PPO, peak', [atEnd]: 'PPO, end', [penalised]: 'with β' };
const stageBars = { arms: [base, sft, atPeak, atEnd, penalised], inks: stageInks, names: stageNames };
const armPanels = { arms: ['free', 'penalty', 'control'], inks };

/** The stages as a table. */
export const lectureTable: TableView = {
  arms: [base, sft, atPeak, atEnd, penalised],
  columns: [
    { measure: 'gold in [0, 1]', title: 'gold [95 %]' },
    { measure: 'proxy', title: 'proxy' },
    { measure: 'KL', title: 'KL' },
    { measure: 'right format', title: 'format', percent: true },
    { measure: 'right format in use', title: 'format in use', percent: true },
    { measure: 'right on the slides', title: 'right', percent: true },
    { measure: 'tokens', title: 'tokens' },
    { measure: 'repetition', title: 'repeats', percent: true },
  ],
  caption:
    'Gold is the judge’s score in [0, 1] of one reply at temperature 1 to each fresh held-out prompt of PPO’s families; ' +
    'proxy the reward model’s in sd of SFT replies and KL (k1) in nats a reply, both on the prompts that PPO is evaluated ' +
    'on as it goes; format the share in the house format at temperature 1, in use over all families at 0.7; right the ' +
    'share of twenty replies to each of the slides’ two prompts at 0.7 in the format, with most of the content and ' +
    'without repetition.',
};

/** What is drawn. */
export const lectureViews: readonly View[] = [
  {
    id: 'hall',
    title: (says) =>
      isOverOptimised(says)
        ? 'The reward goes on rising while the truth falls'
        : 'Reward and truth along PPO without a KL penalty',
    caption:
      'PPO without a KL penalty: blue what the reward model sees, amber the truth, with 95 % intervals; beside it what ' +
      'the policy wrote before, at the highest gold, and at the end.',
    columns: 2,
    cell: { width: 640, height: 500 },
    panels: [
      lines('What it is worth', distance, two, sd, {
        arms: ['free'],
        over: 'mean',
        bands: true,
        peakOf: 'gold',
        until: 30,
        room: 0.2,
      }),
      {
        kind: 'texts',
        title: `“${slideTexts[0]}”`,
        prompt: slideTexts[0],
        replies: [
          { by: `${sft}, reply 1`, name: 'before: SFT', ink: stageColors.sft },
          { by: `${atPeak}, reply 1`, name: 'at the peak', ink: stageColors.ppo },
          { by: `${atEnd}, reply 1`, name: 'at the end', ink: stageColors.ppo },
        ],
      },
    ],
  },
  {
    id: 'over-optimization',
    oneScale: true,
    title: (says) =>
      isOverOptimised(says)
        ? 'The proxy keeps rising while gold falls'
        : 'Gold and proxy along the distance from the SFT model',
    caption:
      'How far from the SFT model, and what it is worth there. Blue is what the reward model sees, amber is the truth. ' +
      'Where blue goes on rising while amber falls, the reward model is being over-optimised. The control is trained on ' +
      'the truth itself. Dotted: the forms of Gao, Schulman and Hilton 2022.',
    columns: 2,
    cell: { width: 560, height: 370 },
    panels: [
      lines('Best-of-n', distance, two, sd, {
        arms: ['best-of-n'],
        over: 'mean',
        fit: 'best-of-n',
        room: 0.16,
      }),
      lines('PPO, no KL penalty', distance, two, sd, { arms: ['free'], fit: 'rl', room: 0.16 }),
      lines('PPO, KL penalty', distance, two, sd, { arms: ['penalty'], room: 0.16 }),
      lines('Control: PPO on gold itself', distance, two, sd, { arms: ['control'], room: 0.16 }),
    ],
  },
  {
    id: 'gold-by-stage',
    title: (says) =>
      says('sft-gold') === 'holds'
        ? 'SFT is worth more than the base model'
        : 'Gold by stage of post-training',
    caption:
      'Mean gold of one reply at temperature 1 to each fresh held-out prompt; whiskers are 95 % intervals. Left the ' +
      'families and entities that RL has met, in new words; then the same families about entities that nothing was ' +
      'trained on; then the families that RL has not met.',
    oneScale: true,
    cell: { width: 460, height: 420 },
    panels: [
      bars('Familiar prompts', 'gold in [0, 1]', 'gold', stageBars),
      bars('New entities', 'gold, new entities', 'gold', stageBars),
      bars('Other families', 'gold, other families', 'gold', stageBars),
    ],
  },
  {
    id: 'arms',
    title: (says) =>
      says('penalty-gold') === 'holds' ? 'With a penalty on KL, PPO ends above SFT' : 'Three ways to run PPO',
    panels: [
      lines('Gold', iteration, 'gold', sd, armPanels),
      lines('Proxy', iteration, 'proxy', sd, armPanels),
      lines('KL from the SFT model', iteration, 'KL', 'nats a reply', armPanels),
    ],
  },
  {
    id: 'learning',
    title: (says) =>
      says('model-chance') === 'holds'
        ? 'The reward model learns what its annotator prefers, and not all of it'
        : 'How SFT and the reward model learn',
    panels: [
      lines('SFT', step, 'loss', 'nats a token', { arms: [sft] }),
      lines('Reward model', step, 'loss', 'nats a pair', { arms: ['reward model'], room: 0.6 }),
      bars('On held-out pairs', 'agreement with the annotator', 'share of pairs', {
        arms: ['reward model'],
        yRange: [0, 1],
        levels: [{ at: 0.5, text: 'chance' }],
      }),
    ],
  },
];
