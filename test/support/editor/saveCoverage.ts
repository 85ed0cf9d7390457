// Has the extension hosts of an editor under test save which code they ran.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';

const manifest = {
  name: 'save-coverage',
  publisher: 'parallel-cc-tests',
  version: '1.0.0',
  engines: { vscode: '^1.105.0' },
  activationEvents: ['*'],
  main: './extension.js',
};

// A host is ended by a signal, at which Node saves nothing, and the editor drops Node's own options on the way to it.
const program = (folder: string): string => `const { join } = require('node:path');
exports.activate = () =>
  require('node:net').createServer((socket) => {
    require('node:v8').takeCoverage();
    socket.end();
  }).listen(join(${JSON.stringify(folder)}, String(process.pid)));
`;

/** Adds an extension that saves coverage when it is asked to; does nothing in a run without coverage. */
export async function addCoverageExtension(extensionsDir: string, home: string): Promise<void> {
  if (process.env['NODE_V8_COVERAGE'] === undefined) return;
  const folder = join(extensionsDir, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await mkdir(folder, { recursive: true });
  await mkdir(socketFolder(home));
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'extension.js'), program(socketFolder(home)));
}

/** Has every extension host that still runs save its coverage. */
export async function saveCoverage(home: string): Promise<void> {
  const hosts = await readdir(socketFolder(home)).catch(() => []);
  for (const host of hosts) await ask(join(socketFolder(home), host));
}

function socketFolder(home: string): string {
  return join(home, 'coverage');
}

/** Resolves when the other side has ended the connection, or is gone. */
function ask(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection(path).resume();
    socket.once('error', () => undefined).once('close', () => resolve());
  });
}
