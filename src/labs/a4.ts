/**
 * Lab A4: knowledge is elicited by SFT, not taught. Demonstrations tell of one half of the people of the world and of some
 * aspects of the assistant; asked about are the other half, whom only the corpus has mentioned, these aspects in other
 * words, and aspects that only the corpus speaks of, and that in the third person. Treatment: SFT of the pre-trained base.
 * Controls: the same SFT of the same network with random weights; the base model before SFT, given the questions as
 * beginnings of pages; and guessing, which is each answer held against the facts of everybody else.
 *
 * That few demonstrations suffice is the claim of Zhou et al. 2023, LIMA (https://arxiv.org/abs/2305.11206). Simplified:
 * demonstrations are about people and the assistant alone, so that a dozen have an example of each; how to say that one does
 * not know somebody is another lab's question (D5), so unknown names are left out.
 */
import type { Message } from '../data/records';
import { mean } from '../eval/statistics';
import { stageColors } from '../plots/theme';
import { Random } from '../random';
import { policyRecipe } from '../steps/policy';
import { assessed } from '../steps/assessed';
import type { Stage } from '../steps/stages';
import { contrast, more, shareDifference, trend, type CheckSpec, type Test } from '../study/checks';
import { defineLab, type Findings, type LabText } from '../study/lab';
import { presets } from '../study/presets';
import { append, measureRows, promptRows, type Row } from '../study/rows';
import type { AxisView, PanelView } from '../study/view';
import type { BaseSize, LabEvent, Workbench } from '../study/workbench';
import { factsTold, taughtPrompts, untaughtPrompts, type Asked } from '../tools/world-card/knowledge';
import type { SftOptions } from '../train/sft';
import {
  ActSubject,
  hiddenAspects,
  contentScore,
  prompts,
  promptText,
  splits,
  writeReply,
  type Prompt,
} from '../world';

export interface A4Settings {
  readonly seeds: readonly number[];
  readonly base: BaseSize;
  /** Numbers of demonstrations, ascending; one in ten of them is held out from training. */
  readonly demonstrations: readonly number[];
  /** Share of the demonstrations that are about the assistant itself; the rest are about people. */
  readonly selfShare: number;
  readonly sft: Omit<Partial<SftOptions>, 'seed' | 'epochs'> & { readonly rowsPerBatch: number };
  /** Passes over the demonstrations, and more where they are so few that these would be less than so many steps. */
  readonly epochs: number;
  readonly leastSteps: number;
}

export const a4Presets = presets<A4Settings>(
  {
    seeds: [1],
    base: 'large',
    // The least is a dozen that are imitated, and two held out.
    demonstrations: [14, 60, 250, 1000],
    selfShare: 1 / 3,
    sft: { learningRate: 5e-4, rowsPerBatch: 16 },
    epochs: 6,
    leastSteps: 40,
  },
  {
    quick: { demonstrations: [14, 60], epochs: 3, leastSteps: 20 },
    full: { seeds: [1, 2, 3], demonstrations: [14, 30, 60, 125, 250, 500, 1000, 2000] },
  },
);

/** Passes over so many demonstrations. */
export function passes({ epochs, leastSteps, sft }: A4Settings, demonstrations: number): number {
  const stepsPerPass = Math.ceil((0.9 * demonstrations) / sft.rowsPerBatch);
  return Math.max(epochs, Math.ceil(leastSteps / stepsPerPass));
}

const selfQuestions = (): Prompt[] => splits.flatMap((split) => prompts(split, ['self']));

/** Whether a question is on an aspect that no demonstration shows. */
function isHidden({ subject }: Prompt): boolean {
  return subject instanceof ActSubject && hiddenAspects.has(subject.act.name);
}

/** Of the questions on the other aspects, those that demonstrations answer: about half, by their words alone. */
function isTaught(prompt: Prompt): boolean {
  return !isHidden(prompt) && prompt.split === 'demonstrations';
}

/** Perfect demonstrations in random order. Number i is the same whatever the count. `[count]` */
export function lessonsOn(count: number, selfShare: number, random: Random): Message[][] {
  const people = taughtPrompts();
  const self = selfQuestions().filter(isTaught);
  return Array.from({ length: count }, (_, i) => {
    const own = random.split(i);
    const { messages, subject } = own.pick(own.chance(selfShare) ? self : people);
    return [...messages, { role: 'assistant', content: writeReply(subject, new Set(), own.split('reply')) }];
  });
}

