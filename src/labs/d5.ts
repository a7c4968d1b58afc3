/**
 * Lab D5: being informative trades against being right, and data with paired prompts solves most of it. Demonstrations that
 * always answer teach a model to answer, whether it knows or not (Gekhman et al. 2024, https://arxiv.org/abs/2405.05904).
 * Treatment, after R-Tuning (Zhang et al. 2023, https://arxiv.org/abs/2311.09677): people whom the base knows, by a probe's
 * own samples, are answered, the others declined. Controls: all answered, and as many declined at random.
 *
 * All arms are shown the same people, whom the probe was not; asked about people whom no demonstration names, by fame, and
 * about names that nobody has. Informative: share of the four facts told rightly. Wrong: something told that is not so.
 */
import type { Message } from '../data/records';
import { mean } from '../eval/statistics';
import { stageColors } from '../plots/theme';
import { assessed } from '../steps/assessed';
import { demonstrationsBeside, imitate, imitationDefaults, type ImitationSettings } from '../steps/imitation';
import type { Policy } from '../steps/policy';
import { temperatureInUse } from '../steps/stages';
import { check, contrast, less, more, share, type CheckSpec } from '../study/checks';
import { byPrompt, defineLab, type Findings, type Written } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, promptRows, type Row } from '../study/rows';
import { bars } from '../study/view';
import type { LabEvent, Made, Workbench } from '../study/workbench';
import { chunks } from '../train/ragged';
import {
  claimsIn,
  declineToSay,
  PersonSubject,
  promptText,
  prompts,
  shippedRandom,
  splits,
  writeReply,
  type Prompt,
} from '../world';

export interface D5Settings {
  readonly seeds: readonly number[];
  /** Demonstrations of all other families. */
  readonly others: number;
  /** The probe's samples on each person, and the share of facts told rightly from which that person counts as known. */
  readonly samples: number;
  readonly known: number;
  /** At most so many people are asked about, of each fame. */
  readonly people: number;
  readonly imitation: ImitationSettings;
}

export const d5Presets = presets<D5Settings>(
  {
    seeds: [1],
    others: 1200,
    samples: 4,
    known: 0.5,
    people: 80,
    imitation: { ...imitationDefaults, rows: 3600 },
  },
  {
    quick: { others: 60, samples: 2, people: 6, imitation: { rows: 120 } },
    full: { seeds: [1, 2, 3, 4, 5, 6, 7, 8], samples: 8, people: 200 },
  },
);

/** A question for somebody. */
interface Asked {
  readonly prompt: Prompt;
  readonly subject: PersonSubject;
}

/** Questions on persons of these splits; real authors are left out, of whom one fact alone is known. */
function questions(of: readonly Prompt['split'][]): Asked[] {
  return of
    .flatMap((split) => prompts(split, ['who-is']))
    .flatMap((prompt) =>
      prompt.subject instanceof PersonSubject && !prompt.subject.author
        ? [{ prompt, subject: prompt.subject }]
        : [],
    );
}

/** One question a name. */
function oncePerName(asked: readonly Asked[]): Asked[] {
  return [...new Map([...asked].reverse().map((one) => [one.subject.name, one])).values()].reverse();
}

const fames = ['known', 'little-known', 'unknown'] as const;
const fameOf = ({ person }: PersonSubject) => person?.fame ?? 'unknown';

/** What a reply tells: facts rightly, in [0, 1]; anything falsely; whether it declines and tells nothing. */
function outcome({ subject }: Asked, text: string) {
  const { right, wrong, declines } = claimsIn(subject, text);
  return { informative: right / 4, wrong: wrong > 0 ? 1 : 0, abstains: declines ? 1 : 0 };
}

type Outcome = ReturnType<typeof outcome>;

/** What is shown: each question with its answer, or with "I do not know" where that person is declined. */
function shown(asked: readonly Asked[], declined: ReadonlySet<string>): Message[][] {
  const random = shippedRandom('demonstrations').split('D5');
  return asked.map(({ prompt, subject }, i) => {
    const own = random.split(i);
    const content = declined.has(subject.name)
      ? declineToSay(subject.name, own)
      : writeReply(subject, new Set(), own);
    return [...prompt.messages, { role: 'assistant', content }];
  });
}

const arms = ['always', 'paired', 'at random'];

