/**
 * How many replies a second the judge judges, on one core (bar: 20,000).
 *
 *   npm run build && node scripts/bench-judge.mjs
 *
 * Three kinds of reply: demonstrations of the shipped mix, those of careless writers (every misspelt word is looked
 * up), and texts of the corpus, which answer nothing and are longer.
 */
import { Random, world } from '../dist/index.js';

const count = 20_000;

const of = (quality) =>
  world
    .demonstrations(new Random(1), { count, quality })
    .map(({ messages }) => [messages.slice(0, -1), messages[messages.length - 1].content]);

const documents = Array.from({ length: count }, (_, i) => world.documentAt(new Random(1), i).text);
const mixed = of('mixed');

const kinds = {
  'demonstrations of the mix': mixed,
  'careless demonstrations': of('careless'),
  'corpus documents': mixed.map(([prompt], i) => [prompt, documents[i]]),
};

for (const [name, rows] of Object.entries(kinds)) {
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const begun = performance.now();
    for (const [prompt, reply] of rows) world.judge(prompt, reply);
    best = Math.max(best, (1000 * rows.length) / (performance.now() - begun));
  }
  console.log(`${name}: ${Math.round(best)} replies/s`);
}
