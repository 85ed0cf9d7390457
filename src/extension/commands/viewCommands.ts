import * as vscode from 'vscode';
import { findTerminal } from '../agentTerminals';
import type { HostConnection } from '../connection/hostConnection';
import { requireSnapshot } from '../connection/requireSnapshot';
import type { DashboardView } from '../dashboard/dashboardView';
import type { CommandHandlers } from './commandTable';
import { pickStatus } from './statusPick';

/** The commands that show what is going on. */
export function viewCommands(
  connection: HostConnection,
  dashboard: DashboardView,
  channel: vscode.LogOutputChannel,
): Pick<CommandHandlers, 'showLog' | 'showDashboard' | 'nextNeedsYou' | 'showStatus'> {
  let shown: string | undefined;
  return {
    showLog: () => channel.show(),
    showDashboard: (target) => dashboard.show(target),
    async nextNeedsYou() {
      const waiting = requireSnapshot(connection).sessions.filter(({ state }) => state === 'needsYou');
      const next = waiting[(waiting.findIndex(({ id }) => id === shown) + 1) % waiting.length];
      if (next === undefined) return void vscode.window.showInformationMessage('No agent needs you.');
      shown = next.id;
      const terminal = findTerminal(next);
      if (terminal !== undefined) terminal.show();
      else await dashboard.show({ kind: 'session', sessionId: next.id });
    },
    async showStatus() {
      const run = await pickStatus(requireSnapshot(connection));
      await run?.();
    },
  };
}
