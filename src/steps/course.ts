/**
 * A PPO run as rows: at every evaluation gold and proxy by prompt, KL, length, repetition and the judge's parts; at every
 * iteration what PPO reported; and what the policy wrote at its start, its peak and its end (claims B4, B5).
 */
import { mean } from '../eval/statistics';
import { largest } from '../extremes';
import { promptText, type Prompt } from '../world';
import { measureRows, promptRows, type Row } from '../study/rows';
import type { LabText } from '../study/lab';
import type { LabEvent } from '../study/workbench';
import { assess, partMeans, type Assessment, type GoldScale } from './assess';
import { chatTokenizer } from './checkpoints';
import type { PpoRun } from './ppo-run';
import { chatTask, type Task } from './task';

/** What a run was evaluated on and is counted in. */
export interface CourseOf {
  readonly arm: string;
  readonly seed: number;
  readonly run: PpoRun;
  readonly prompts: readonly Prompt[];
  readonly scale: GoldScale;
}

/** Gold of an evaluation by prompt, in sd above the policy that the run started from. `[points][prompts]` */
export function courseGolds({ run, prompts, scale }: Omit<CourseOf, 'arm' | 'seed'>): number[][] {
  return evaluated(run, prompts).found.map((found) => inSd(found, scale));
}

function inSd(found: readonly Assessment[], scale: GoldScale): number[] {
  return found.map(({ gold }) => (gold - scale.mean) / scale.sd);
}

function evaluated(run: PpoRun, prompts: readonly Prompt[]): { task: Task; found: Assessment[][] } {
  const task = chatTask(chatTokenizer(run.end), prompts);
  return { task, found: run.points.map(({ replies }) => assess(task, replies)) };
}

/** Rows of a run, by iteration. KL and the sd are in nats a reply and sd of the start's replies. */
export function courseRows({ arm, seed, run, prompts, scale }: CourseOf): Row[] {
  const { task, found } = evaluated(run, prompts);
  const points = run.points.flatMap(({ iteration: at, replies, kls, klsK3, proxies }, i): Row[] => {
    const key = { arm, seed, at };
    const parts = Object.entries(partMeans(task, replies, found[i]));
    return [
      ...promptRows({ ...key, measure: 'gold' }, inSd(found[i], scale)),
      ...promptRows({ ...key, measure: 'proxy' }, proxies),
      ...measureRows(key, {
        KL: mean(kls),
        'KL (k3)': mean(klsK3),
        tokens: mean(found[i].map(({ length }) => length)),
        repetition: mean(found[i].map(({ repetition }) => repetition)),
        'right format': mean(found[i].map(({ rightFormat }) => (rightFormat ? 1 : 0))),
        ...Object.fromEntries(parts.map(([name, value]) => [`part: ${name}`, value])),
      }),
    ];
  });
  const rounds = run.rounds.flatMap(({ iteration: at, ...reported }) =>
    measureRows(
      { arm, seed, at },
      {
        'training: reward': reported.score,
        'training: KL': reported.kl,
        'training: entropy': reported.entropy,
        'training: tokens': reported.length,
        'training: clip fraction': reported.clipFraction,
        ...(reported.explainedVariance !== null && {
          'training: explained variance': reported.explainedVariance,
        }),
        'training: unfinished': reported.unfinished,
      },
    ),
  );
  return [...points, ...rounds];
}

/** A run's events, with each evaluation as a point of its curve; of a run that is found, all its points at once. */
export async function* withPoints<Run extends { readonly piece: PpoRun }>(
  events: AsyncGenerator<LabEvent, Run>,
  curve: string,
  task: Task,
  scale: GoldScale,
): AsyncGenerator<LabEvent, Run> {
  type Evaluated = Omit<Extract<LabEvent, { type: 'evaluated' }>, 'type'>;
  const point = ({ replies, kls, proxies }: Evaluated): LabEvent => {
    const gold = mean(inSd(assess(task, replies), scale));
    return { type: 'point', curve, kl: mean(kls), gold, proxy: mean(proxies) };
  };
  let shown = 0;
  for (;;) {
    const next = await events.next();
    if (next.done) {
      yield* next.value.piece.points.slice(shown).map(point);
      return next.value;
    }
    yield next.value;
    if (next.value.type !== 'evaluated') continue;
    shown++;
    yield point(next.value);
  }
}

/** Where a course of means is highest; the first of equals. */
export function peakIndex(means: readonly number[]): number {
  return means.indexOf(largest(means));
}

/** What a run wrote to the shown prompts at its landmarks, with the judge's score of each reply. */
export function landmarkTexts(course: CourseOf, shown: readonly Prompt[]): LabText[] {
  const { run, arm } = course;
  const task = chatTask(chatTokenizer(run.end), shown);
  const peak = peakIndex(courseGolds(course).map((golds) => mean(golds)));
  const landmarks = [
    ['start', run.points[0]],
    ['peak', run.points[peak]],
    ['end', run.points[run.points.length - 1]],
  ] as const;
  const texts = landmarks.map(([name, point]) => ({ name, point, found: assess(task, point.shown) }));
  return shown.map((prompt, i) => ({
    prompt: promptText(prompt),
    replies: texts.map(({ name, point, found }) => ({
      by: `${arm}, ${name} (iteration ${point.iteration}, KL ${mean(point.kls).toFixed(1)})`,
      text: found[i].text,
      note: `gold ${found[i].gold.toFixed(2)}`,
    })),
  }));
}
