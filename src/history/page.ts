/** Timeline, features and reading list as Markdown, docs/history.md; `npm run history` writes it there. */
import { features, timeline, type HistoryEvent } from './events';
import { readings } from './reading';

function eventRows(events: readonly HistoryEvent[]): string {
  const rows = events.map(
    ({ date, name, what, claim, source }) => `| ${date} | **${name}** | ${what} | ${claim} | ${source} |`,
  );
  return ['| date | what | | claim | source |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The text of the page. */
export function historyPage(): string {
  const reading = readings.map(
    ({ title, source, claims, see }) => `| ${title} | ${source} | ${claims.join(', ')} | ${see} |`,
  );
  return `# History, features, reading

Written by \`npm run history\` from \`src/history\`. Every date has its source; claims are those of the lecture, by which the
labs are named.

## Timeline (C1)
![the timeline](../figures/timeline.svg)

${eventRows(timeline)}

## What was added (C2)
${eventRows(features)}

## Reading (G)
| title | source | claims | what to see in the lab |
|---|---|---|---|
${reading.join('\n')}
`;
}
