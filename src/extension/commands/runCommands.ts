import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AccessVariables } from '../../core/claudeRun';
import { claudeRunCommand, pickAccess } from '../../core/claudeRun';
import { CoordinatorError } from '../../core/errors';
import { hasRunEnded } from '../../core/run';
import type { RunView } from '../../protocol/runMethods';
import type { SessionView } from '../../protocol/snapshot';
import type { HostConnection } from '../connection/hostConnection';
import { requireSession, requireSnapshot } from '../connection/requireSnapshot';
import { askForOrder } from './agentOrder';
import type { CommandHandlers } from './commandTable';
import { pickRun } from './picks';

const keyName = 'anthropicApiKey';
const question = {
  title: 'Start an Agent in a Sandbox',
  hint: 'What shall it do? It works on its own, and its work comes back into a worktree.',
  needsPrompt: true,
} as const;

/** The commands on agents that work on their own in sandboxes. */
export function runCommands(
  connection: HostConnection,
  distDir: string,
  secrets: vscode.SecretStorage,
): Pick<CommandHandlers, 'startRun' | 'openRunLog' | 'pauseRun' | 'resumeRun' | 'killRun'> {
  const choose = async (
    sessionId: string | undefined,
    title: string,
    isMeant: (run: RunView) => boolean = (run) => !hasRunEnded(run),
  ): Promise<SessionView | undefined> => {
    const snapshot = requireSnapshot(connection);
    return sessionId === undefined ? pickRun(snapshot, title, isMeant) : requireSession(snapshot, sessionId);
  };
  return {
    async startRun() {
      const snapshot = requireSnapshot(connection);
      const order = await askForOrder(snapshot, question);
      if (order === undefined) return;
      const run = await start(connection, secrets, { ...order, cwd: snapshot.repository.root });
      if (run !== undefined) openLog(distDir, run.sessionId, run.session, snapshot.repository.root);
    },
    async openRunLog(sessionId) {
      const session = await choose(sessionId, 'Open the Log of Which Run?', () => true);
      if (session !== undefined) openLog(distDir, session.id, session.name, requireSnapshot(connection).repository.root); // prettier-ignore
    },
    async pauseRun(sessionId) {
      const session = await choose(sessionId, 'Pause Which Run?', ({ state }) => state === 'running');
      if (session !== undefined) await connection.call('pauseRun', { session: session.id });
    },
    async resumeRun(sessionId) {
      const session = await choose(sessionId, 'Resume Which Run?', ({ state }) => state === 'paused');
      if (session !== undefined) await connection.call('resumeRun', { session: session.id });
    },
    async killRun(sessionId) {
      const session = await choose(sessionId, 'End Which Run?');
      if (session !== undefined && (await isSure(session))) await connection.call('stopRun', { session: session.id }); // prettier-ignore
    },
  };
}

interface Order {
  readonly prompt: string;
  readonly base: string | undefined;
  readonly cwd: string;
}

async function start(
  connection: HostConnection,
  secrets: vscode.SecretStorage,
  order: Order,
): Promise<RunView | undefined> {
  const stored = await secrets.get(keyName);
  const known = { ...pickAccess(process.env), ...(stored !== undefined && { ANTHROPIC_API_KEY: stored }) };
  try {
    return await call(connection, order, known);
  } catch (error) {
    if (!(error instanceof CoordinatorError) || !/^modelKey/.test(error.code)) throw error;
    const key = await askForKey(error.message);
    if (!key) return undefined;
    const run = await call(connection, order, { ...known, ANTHROPIC_API_KEY: key });
    await secrets.store(keyName, key);
    return run;
  }
}

async function call(
  connection: HostConnection,
  { prompt, base, cwd }: Order,
  access: AccessVariables,
): Promise<RunView> {
  const program = vscode.workspace.getConfiguration('parallel-cc').get<string>('claude.path', '').trim();
  const options = { location: vscode.ProgressLocation.Window, title: 'Starting an agent in a sandbox' };
  const { run } = await vscode.window.withProgress(options, () =>
    connection.call('startRun', {
      requestId: randomUUID(),
      name: null,
      cwd,
      base: base ?? null,
      prompt,
      agent: 'claude-code',
      command: claudeRunCommand(program === '' ? 'claude' : program, null),
      template: 'base',
      access,
      auth: null,
      internet: true,
      allowSecrets: false,
      limits: { minutes: null, dollars: null },
    }),
  );
  return run;
}

async function askForKey(why: string): Promise<string | undefined> {
  const key = await vscode.window.showInputBox({
    title: 'The API Key for the Model',
    prompt: `${why} The key is kept by the editor and never enters a local sandbox.`,
    password: true,
    ignoreFocusOut: true,
  });
  return key?.trim();
}

async function isSure({ name }: SessionView): Promise<boolean> {
  const detail = 'What its agent has done is brought into its worktree first.';
  const chosen = await vscode.window.showWarningMessage(`End run "${name}"?`, { modal: true, detail }, 'End Run'); // prettier-ignore
  return chosen !== undefined;
}

// A terminal in the editor area: it follows, searches, shows colours and opens the files that are named.
function openLog(distDir: string, sessionId: string, session: string, cwd: string): void {
  const name = `${session}: log`;
  const open = vscode.window.terminals.find((terminal) => terminal.name === name && terminal.exitStatus === undefined); // prettier-ignore
  const shellArgs = [join(distDir, 'cli.js'), 'sandbox-logs', sessionId, '--follow', '--stay'];
  const terminal =
    open ??
    vscode.window.createTerminal({
      name,
      iconPath: new vscode.ThemeIcon('output'),
      cwd,
      shellPath: process.execPath,
      shellArgs,
      env: { ELECTRON_RUN_AS_NODE: '1' },
      location: vscode.TerminalLocation.Editor,
    });
  terminal.show();
}
