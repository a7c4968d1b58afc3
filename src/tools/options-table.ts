/** The options of all trainers as a table in Markdown, for src/train/README.md; `npm run options` writes it there. */
import { expected } from '../train/declared';
import { trainerOptions } from '../train/trainers';

const mark = (end: string) => `<!-- options${end} -->`;

/** One line of the table for each option; trainers that have it alike share the line. */
export function optionsTable(): string {
  const lines = new Map<string, Map<string, string[]>>();
  for (const [trainer, table] of trainerOptions)
    for (const [name, option] of Object.entries(table)) {
      const line = `| \`${name}\` | ${option.says} | ${expected(option)} |`;
      const defaults = lines.get(line) ?? new Map<string, string[]>();
      const value = String(option.default);
      lines.set(line, defaults.set(value, [...(defaults.get(value) ?? []), trainer]));
    }
  const rows = [...lines].map(([line, defaults]) => {
    const values = [...defaults].map(([value, trainers]) => `${value} (${trainers.join(', ')})`);
    return `${line} ${values.join('; ')} |`;
  });
  return ['| option | what it is | can be | default |', '|---|---|---|---|', ...rows].join('\n');
}

/** A document with the table as it is now between its two marks. @throws Error without them. */
export function withOptionsTable(document: string): string {
  const [begin, end] = [mark(''), mark(' end')].map((text) => document.indexOf(text));
  if (begin < 0 || end < begin) throw new Error(`expected ${mark('')} and ${mark(' end')} in the document`);
  return `${document.slice(0, begin)}${mark('')}\n${optionsTable()}\n${document.slice(end)}`;
}
