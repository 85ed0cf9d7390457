// `npm start [-- PATH]`: opens VS Code with the extension on a demo repository, or on the user's own.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import spawn from 'cross-spawn';
import { bootEditor } from './editor/bootEditor';
import { unpackExtension } from './editor/unpackExtension';
import { editorPart } from './hosts/editorPart';
import { installPart } from './hosts/part';
import { spawnGroup, stopGroup } from './processGroups';
import { runOk } from './processes';

const root = join(import.meta.dirname, '../..');
const startedAt = Date.now();
const ownRepository = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
const withoutEditor = process.argv.includes('--no-editor');
const cleanUps: (() => Promise<void>)[] = [];
const toldToStop = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
});

main()
  .catch((error: unknown) => {
    console.error(
      `parallel-cc could not be started: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 1;
  })
  .finally(() => cleanUp());

async function main(): Promise<void> {
  progress('building the extension');
  await runOk('npm', ['run', '--silent', 'build'], { cwd: root, timeoutMs: 120_000 });
  const folder = await mkdtemp(join(tmpdir(), 'parallel-cc-start-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  const repository =
    ownRepository === undefined ? await startDemo(join(folder, 'shop')) : resolve(ownRepository);
  if (withoutEditor) tellWhatToTry(repository, null);
  else if (hasDesktopEditor()) await openDesktop(repository, join(folder, 'profile'));
  else await openInBrowser(repository, join(folder, 'extensions'));
  await toldToStop;
}

async function startDemo(folder: string): Promise<string> {
  progress('making the demo repository');
  const program = join(root, 'dist/demo.js');
  await runOk(process.execPath, [program, 'create', folder]);
  progress('four scripted agents begin to work');
  const agents = spawnGroup(process.execPath, [program, 'run', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  cleanUps.push(async () => {
    await stopGroup(agents);
    await runOk(process.execPath, [join(root, 'dist/cli.js'), 'serve', '--stop', '--repo', folder]).catch(
      () => undefined,
    );
  });
  return folder;
}

function hasDesktopEditor(): boolean {
  return (
    spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0
  );
}

// A profile of its own: the user's settings and extensions stay out of it, and stay as they are.
async function openDesktop(repository: string, profile: string): Promise<void> {
  progress('opening VS Code');
  const args = [
    '--new-window',
    '--wait',
    `--user-data-dir=${profile}`,
    `--extensions-dir=${join(profile, 'extensions')}`,
  ];
  const editor = spawn(
    'code',
    [...args, `--extensionDevelopmentPath=${root}`, '--disable-workspace-trust', repository],
    { stdio: 'ignore' },
  );
  tellWhatToTry(repository, 'VS Code opens in a window of its own.');
  await Promise.race([new Promise((done) => editor.once('close', done)), toldToStop]);
}

async function openInBrowser(repository: string, extensions: string): Promise<void> {
  progress(
    'VS Code is not installed here; its server from npm serves it to the browser (the first time takes a minute)',
  );
  await installPart(editorPart, progress);
  await unpackExtension(join(extensions, 'parallel-cc.parallel-cc'));
  // Terminals are to find the user's own programs and logins, so they keep the user's home.
  const home = {
    HOME: process.env['HOME'],
    XDG_CONFIG_HOME: process.env['XDG_CONFIG_HOME'],
    XDG_DATA_HOME: process.env['XDG_DATA_HOME'],
  };
  const settings = { 'git.enabled': true, 'workbench.startupEditor': 'none' };
  const editor = await bootEditor({ workspace: repository, extensionsDir: extensions, env: home, settings });
  cleanUps.push(() => editor.stop());
  tellWhatToTry(repository, `Open this address in your browser:  ${editor.url}`);
}

function tellWhatToTry(repository: string, where: string | null): void {
  const demo = [
    'Four scripted agents are at work in it. They are real processes that go through the same hooks and command',
    'line as Claude Code; they need no account, no key and no network.',
  ];
  const cli = `node ${join(root, 'dist/cli.js')}`;
  const steps = [
    'Click the icon with the converging lanes in the activity bar: sessions, claims and conflicts, live.',
    ...(ownRepository === undefined
      ? [
          'Open src/payments.ts: the lines that "checkout-ui" changed too carry a lens; click Compare.',
          '"release-notes" needs you: right-click it, choose Message, and answer its question.',
        ]
      : ['Press F1 and choose "parallel-cc: Start an Agent in a New Worktree". Start a second one.']),
    `In a terminal:  ${cli} status --repo ${repository}`,
  ];
  console.log(
    [
      '',
      ...(where === null ? [] : [where, '']),
      `Repository: ${repository}`,
      ...(ownRepository === undefined ? demo : []),
      '',
      'What to try next',
      ...steps.map((step, index) => `  ${index + 1}. ${step}`),
      `                     ${cli} conflicts --repo ${repository}`,
      '',
      'Stop with Ctrl+C.',
    ].join('\n'),
  );
}

async function cleanUp(): Promise<void> {
  console.log('\nStopping …');
  for (const step of cleanUps.reverse()) await step().catch((error: unknown) => console.error(String(error)));
  const left =
    ownRepository === undefined
      ? 'The demo repository is removed.'
      : `Your repository is as it was, but for the coordinator's state in .git/parallel-cc.`;
  console.log(left);
  process.exit();
}

function progress(message: string): void {
  console.log(`[${String(Math.round((Date.now() - startedAt) / 1000)).padStart(3)} s] ${message}`);
}
