/**
 * What SFT finds in a base model that it did not teach (claim A4): demonstrations tell of one half of the people; then
 * the other half is asked about, whom only the corpus has mentioned. The control is the same SFT on a network of the same
 * size that has read nothing. Everybody is binned by how often the corpus mentioned them (claim D5).
 */
import { bootstrapMean, bootstrapPairedDifference, type Interval } from '../../eval/bootstrap';
import { mean } from '../../eval/statistics';
import type { LanguageModel } from '../../model/model';
import type { Tokenizer } from '../../model/tokenizer';
import { Random } from '../../random';
import { encodeDemonstration } from '../../train/rows';
import { sft, type SftExample, type SftOptions } from '../../train/sft';
import {
  exposureBin,
  exposureBins,
  people,
  prompts,
  splits,
  writeReply,
  type Person,
  type Prompt,
} from '../../world';
import { claimsOn, PersonSubject } from '../../world/families/who-is';
import { read } from '../../world/judge/reading';
import { chatTask, sampleReplies } from '../../steps/task';

/** The facts that an answer tells of a person: profession, birthplace, year, work. */
const facts = 4;

/** A prompt on somebody whom the world knows. */
export interface Asked {
  readonly person: Person;
  readonly prompt: Prompt;
}

function askedOf(half: (person: Person) => boolean): Asked[] {
  return splits.flatMap((split) =>
    prompts(split, ['who-is']).flatMap((prompt) => {
      const { subject } = prompt;
      if (!(subject instanceof PersonSubject) || !subject.person || !half(subject.person)) return [];
      return [{ person: subject.person, prompt }];
    }),
  );
}

/** Neighbours in fame fall into different halves. */
const taught = ({ rank }: Person): boolean => rank % 2 === 0;

/** Every question on the half that is taught. */
export function taughtPrompts(): Prompt[] {
  return askedOf(taught).map(({ prompt }) => prompt);
}

/** One question on each of the other half, whom no demonstration names. */
export function untaughtPrompts(): Asked[] {
  const first = new Map<Person, Prompt>();
  for (const { person, prompt } of askedOf((one) => !taught(one)))
    if (!first.has(person)) first.set(person, prompt);
  return [...first].map(([person, prompt]) => ({ person, prompt }));
}

/** Perfect answers on the half that is taught. */
export function lessons(tokenizer: Tokenizer, random: Random): SftExample[] {
  return taughtPrompts().map((prompt, i) => {
    const content = writeReply(prompt.subject, new Set(), random.split(i));
    return encodeDemonstration(tokenizer, [...prompt.messages, { role: 'assistant', content }]);
  });
}

/** SFT on the lessons, in place. */
export async function teach(
  model: LanguageModel,
  examples: readonly SftExample[],
  options: Partial<SftOptions>,
): Promise<void> {
  const records = sft(model, examples, [], options);
  while (!(await records.next()).done);
}

/** Share of the four facts on a person that a reply tells rightly. @param of other people: the mean over them. */
export function factsTold(
  { person, prompt }: Asked,
  reply: string,
  of: readonly Person[] = [person],
): number {
  const reading = read(reply, prompt.subject);
  return mean(of.map((one) => claimsOn(one, reading).right / facts));
}

/** Share of the four facts that a model tells rightly of each person of the other half, asked once, without luck. */
export function recall(model: LanguageModel, tokenizer: Tokenizer): Map<Person, number> {
  const asked = untaughtPrompts();
  const task = chatTask(
    tokenizer,
    asked.map(({ prompt }) => prompt),
  );
  const sampling = { perPrompt: 1, maxNewTokens: 60, temperature: 0 };
  const replies = sampleReplies(model, task, sampling, new Random(1));
  return new Map(
    replies.map(({ tokens }, i) => {
      const reply = tokenizer.decode(tokens, { skipSpecial: true }).trim();
      return [asked[i].person, factsTold(asked[i], reply)];
    }),
  );
}

export interface Knowledge {
  readonly people: number;
  /** Share of facts told rightly on people whom SFT has not taught. */
  readonly pretrained: Interval;
  readonly fromNothing: Interval;
  readonly difference: Interval;
  /** By mentions in the corpus, few first; bins without people are left out. */
  readonly bins: readonly {
    readonly mentions: string;
    readonly people: number;
    readonly pretrained: Interval;
    readonly fromNothing: number;
  }[];
}

/** Compares recall over people. @param mentions how often the corpus names each, by name. */
export function knowledge(
  pretrained: ReadonlyMap<Person, number>,
  fromNothing: ReadonlyMap<Person, number>,
  mentions: Readonly<Record<string, number>>,
  random: Random,
): Knowledge {
  const asked = people.filter((person) => pretrained.has(person));
  const values = (of: ReadonlyMap<Person, number>, group: readonly Person[]) =>
    group.map((person) => of.get(person) ?? 0);
  const bins = exposureBins.flatMap(({ name }) => {
    const group = asked.filter((person) => exposureBin(mentions[person.name] ?? 0) === name);
    if (group.length === 0) return [];
    return [
      {
        mentions: name,
        people: group.length,
        pretrained: bootstrapMean(values(pretrained, group), { random: random.split(name) }),
        fromNothing: mean(values(fromNothing, group)),
      },
    ];
  });
  const [own, other] = [values(pretrained, asked), values(fromNothing, asked)];
  return {
    people: asked.length,
    pretrained: bootstrapMean(own, { random: random.split('pretrained') }),
    fromNothing: bootstrapMean(other, { random: random.split('from nothing') }),
    difference: bootstrapPairedDifference(own, other, { random: random.split('difference') }),
    bins,
  };
}
