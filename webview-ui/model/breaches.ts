import type { BreachView } from '../../src/protocol/snapshot';
import type { TreeNode } from '../tree/node';
import { makeNode, wordFile } from '../tree/node';

/** Writes of what others hold, each with what puts it back. */
export function breachNodes(breaches: readonly BreachView[]): TreeNode[] {
  return breaches.map((breach) =>
    makeNode({
      key: `breach:${breach.operation}`,
      icon: 'claim',
      ...wordFile(breach.path, `${breach.writer} wrote it, ${breach.holder} holds it`),
      since: breach.time,
      title: breach.summary,
      tone: 'attention',
      primary: { kind: 'undo', operation: breach.operation },
      actions: [
        { label: 'Put Back…', intent: { kind: 'undo', operation: breach.operation } },
        { label: `Open in ${breach.writer}`, intent: { kind: 'openFile', worktreePath: breach.worktreePath, path: breach.path, line: null } }, // prettier-ignore
        {
          label: `Message ${breach.writer}…`,
          intent: { kind: 'messageSession', sessionId: breach.writerId },
        },
        {
          label: `Message ${breach.holder}…`,
          intent: { kind: 'messageSession', sessionId: breach.holderId },
        },
      ],
    }),
  );
}
