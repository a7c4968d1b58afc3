/** `samples.md` of lab B5: what PPO writes where it starts, where gold is highest, and where it ends. */
import type { B5Data } from './data';

const quoted = (text: string) =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

/** The page, from the first seed's courses without a penalty. */
export function samplesPage({ ppo }: B5Data): string {
  const free = ppo.filter(({ klCoefficient }) => klCoefficient === 0);
  const sections = free.flatMap(({ reward, cell, seeds: [{ points, samples }] }) => {
    const peak = points.reduce((best, point) => (point.gold > best.gold ? point : best));
    const end = points[points.length - 1];
    const trained = reward === 'gold' ? 'gold itself' : `${reward} reward model`;
    const by = `${cell.comparisons} comparisons, ${cell.size}, ${Math.round(100 * cell.flipRate)} % turned round`;
    return [
      `## PPO on ${trained} (${by})`,
      ...samples.flatMap(({ prompt, start, peak: best, end: last }) => [
        `### ${prompt.replaceAll('\n', ' ')}`,
        `SFT:\n\n${quoted(start)}`,
        `At the peak of gold, iteration ${peak.iteration}:\n\n${quoted(best)}`,
        `At the end, iteration ${end.iteration}:\n\n${quoted(last)}`,
      ]),
    ];
  });
  return `${['# What the policy writes', 'First seed, temperature 0.7, as it fell.', ...sections].join('\n\n')}\n`;
}
