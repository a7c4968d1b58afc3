/** The report's style sheet and the script that makes its figures interactive. */
import { fontFamily, ink, quietInk, gridColor } from './theme';

/** Narrower pages stack the panels of a figure and the rows of a table. */
export const narrowPage = '(max-width: 860px)';

export const reportStyle = `
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; font: 18px/1.5 ${fontFamily}; color: ${ink}; background: #fff; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 28px 64px; }
h1 { font-size: 36px; line-height: 1.2; margin: 16px 0 8px; }
h2 { font-size: 26px; line-height: 1.25; margin: 56px 0 8px; }
p { margin: 8px 0; max-width: 46em; }
.quiet, figcaption { color: ${quietInk}; }
.run { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 16px 0 0; padding: 0; list-style: none; }
table { border-collapse: collapse; width: 100%; margin: 16px 0; }
th, td { padding: 9px 14px; border-bottom: 1px solid ${gridColor}; text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { color: ${quietInk}; font-weight: 400; vertical-align: bottom; }
td { font-variant-numeric: tabular-nums; }
td small { display: block; color: ${quietInk}; font-size: 14px; white-space: nowrap; }
.stacked b { white-space: nowrap; }
.held { color: #00704f; }
.failed { color: #a84900; }
figure { margin: 16px 0; }
.plot img { display: block; max-width: 100%; height: auto; }
details { border-top: 1px solid ${gridColor}; padding: 12px 0; }
summary { cursor: pointer; font-size: 20px; font-weight: 700; overflow-wrap: anywhere; }
.replies { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 8px 24px; margin: 12px 0; }
.replies h3 { font-size: 18px; margin: 8px 0; }
blockquote { margin: 0 0 12px; padding: 10px 14px; background: #f6f8fa; border-radius: 6px; font-size: 16px; line-height: 1.4; white-space: pre-wrap; overflow-wrap: anywhere; }
blockquote small { display: block; margin-top: 6px; font-size: 14px; color: ${quietInk}; }
@media ${narrowPage} {
  body { font-size: 16px; }
  main { padding: 12px 16px 48px; }
  h1 { font-size: 28px; }
  h2 { font-size: 22px; margin-top: 40px; }
  .stacked thead { display: none; }
  .stacked tr { display: block; padding: 10px 0; border-bottom: 1px solid ${gridColor}; }
  .stacked td { display: flex; justify-content: space-between; gap: 16px; border: 0; padding: 3px 0; }
  .stacked td:first-child { display: block; font-weight: 700; }
  .stacked td[data-label]::before { content: attr(data-label); color: ${quietInk}; }
  .stacked td small { display: inline; margin-left: 8px; }
}
@media print { details { break-inside: avoid; } }
`;

/**
 * Runs in the page after Plotly: each figure's static picture gives way to the interactive one, whose panels are
 * stacked on a narrow page. Where JavaScript is off, or Plotly fails, the picture stays.
 */
export const reportScript = `
const narrow = matchMedia('${narrowPage}');
const figures = JSON.parse(document.getElementById('figures').textContent);
function draw() {
  for (const [id, figure] of Object.entries(figures)) {
    const plot = document.getElementById(id);
    const picture = plot.querySelector('picture');
    // Without dragmode a finger scrolls the page, not the axis.
    const shape = narrow.matches ? { ...figure.narrow, dragmode: false } : figure.wide;
    const layout = { ...shape, width: undefined, autosize: true };
    if (picture) picture.remove();
    Plotly.react(plot, figure.data, layout, { responsive: true, displayModeBar: false }).catch(() => {
      if (picture) plot.replaceChildren(picture);
    });
  }
}
if (window.Plotly) {
  draw();
  narrow.addEventListener('change', draw);
}
`;
