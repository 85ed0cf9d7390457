import type { DashboardIntent, DashboardState } from '../../src/protocol/webview';

/** What is said in place of, or above, the tree. */
export interface Message {
  readonly lines: readonly string[];
  /** A line to type in a terminal. */
  readonly command: string | null;
  readonly action: { readonly label: string; readonly intent: DashboardIntent } | null;
  readonly busy: boolean;
}

/** What the tree shows: whether there is anything, what it is filtered by, and how many sections match. */
export interface TreeContents {
  readonly isEmpty: boolean;
  readonly wanted: string;
  readonly matches: number;
}

/** Finds what there is to say in a state; null when the tree says it all. */
export function messageOf(state: DashboardState, tree: TreeContents): Message | null {
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
      if (tree.isEmpty) return { ...nothing, ...empty };
      return tree.matches > 0 ? null : { ...nothing, lines: [`Nothing matches "${tree.wanted}".`] };
  }
}

const empty = {
  lines: [
    'No agent is at work here.',
    'The first works in this folder, each further one in a worktree of its own. Start one here, or in a terminal:',
  ],
  command: 'parallel-cc claude',
  action: { label: 'Start Agent', intent: { kind: 'startAgent' } },
} as const;
