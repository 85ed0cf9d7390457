import type { DashboardIntent } from '../../src/protocol/webview';

/** The small pictures that rows can begin with. */
export type IconName =
  | 'working'
  | 'needsYou'
  | 'idle'
  | 'stale'
  | 'done'
  | 'conflict'
  | 'file'
  | 'claim'
  | 'worktree'
  | 'branch'
  | 'prompt'
  | 'history'
  | 'close';

/** A number at the end of a row; one that calls for attention carries a picture. */
export interface Badge {
  readonly text: string;
  readonly icon: IconName | null;
}

/** Something that can be done with a row. */
export interface TreeAction {
  readonly label: string;
  readonly intent: DashboardIntent;
}

/** A row of the tree with the rows below it. */
export interface TreeNode {
  /** Stays the same as long as the row means the same thing. */
  readonly key: string;
  readonly icon: IconName | null;
  readonly label: string;
  /** Said less loudly behind the label. */
  readonly detail: string;
  /** A moment whose age is shown at the end of the row, in milliseconds since the Unix epoch. */
  readonly since: number | null;
  readonly badge: Badge | null;
  /** All of it in words, for the pointer and for screen readers. */
  readonly title: string;
  readonly tone: 'normal' | 'attention' | 'quiet';
  readonly expandedAtFirst: boolean;
  /** What Enter and a click do; null: expand or collapse. */
  readonly primary: DashboardIntent | null;
  readonly actions: readonly TreeAction[];
  readonly children: readonly TreeNode[];
}

/** Makes a row; what is not given is empty. */
export function makeNode(parts: Partial<TreeNode> & Pick<TreeNode, 'key' | 'label'>): TreeNode {
  return {
    icon: null,
    detail: '',
    since: null,
    badge: null,
    title: [parts.label, parts.detail].filter(Boolean).join(', '),
    tone: 'normal',
    expandedAtFirst: false,
    primary: null,
    actions: [],
    children: [],
    ...parts,
  };
}

/** Words a file the way the explorer does: its name as the label, and its folder, with more, behind it. */
export function wordFile(path: string, ...more: readonly string[]): Pick<TreeNode, 'label' | 'detail'> {
  // A folder ends with `/`.
  const at = path.replace(/\/$/, '').lastIndexOf('/');
  const parts = [path.slice(0, Math.max(at, 0)), ...more];
  return { label: path.slice(at + 1), detail: parts.filter((part) => part !== '').join(' · ') };
}
