/**
 * Lab X1: does a model that was shown more demonstrations answer better? Treatment: SFT on many; control: the same SFT on few,
 * passed over as many times as it takes to see as many rows. Both are asked the same held-out prompts with the same luck.
 */
import { assessed } from '../../src/steps/assessed';
import { imitate, imitationDefaults, type ImitationSettings } from '../../src/steps/imitation';
import { sharedPrompts } from '../../src/steps/prompts';
import { check, more, share, type CheckSpec } from '../../src/study/checks';
import { defineLab, type Findings, type LabText } from '../../src/study/lab';
import { presets } from '../../src/study/presets';
import { append, promptRows, type Row } from '../../src/study/rows';
import { bars } from '../../src/study/view';
import type { LabEvent, Workbench } from '../../src/study/workbench';
import { demonstrations, promptText, shippedRandom } from '../../src/world';

interface Settings {
  readonly seeds: readonly number[];
  /** Demonstrations of the control and of the treatment. */
  readonly few: number;
  readonly many: number;
  readonly imitation: ImitationSettings;
}

/** `lecture` is written out; the other presets say what differs. */
const settings = presets<Settings>(
  { seeds: [1], few: 30, many: 1000, imitation: imitationDefaults },
  { quick: { many: 120, imitation: { rows: 120, prompts: 16 } }, full: { seeds: [1, 2, 3, 4, 5, 6, 7, 8] } },
);

/** The arms run seed by seed. What is made goes through `bench.make`, in a step, so that it is made once for all labs. */
async function* run(
  bench: Workbench,
  { seeds, few, many, imitation }: Settings,
): AsyncGenerator<LabEvent, Findings> {
  const { families, maxNewTokens } = imitation;
  const prompts = sharedPrompts('X1', imitation.prompts, 'familiar', families);
  const rows: Row[] = [];
  const texts: LabText[] = [];
  for (const seed of seeds)
    for (const [arm, count] of [['few', few] as const, ['many', many] as const]) {
      const shown = demonstrations(shippedRandom('demonstrations'), { count, families });
      const conversations = shown.map(({ messages }) => messages);
      const policy = yield* imitate(bench, imitation, conversations, 'assistant', seed);
      // Gold is worked out here, not in the step: another judge trains no model anew.
      const found = yield* assessed(bench, policy, prompts, { maxNewTokens, purpose: ['X1'], seed });
      append(
        rows,
        promptRows(
          { arm, seed, measure: 'gold' },
          found.map(({ gold }) => gold),
        ),
        promptRows(
          { arm, seed, measure: 'right format' },
          found.map(({ rightFormat }) => (rightFormat ? 1 : 0)),
        ),
      );
      texts.push({
        prompt: promptText(prompts[0]),
        replies: [{ by: `${arm}, seed ${seed}`, text: found[0].text }],
      });
    }
  return { rows, texts };
}

const of = (arm: string, measure: string) => ({ arm, measure });

/** Each check has an id, an effect with its unit, and the least of it that matters. One decides the claim. */
const checks = (): CheckSpec[] => [
  check(
    'more-gold',
    'many demonstrations give more gold than few',
    more(of('many', 'gold'), of('few', 'gold')),
    {
      unit: 'gold in [0, 1]',
      matters: 0.02,
    },
    { main: true },
  ),
  check('format', 'after many the house format is kept', share(of('many', 'right format'), 'above', 0.9), {
    unit: 'share of replies',
    matters: 0.02,
  }),
];

export const x1 = defineLab<Settings>({
  id: 'X1',
  title: 'Many demonstrations or few',
  presets: settings,
  run,
  checks,
  // Figures are views over the rows; a title says what the checks that it names bear out.
  views: [
    {
      id: 'worth',
      title: (says) =>
        says('more-gold') === 'holds' ? 'Many demonstrations beat few' : 'Many demonstrations and few',
      panels: [
        bars('Gold', 'gold', 'mean of the judge’s score'),
        bars('House format', 'right format', 'share of replies', { yRange: [0, 1] }),
      ],
    },
  ],
});
