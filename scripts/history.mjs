/** Writes docs/history.md and figures/timeline.svg from src/history: `npm run build && npm run history`. */
import { writeFileSync } from 'node:fs';
import { timeline } from '../dist/history/events.js';
import { timelineFigure } from '../dist/history/figure.js';
import { historyPage } from '../dist/history/page.js';
import { renderSvg } from '../dist/node/pictures/render.js';

const at = (path) => new URL(`../${path}`, import.meta.url);
writeFileSync(at('docs/history.md'), historyPage());
const figure = timelineFigure(timeline, 'How the chat model came about');
writeFileSync(at('figures/timeline.svg'), await renderSvg(figure));
