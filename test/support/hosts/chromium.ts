// Finds Chromium, the browser that the editor is looked at with, and installs it where that is possible.
import { existsSync } from 'node:fs';
import type { Progress } from './part';
import { runStep } from './part';

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
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error(
      'Chromium is missing and only root may install it. Run "apt-get install chromium" as root, ' +
        'or set CHROMIUM to the path of a Chromium or Chrome.',
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runStep('apt-get', ['update', '-qq'], { env });
  progress('chromium: package lists are up to date');
  await runStep('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  progress('chromium is ready');
}