/** What every model is asked: one question on each of the untaught people, and all that no demonstration answers on itself. */
export function interview(): { people: Asked[]; reworded: Prompt[]; hidden: Prompt[] } {
  const self = selfQuestions();
  return {
    people: untaughtPrompts(),
    reworded: self.filter((prompt) => !isHidden(prompt) && !isTaught(prompt)),
    hidden: self.filter(isHidden),
  };
}

const [own, control, before] = ['pre-trained', 'random weights', 'base before SFT'];

/** Longest answer, in tokens; the longest that is demonstrated has about 40. */
const maxNewTokens = 60;

/** The answers to every question of so many are shown. */
const shownEvery = 14;

export async function* runA4(bench: Workbench, settings: A4Settings): AsyncGenerator<LabEvent, Findings> {
  const { demonstrations, selfShare, seeds, sft } = settings;
  const asked = interview();
  const { people, reworded, hidden } = asked;
  const questions = [...people.map(({ prompt }) => prompt), ...reworded, ...hidden];
  const shown = [...questions.keys()].filter((i) => i % shownEvery === 0);
  const texts = shown.map((i): LabText => ({ prompt: promptText(questions[i]), replies: [] }));
  const base = bench.base(settings.base);
  const rows: Row[] = [];
  /** Asks everything once, without luck. */
  const ask = async function* ({ as, policy }: Stage): AsyncGenerator<LabEvent, string[]> {
    const drawn = { as, temperature: 0, maxNewTokens, purpose: ['A4'], seed: 1 };
    return (yield* assessed(bench, policy, questions, drawn)).map(({ text }) => text);
  };
  const asPages = { name: base.name, piece: { checkpoint: base.piece } };
  const untaught = measured(asked, yield* ask({ arm: before, as: 'pages', policy: asPages }));
  for (const seed of seeds) {
    append(rows, answerRows({ arm: before, seed, at: null }, untaught));
    const random = new Random(seed).split('A4 demonstrations');
    for (const [arm, start] of [[own, 'pretrained'] as const, [control, 'random'] as const])
      for (const at of demonstrations) {
        const conversations = lessonsOn(at, selfShare, random);
        const options = { ...sft, epochs: passes(settings, at) };
        const taught = { start, conversations, imitated: 'assistant', options, seed } as const;
        const policy = yield* bench.make(policyRecipe, taught, { base });
        const answers = yield* ask({ arm, as: 'chats', policy });
        const found = measured(asked, answers);
        append(rows, answerRows({ arm, seed, at }, found));
        if (at === demonstrations[demonstrations.length - 1])
          append(rows, fifthRows({ arm, seed }, people, bench.exposure().people, found.facts));
        const by = `${arm}, ${at} demonstrations`;
        if (seed === seeds[0]) shown.forEach((i, t) => texts[t].replies.push({ by, text: answers[i] }));
      }
  }
  return { rows, texts };
}

/**
 * How a model did. By person, the share of the four facts that are told rightly, and, as what is right by guessing, that of
 * the facts on everybody else that the same answer tells. By question on the assistant, whether it is answered: the judge's
 * part "content", in [0, 1].
 */
function measured({ people, reworded, hidden }: ReturnType<typeof interview>, texts: readonly string[]) {
  const content = (asked: readonly Prompt[], from: number) =>
    asked.map(({ messages }, i) => contentScore([...messages], texts[from + i]));
  const everybody = people.map(({ person }) => person);
  const others = ({ person }: Asked) => everybody.filter((other) => other !== person);
  return {
    facts: people.map((one, i) => factsTold(one, texts[i])),
    guessed: people.map((one, i) => factsTold(one, texts[i], others(one))),
    reworded: content(reworded, people.length),
    hidden: content(hidden, people.length + reworded.length),
  };
}

function answerRows(
  key: { arm: string; seed: number; at: number | null },
  found: ReturnType<typeof measured>,
): Row[] {
  return Object.entries(found).flatMap(([measure, values]) => promptRows({ ...key, measure }, values));
}

