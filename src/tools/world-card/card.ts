/** The measurements in words and tables: MEASUREMENTS.md beside the base model. Misses of the bars are marked as such. */
import type { Interval } from '../../eval/bootstrap';
import type { Behaviour, BehaviourSample } from './behaviour';
import { repliers, type Headroom } from './headroom';
import type { LiveAnswer } from './live';
import type { MeasureSettings, Measurements } from './measure';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const between = ({ value, low, high }: Interval): string =>
  `${percent(value)} (${percent(low)} to ${percent(high)})`;

/** A bar and whether it is met. */
export interface Bar {
  readonly says: string;
  readonly met: boolean;
}

/** The bars of the shipped world. */
export function barsOf({ fluency, copies, behaviour, live, knowledge }: Measurements): Bar[] {
  const bins = knowledge.bins.map(({ pretrained }) => pretrained.value);
  return [
    {
      says: 'at least 95 % of sampled sentences are grammatical by the proxy',
      met: fluency.model.grammatical.value >= 0.95,
    },
    {
      says: 'fewer than 5 % of sampled pages are copies of a training document',
      met: copies.model.wholePages < 0.05,
    },
    {
      says: 'the base model is at fault in more than 60 % of replies',
      met: behaviour.base.faulty.value > 0.6,
    },
    { says: 'after SFT fewer than 5 % of replies are at fault', met: behaviour.sft.faulty.value < 0.05 },
    {
      says: 'of twenty questions that stand in no training text at least 18 are answered sensibly',
      met: live.filter(({ sensible }) => sensible).length >= 18,
    },
    {
      says: 'what SFT did not teach is known from pre-training: the difference to a network that read nothing is above 0',
      met: knowledge.difference.low > 0,
    },
    {
      says: 'who is mentioned more often is known better, bin by bin',
      met: bins.every((value, i) => i === 0 || value > bins[i - 1]),
    },
  ];
}

/** Text that stands in a table cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

function samplesTable(samples: readonly BehaviourSample[]): string {
  const rows = samples.map(
    ({ prompt, reply, fault }) => `| ${cell(prompt)} | ${cell(reply)} | ${fault ?? '-'} |`,
  );
  return ['| prompt | reply | fault |', '|---|---|---|', ...rows].join('\n');
}

function behaviourRow(name: string, { faulty, repetitive, offTopic, gold }: Behaviour): string {
  const score = `${gold.value.toFixed(2)} (${gold.low.toFixed(2)} to ${gold.high.toFixed(2)})`;
  return `| ${name} | ${between(faulty)} | ${percent(repetitive)} | ${percent(offTopic)} | ${score} |`;
}

/** Strata and parts as rows, repliers as columns. */
function headroomTable(found: readonly Headroom[]): string {
  const names = [...new Set(found.map(({ stratum }) => stratum))];
  const rows = names.flatMap((stratum) => {
    const own = repliers.map((replier) =>
      found.find((one) => one.stratum === stratum && one.replier === replier),
    );
    const parts = [...new Set(own.flatMap((one) => one?.parts.map(({ name }) => name) ?? []))];
    const golds = own.map((one) => (one ? `${one.gold.toFixed(2)} (sd ${one.sd.toFixed(2)})` : '-'));
    return [
      `| **${stratum}** | ${golds.join(' | ')} |`,
      ...parts.map((name) => {
        const cells = own.map((one) => one?.parts.find((part) => part.name === name));
        return `| ${name} | ${cells.map((part) => (part ? `${part.score.toFixed(2)}, +${part.gain.toFixed(2)}` : '-')).join(' | ')} |`;
      }),
    ];
  });
  return [`| | ${repliers.join(' | ')} |`, '|---|---|---|---|', ...rows].join('\n');
}

function liveTable(live: readonly LiveAnswer[]): string {
  const rows = live.map(
    ({ prompt, reply, sensible }) => `| ${cell(prompt)} | ${cell(reply)} | ${sensible ? 'yes' : '**no**'} |`,
  );
  return ['| question | reply | sensible |', '|---|---|---|', ...rows].join('\n');
}