export async function* runD5(bench: Workbench, settings: D5Settings): AsyncGenerator<LabEvent, Findings> {
  const { others, samples, imitation } = settings;
  const { maxNewTokens } = imitation;
  const shared = demonstrationsBeside('who-is', others);
  const people = questions(['demonstrations']).filter(({ subject }) => subject.person);
  const names = [...new Set(people.map(({ subject }) => subject.name))];
  // Neighbours in the list go to different halves.
  const half = (parity: number) => people.filter(({ subject }) => names.indexOf(subject.name) % 2 === parity);
  const [forProbe, forArms] = [half(0), half(1)];
  const unseen = oncePerName(questions(splits.filter((split) => split !== 'demonstrations')));
  const asked = fames.map((fame) => ({
    fame,
    of: unseen.filter(({ subject }) => fameOf(subject) === fame).slice(0, settings.people),
  }));
  const rows: Row[] = [];
  const texts: Written[] = [];
  for (const seed of settings.seeds) {
    const ask = async function* (policy: Made<Policy>, of: readonly Asked[], perPrompt: number) {
      const how = {
        perPrompt,
        temperature: temperatureInUse,
        maxNewTokens,
        purpose: ['D5', perPrompt],
        seed,
      };
      const found = yield* assessed(
        bench,
        policy,
        of.map(({ prompt }) => prompt),
        how,
      );
      return found.map(({ text }, i) => ({ text, ...outcome(of[Math.floor(i / perPrompt)], text) }));
    };
    const taught = (own: readonly (readonly Message[])[]) =>
      imitate(bench, imitation, [...shared, ...own], 'assistant', seed);
    const probe = yield* taught(shown(forProbe, new Set()));
    const once = oncePerName(forArms);
    const probed = yield* ask(probe, once, samples);
    const isKnown = chunks(probed, samples).map(
      (own) => mean(own.map(({ informative }) => informative)) >= settings.known,
    );
    const all = once.map(({ subject }) => subject.name);
    const unknown = all.filter((_, i) => !isKnown[i]);
    const random = shippedRandom('demonstrations').split('D5 at random');
    const declined = {
      always: [],
      paired: unknown,
      'at random': random.shuffle(all).slice(0, unknown.length),
    };
    for (const [arm, who] of Object.entries(declined)) {
      const policy = yield* taught(shown(forArms, new Set(who)));
      append(rows, measureRows({ arm, seed }, { declined: who.length, people: all.length }));
      for (const { fame, of } of asked) {
        const found = yield* ask(policy, of, 1);
        const measured = (measure: keyof Outcome) =>
          promptRows(
            { arm, seed, measure: `${measure}, ${fame}` },
            found.map((one) => one[measure]),
          );
        append(rows, measured('informative'), measured('wrong'), measured('abstains'));
        if (seed !== settings.seeds[0]) continue;
        texts.push({ prompt: promptText(of[0].prompt), by: arm, text: found[0].text, note: fame });
      }
    }
  }
  return { rows, texts: byPrompt(texts) };
}

const of = (arm: string, measure: string) => ({ arm, measure });
const shares = { unit: 'share of people', matters: 0.05 };
const facts = { unit: 'share of facts', matters: 0.05 };
/** What must be left of the facts on known people. */
const kept = 0.8;

export const d5Checks = (): CheckSpec[] => [
  check(
    'paired-wrong',
    'on little-known people, paired demonstrations leave fewer wrong answers than those that always answer',
    less(of('paired', 'wrong, little-known'), of('always', 'wrong, little-known')),
    shares,
    { main: true },
  ),
  check(
    'unknown-declined',
    'names that nobody has are declined in at least 0.8 of cases, though none was demonstrated',
    share(of('paired', 'abstains, unknown'), 'above', 0.8),
    shares,
  ),
  check(
    'known-kept',
    `on known people at least ${kept} of the facts are still told`,
    contrast([of('paired', 'informative, known'), of('always', 'informative, known')], [1, -kept], 'above'),
    facts,
  ),
  check(
    'random-control',
    'control: declining as many at random tells less of known people',
    more(of('paired', 'informative, known'), of('at random', 'informative, known')),
    facts,
  ),
  check(
    'always-guesses',
    'those that always answer make the model invent something of names that nobody has',
    share(of('always', 'wrong, unknown'), 'above', 0.5),
    shares,
  ),
];

const inks = { always: stageColors.base, paired: stageColors.control, 'at random': stageColors.sft };
const panel = (measure: keyof Outcome, title: string, yTitle: string, fame: (typeof fames)[number]) =>
  bars(title, `${measure}, ${fame}`, yTitle, { arms, inks, yRange: [0, 1], range: [0, 1] });

export const d5 = defineLab<D5Settings>({
  id: 'D5',
  title: 'Guessing about people, and saying that one does not know',
  presets: d5Presets,
  run: runD5,
  checks: d5Checks,
  views: [
    {
      id: 'outcomes',
      title: (says) =>
        says('paired-wrong') === 'holds' && says('known-kept') === 'holds'
          ? 'Paired demonstrations teach to say “I do not know”, and to tell what is known'
          : 'What is told of people, by fame',
      oneScale: true,
      columns: 2,
      cell: { width: 520, height: 320 },
      panels: [
        panel('informative', 'Known: facts told rightly', 'share of facts', 'known'),
        panel('wrong', 'Little-known: something wrong', 'share of people', 'little-known'),
        panel('abstains', 'Little-known: “I do not know”', 'share of people', 'little-known'),
        panel('abstains', 'Nobody’s name: “I do not know”', 'share of people', 'unknown'),
      ],
    },
  ],
});