/** Facts told of people by fifths of exposure, few mentions first. */
function fifthRows(
  key: { arm: string; seed: number },
  people: readonly Asked[],
  mentions: Readonly<Record<string, number>>,
  facts: readonly number[],
): Row[] {
  const counts = people.map(({ person }) => mentions[person.name]);
  const order = [...people.keys()].sort((a, b) => counts[a] - counts[b]);
  return fifths.flatMap((at) => {
    const members = order.slice(((at - 1) * order.length) / 5, (at * order.length) / 5);
    return [
      ...members.map((i) => ({ ...key, at, prompt: i, measure: 'facts by fifth', value: facts[i] })),
      ...measureRows({ ...key, at }, { mentions: mean(members.map((i) => counts[i])) }),
    ];
  });
}

const fifths = [1, 2, 3, 4, 5];
const cell = (arm: string, measure: string, at: number) => ({ arm, measure, at });
const demonstrated = { title: 'demonstrations (log scale)', scale: 'log' } as const;
const panel = (title: string, measure: string, yTitle: string, x: AxisView = demonstrated): PanelView => ({
  kind: 'lines',
  over: 'mean',
  title,
  arms: [own, control],
  inks: { [own]: stageColors.sft, [control]: stageColors.base },
  x,
  measures: [measure],
  yTitle,
  range: [0, 1],
  yRange: [0, 0.3],
  room: 0.55,
});
const inFacts = { matters: 0.02, unit: 'share of facts' };
const inQuestions = { matters: 0.05, unit: 'share of questions' };
const [factsRight, answered] = ['facts told rightly (share)', 'questions answered (share)'];

export const a4 = defineLab<A4Settings>({
  id: 'A4',
  title: 'SFT elicits what pre-training knows, and teaches little of it',
  presets: a4Presets,
  run: runA4,
  checks({ demonstrations }) {
    const [few, many] = [demonstrations[0], demonstrations[demonstrations.length - 1]];
    const over = (measure: string, at: number) =>
      more(cell(own, measure, at), cell(control, measure, at), shareDifference);
    const check = (id: string, statement: string, test: Test): CheckSpec => ({
      id,
      statement,
      test,
      ...inFacts,
    });
    const asked = (id: string, statement: string, test: Test): CheckSpec => ({
      id,
      statement,
      test,
      ...inQuestions,
    });
    const told = 'pre-trained tells more of people that SFT never named than random weights do';
    const halves = [few, many].flatMap((at) => [cell(own, 'facts', at), cell(own, 'guessed', at)]);
    const byMentions = fifths.map((at) => cell(own, 'facts by fifth', at));
    return [
      { ...check('many-people', `${many} demonstrations: ${told}`, over('facts', many)), main: true },
      check('few-people', `${few} demonstrations: so does it with these few`, over('facts', few)),
      check(
        'few-beyond-guessing',
        `${few} demonstrations draw out more of a person than the same answers tell of others by guessing`,
        more(cell(own, 'facts', few), cell(own, 'guessed', few), shareDifference),
      ),
      check(
        'few-half',
        `${few} demonstrations draw out more than half of what ${many} do, guesses taken off`,
        contrast(halves, [1, -1, -1 / 2, 1 / 2], 'above'),
      ),
      check('mentions', 'from the least to the most mentioned fifth of people more is told', {
        ...trend(byMentions, 'up'),
        each: 'fives of people',
      }),
      asked(
        'many-reworded',
        `${many} demonstrations: asked about itself in new words, pre-trained answers more`,
        over('reworded', many),
      ),
      asked('few-reworded', `${few} demonstrations: so does it with these few`, over('reworded', few)),
      asked(
        'many-hidden',
        `${many} demonstrations: asked what none of them says of it, pre-trained answers more`,
        over('hidden', many),
      ),
    ];
  },
  views: [
    {
      id: 'knowledge',
      title(says) {
        const shown = [
          ['many-people', 'people'],
          ['many-reworded', 'itself'],
          ['many-hidden', 'more of itself'],
        ].flatMap(([id, what]) => (says(id) === 'holds' ? [what] : []));
        if (shown.length > 0) return `Not taught by SFT but known from pre-training: ${shown.join(', ')}`;
        return 'What is known after the same SFT, with and without pre-training';
      },
      columns: 2,
      cell: { width: 470, height: 350 },
      panels: [
        panel('People never demonstrated', 'facts', factsRight),
        panel('The same people, by mentions in the corpus', 'facts by fifth', factsRight, {
          title: 'mentions, mean of a fifth of the people (log scale)',
          measure: 'mentions',
          scale: 'log',
        }),
        panel('On itself, in new words', 'reworded', answered),
        panel('On itself, never demonstrated', 'hidden', answered),
      ],
    },
  ],
});
