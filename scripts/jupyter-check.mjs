/**
 * Executes two notebooks as a student's Jupyter does: nbconvert, in a Python environment of its own under
 * build/jupyter, finds the project's kernel through JUPYTER_PATH. Then one of them becomes a page in headless
 * Chromium, which may not reach any other host: every chart must be drawn there, and without scripts every chart's
 * picture must stand in its place. The committed notebooks stay as they are.
 *
 *   node scripts/jupyter-check.mjs        after `npm run build`; exit status 2 when something it needs is missing
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const { jupyterEnvironment } = require('../dist/node/notebooks/jupyter.js');
const { findBrowser } = require('../dist/node/browsers.js');

const notebooks = join(root, 'notebooks');
/** The quickest ones; the first becomes the page. */
const names = ['00-start-here', '03-reward-model'];
const python = join(root, 'build/jupyter');
const packages = ['nbconvert==7.17.2', 'nbclient==0.11.0', 'nbformat==5.11.1', 'jupyter_client==8.10.0'];

class Missing extends Error {}

/** Runs a program to its end. @throws Error with what it said when it fails. */
function run(program, args, env = process.env) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${error?.message ?? stdout + stderr}`);
}

/** The environment with nbconvert. It is made once; one that was left half made is made again. */
function pythonEnvironment() {
  const nbconvert = join(python, 'bin/jupyter-nbconvert');
  if (existsSync(nbconvert)) return nbconvert;
  if (spawnSync('python3', ['--version']).error)
    throw new Missing('python3 was not found on the PATH (Debian, Ubuntu: apt install python3-venv)');
  if (spawnSync('python3', ['-c', 'import venv, ensurepip']).status !== 0)
    throw new Missing('python3 has no venv or no pip (Debian, Ubuntu: apt install python3-venv)');
  run('python3', ['-m', 'venv', '--clear', python]);
  run(join(python, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  return nbconvert;
}

/** An executed notebook's charts by the id of their place. @throws Error when a cell did not run or failed. */
function chartsOf(file) {
  const cells = JSON.parse(readFileSync(file, 'utf8')).cells.filter(({ cell_type }) => cell_type === 'code');
  for (const { id, metadata, outputs, source } of cells) {
    // nbclient takes the execution count from a message that tslab does not send; the time of its reply is a witness.
    if (source.length > 0 && !metadata.execution?.['shell.execute_reply'])
      throw new Error(`${file}: cell ${id} did not run`);
    if (outputs.some(({ output_type }) => output_type === 'error'))
      throw new Error(`${file}: cell ${id} failed`);
  }
  const html = cells.flatMap(({ outputs }) =>
    outputs.map(({ data }) => [data?.['text/html'] ?? ''].flat().join('')),
  );
  const charts = html.flatMap((text) => /^<div id="(posttrain-chart-\d+)"/.exec(text)?.[1] ?? []);
  if (charts.length === 0) throw new Error(`${file}: no cell shows a chart`);
  return charts;
}

/** Opens the page with nothing but itself to load from, and waits until `drawn` is true of every chart. */
async function inspect(browser, page, charts, javaScriptEnabled, drawn) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });
  const refused = new Set();
  // nbconvert's own page asks for RequireJS and MathJax.
  await context.route(/^(https?|wss?):/, (route) => {
    refused.add(new URL(route.request().url()).host);
    return route.abort();
  });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(page).href);
  for (const id of charts) await drawn(tab.locator(`#${id}`), id);
  await context.close();
  return refused;
}

/** Plotly's drawing is there, and in it every trace has an extent. */
async function plotted(place, id) {
  const traces = place.locator('.main-svg .trace');
  await place.locator('.main-svg').first().waitFor({ timeout: 20_000 });
  const boxes = await traces.evaluateAll((all) => all.map((trace) => trace.getBoundingClientRect().toJSON()));
  if (boxes.length === 0 || boxes.some(({ width, height }) => width + height === 0))
    throw new Error(`${id}: Plotly drew ${boxes.length} traces: ${JSON.stringify(boxes)}`);
}

/** The picture is there and decoded. */
async function pictured(place, id) {
  const picture = place.locator('img');
  await picture.waitFor({ timeout: 20_000 });
  const width = await picture.evaluate(async (image) => (await image.decode(), image.naturalWidth));
  if (width === 0) throw new Error(`${id}: its picture is empty`);
}

async function main() {
  const executablePath = findBrowser();
  if (!executablePath) throw new Missing('no Chromium was found (set POSTTRAIN_BROWSER, or install one)');
  const nbconvert = pythonEnvironment();
  const folder = mkdtempSync(join(tmpdir(), 'posttrain-jupyter-'));
  let browser;
  try {
    const env = { ...jupyterEnvironment(notebooks), POSTTRAIN_PRESET: 'quick' };
    const charts = names.map((name) => {
      const start = performance.now();
      const file = join(notebooks, `${name}.ipynb`);
      run(nbconvert, ['--to', 'notebook', '--execute', '--output-dir', folder, file], env);
      const found = chartsOf(join(folder, `${name}.ipynb`));
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${name}: executed by nbconvert in ${seconds} s, ${found.length} charts`);
      return found;
    });
    run(nbconvert, ['--to', 'html', '--output-dir', folder, join(folder, `${names[0]}.ipynb`)], env);
    const page = join(folder, `${names[0]}.html`);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const refused = await inspect(browser, page, charts[0], true, plotted);
    const hosts = refused.size > 0 ? ` (refused: ${[...refused].join(', ')})` : '';
    console.log(`${names[0]}: in Chromium Plotly drew ${charts[0].join(', ')} without the network${hosts}`);
    await inspect(browser, page, charts[0], false, pictured);
    console.log(`${names[0]}: without scripts the pictures stand in their places`);
  } finally {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(`jupyter-check: ${error.message}`);
  process.exitCode = error instanceof Missing ? 2 : 1;
}
