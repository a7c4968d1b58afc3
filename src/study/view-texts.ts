/** A panel of texts: what was written to one prompt, side by side, for a lecture hall. */
import { escapeHtml } from '../plots/html';
import { line, type Panel } from '../plots/panels';
import { quietInk } from '../plots/theme';
import type { LabText } from './lab';
import type { TextsView } from './view';

/** Lines of at most so many characters, broken between words. */
function wrapped(line: string, width: number): string[] {
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A panel whose columns are replies; a reply that is too long ends with a mark. Without the prompt it stays empty. */
export function textsPanel({ title, prompt, replies }: TextsView, texts: readonly LabText[]): Panel {
  const found = texts.find((text) => text.prompt === prompt)?.replies ?? [];
  const [characters, most] = [Math.floor(78 / replies.length), 19];
  const columns = replies.map(({ by, name, ink }) => {
    const reply = found.find((one) => one.by === by);
    const lines = (reply?.text ?? '').split('\n').flatMap((line) => wrapped(line, characters));
    const shown = lines.length > most ? [...lines.slice(0, most), '…'] : lines;
    return { title: name, lines: shown.map(escapeHtml), color: ink.text };
  });
  // Plotly lays out no axes that nothing is drawn on.
  const nothing = line({ x: [0], y: [0] }, quietInk, { opacity: 0, hoverinfo: 'skip' });
  return { title, traces: [nothing], hidden: 'both', texts: columns };
}
