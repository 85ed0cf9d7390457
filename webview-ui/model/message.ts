import type { DashboardIntent, DashboardState } from '../../src/protocol/webview';
import { buildTree } from '../model';

/** What is said in place of, or above, the tree. */
export interface Message {
  readonly lines: readonly string[];
  /** A line to type in a terminal. */
  readonly command: string | null;
  readonly action: { readonly label: string; readonly intent: DashboardIntent } | null;
  readonly busy: boolean;
}

/** Finds what there is to say in a state; null when the tree says it all. */
export function messageOf(state: DashboardState): Message | null {
  const nothing = { command: null, action: null, busy: false };
  switch (state.kind) {
    case 'loading':
      return { ...nothing, lines: ['Looking at the repository …'], busy: true };
    case 'noFolder':
      return {
        ...nothing,
        lines: ['Open a folder with a git repository to coordinate agents in it.'],
        action: { label: 'Open Folder', intent: { kind: 'openFolder' } },
      };
    case 'noRepository':
      return { ...nothing, lines: [state.message] };
    case 'untrusted':
      return {
        ...nothing,
        lines: ['This workspace is not trusted, so nothing is run in it.'],
        action: { label: 'Manage Trust', intent: { kind: 'manageTrust' } },
      };
    case 'offline':
      return {
        ...nothing,
        lines: [state.message],
        action: { label: 'Reconnect', intent: { kind: 'reconnect' } },
      };
    case 'live':
      return buildTree(state.snapshot).length > 0
        ? null
        : { ...nothing, lines: empty, command: 'parallel-cc claude' };
  }
}

const empty = [
  'No agent is at work here.',
  'Start one with the button above, or in a terminal with the line below: the first works in this folder, each further one in a worktree of its own.',
];
