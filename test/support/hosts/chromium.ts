// Finds Chromium, the browser that the editor is looked at with, and installs it where that is possible.
import { existsSync } from 'node:fs';
import { installDebianPackage } from './debian';
import type { Progress } from './part';

/** Finds a Chromium or Chrome: the one `CHROMIUM` names, or one in its usual place; undefined when there is none. */
export function findChromium(): string | undefined {
  const usual = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return process.env['CHROMIUM'] ?? usual.find((path) => existsSync(path));
}

/** Installs Chromium with apt-get unless the machine has one; rejects with what to do where that is not possible. */
export async function installChromium(progress: Progress): Promise<void> {
  const found = findChromium();
  if (found !== undefined) {
    progress(`chromium is installed already (${found})`);
    return;
  }
  await installDebianPackage('chromium', 'set CHROMIUM to the path of a Chromium or Chrome', progress);
}