/** The text of MEASUREMENTS.md. @param modelBitsPerByte of the base model on held-out documents. */
export function measurementsCard(
  found: Measurements,
  settings: MeasureSettings,
  modelBitsPerByte: number,
): string {
  const { corpus, fluency, copies, behaviour, headroom, live, knowledge } = found;
  const bars = barsOf(found);
  return `# What was measured on this base model and its corpus

Written by \`posttrain data measure\`, which gives the same numbers again. Intervals hold 95 % (bootstrap over pages,
prompts or people). All replies and pages are drawn at temperature ${settings.temperature} and shown as they fell.

| bar | met |
|---|---|
${bars.map(({ says, met }) => `| ${says} | ${met ? 'yes' : '**no**'} |`).join('\n')}

## Corpus
On its first ${(corpus.bytes / 1e6).toFixed(1)} MB (${corpus.documents.toLocaleString('en-GB')} documents): ${percent(corpus.uniqueDocuments)} of documents and ${percent(corpus.uniqueLines)} of lines of
eight words or more occur once. Brotli at its best (quality 11, window 16 MiB) leaves ${corpus.compressedBitsPerByte.toFixed(3)} bits a byte: an upper bound on
the entropy, without a model of this project. The base model needs ${modelBitsPerByte.toFixed(3)} bits a byte on held-out documents.

## Fluency
A sentence counts as grammatical when its words stand in the world's dictionary and any three neighbours in it stand in
that order in ${settings.referenceDocuments.toLocaleString('en-GB')} other documents, names and things taken by their kind (src/tools/world-card/grammar.ts).

| pages | sentences | grammatical | a word unknown | an order unknown |
|---|---|---|---|---|
| the model's, ${settings.pages} | ${fluency.model.sentences} | ${between(fluency.model.grammatical)} | ${percent(fluency.model.unknownWord)} | ${percent(fluency.model.unknownOrder)} |
| fresh documents, ${settings.pages} | ${fluency.fresh.sentences} | ${between(fluency.fresh.grammatical)} | ${percent(fluency.fresh.unknownWord)} | ${percent(fluency.fresh.unknownOrder)} |

Fresh documents have typing errors too, and combinations that the reference has not: their row is what the proxy takes at
best. Of their sentences with one slip (two words swapped, one left out, one said twice) it still takes ${percent(fluency.missedDamage)}.

Sentences of the model that it refuses:
${fluency.model.refused.map(({ sentence, verdict }) => `- ${sentence} (${verdict})`).join('\n')}

## Copies
| pages | whole pages that are a training document | lines of eight words or more that stand in one |
|---|---|---|
| the model's, ${copies.model.pages} | ${percent(copies.model.wholePages)} | ${percent(copies.model.lines)} |
| fresh documents, ${copies.fresh.pages} | ${percent(copies.fresh.wholePages)} | ${percent(copies.fresh.lines)} |

## Behaviour when asked
${behaviour.base.replies} held-out prompts of all families, one reply each. Repetitive: more than a fifth of the three-word sequences stood
in the reply before. Off topic: without the shape of an answer, and with less than 0.3 of the judge's credit for content.

| model | at fault | repetitive | off topic | gold |
|---|---|---|---|---|
${behaviourRow('base', behaviour.base)}
${behaviourRow(`after SFT on ${settings.demonstrations} demonstrations`, behaviour.sft)}

The first replies of the base model:

${samplesTable(behaviour.base.samples)}

The same prompts after SFT:

${samplesTable(behaviour.sft.samples)}

## Questions from an audience
Twenty questions in words that stand in no training text, one reply each by the same SFT model. Sensible: content of at
least 0.5 by the judge, or the words that src/tools/world-card/live.ts states.

${liveTable(live)}

## What an optimiser could gain
One reply at temperature 1 to each of ${settings.prompts} prompts a stratum: familiar are new wordings of what RL meets. Of each of the
judge's parts the mean score, and what gold would gain if that part alone were perfect. "Content" needs knowledge, which
no reward can teach. SFT is the main job's at the lecture preset; perfect a writer who knows everything and never slips.

${headroomTable(headroom)}

## Knowledge that SFT did not teach
SFT on perfect answers about one half of the people; the other half (${knowledge.people}) is asked about, greedily. Share of the four
facts told rightly: ${between(knowledge.pretrained)}; after the same SFT on a network that has read nothing ${between(knowledge.fromNothing)};
difference ${between(knowledge.difference)}.

| mentions in the corpus | people | facts right | from nothing |
|---|---|---|---|
${knowledge.bins.map((bin) => `| ${bin.mentions} | ${bin.people} | ${between(bin.pretrained)} | ${percent(bin.fromNothing)} |`).join('\n')}
`;
}
