/** Finds a browser on this machine, for the check of the core in one and for `doctor`. Starts nothing. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names on the search path of browsers that can be driven headless through the DevTools protocol. */
const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
  'microsoft-edge',
];

/** Where the usual installers put them outside the search path. */
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of an executable, or undefined. */
export function findCommand(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => endings.map((end) => join(folder, name + end))).find(isExecutable);
}

/** A Chromium or a relative of it: `POSTTRAIN_BROWSER` if set, else the first that is installed. */
export function findBrowser(): string | undefined {
  const wanted = process.env.POSTTRAIN_BROWSER;
  if (wanted) return isExecutable(wanted) ? wanted : undefined;
  for (const name of commands) {
    const found = findCommand(name);
    if (found) return found;
  }
  return places.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
