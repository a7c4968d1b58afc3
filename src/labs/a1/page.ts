/** `samples.md` of lab A1: what each model wrote, side by side, as it fell. */
import { cell } from '../../tools/world-card/card';
import { armNames, type A1Data, type A1Sample } from './data';

function row({ prompt, replies }: A1Sample): string {
  const cells = armNames.map((arm) => {
    const reply = replies[arm];
    if (!reply) return '';
    const verdict = `gold ${reply.gold.toFixed(2)}${reply.fault === null ? '' : `, ${reply.fault}`}`;
    return `${cell(reply.text)}<br>*${verdict}*`;
  });
  return `| ${[`**${cell(prompt)}**`, ...cells].join(' | ')} |`;
}

export function samplesPage({ samples }: A1Data): string {
  return `# Before and after post-training

The first reply of each model of the first seed: nothing was chosen. The slides' two prompts come first, then held-out ones;
of follow-ups the last question is shown.

| prompt | ${armNames.join(' | ')} |
|${'---|'.repeat(armNames.length + 1)}
${samples.map(row).join('\n')}
`;
}
