/** What `posttrain lecture` prints at its end: the stages, what was checked, replies to the slides' prompts. */
import type { Interval } from '../../eval/bootstrap';
import type { LectureResult, StageResult } from '../../labs/lecture/result';
import type { ReportCheck } from '../../plots/report';
import { largest } from '../../extremes';

const columns: readonly { title: string; width: number; cell: (stage: StageResult) => string }[] = [
  { title: 'gold [95 %]', width: 19, cell: ({ gold }) => withInterval(gold) },
  { title: 'proxy', width: 7, cell: ({ proxy }) => proxy.value.toFixed(2) },
  { title: 'KL', width: 7, cell: ({ kl }) => (kl ? kl.value.toFixed(1) : '–') },
  { title: 'format', width: 8, cell: ({ rightFormat }) => `${(100 * rightFormat.value).toFixed(0)} %` },
  { title: 'tokens', width: 8, cell: ({ length }) => length.value.toFixed(0) },
  { title: 'repeats', width: 9, cell: ({ repetition }) => `${(100 * repetition.value).toFixed(1)} %` },
];

function withInterval({ value, low, high }: Interval): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** The result of the first seed as text, and the checks over all seeds. */
export function lectureTable(result: LectureResult, checks: readonly ReportCheck[]): string {
  const [first] = result.seeds;
  const names = largest(first.stages.map(({ title }) => title.length));
  const header = ' '.repeat(names) + columns.map(({ title, width }) => title.padStart(width + 1)).join('');
  const rows = first.stages.map(
    (stage) =>
      stage.title.padEnd(names) + columns.map(({ width, cell }) => cell(stage).padStart(width + 1)).join(''),
  );
  const samples = first.samples.flatMap(({ prompt, stages }) => [
    '',
    `"${prompt}"`,
    ...stages.flatMap(({ title, replies }) => [
      '',
      `  ${title}:`,
      ...replies.map(({ text }, i) => `    ${i + 1}) ${text.split('\n').join('\n       ')}`),
    ]),
  ]);
  const verdicts = checks.map(
    ({ claim, held, detail }) => `${held ? 'holds     ' : 'NOT SHOWN '} ${claim}: ${detail}`,
  );
  return [
    'Gold is the judge’s score in [0, 1]; proxy is the reward model’s, in standard deviations above SFT; KL in nats.',
    '',
    header,
    ...rows,
    ...samples,
    '',
    ...verdicts,
    '',
  ].join('\n');
}
