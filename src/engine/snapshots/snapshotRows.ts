import type { SessionSnapshot, SnapshotKind } from '../../core/sessionSnapshot';
import type { Db } from '../store/store';

interface SnapshotRow {
  readonly id: number;
  readonly session_id: string;
  readonly session_name: string;
  readonly worktree_path: string;
  readonly turn: number;
  readonly step: number;
  readonly kind: string;
  readonly time: number;
  readonly prompt: string | null;
  readonly ref: string;
  readonly commit_id: string;
  readonly tree_id: string;
  readonly head: string;
  readonly branch: string | null;
  readonly left_out: string;
}

/** Reads snapshots, oldest first. @param where a condition in SQL, with its parameters. */
export function selectSnapshots(
  db: Db,
  where: string,
  params: readonly (string | number)[] = [],
): SessionSnapshot[] {
  return db.all<SnapshotRow>(`SELECT * FROM snapshots WHERE ${where} ORDER BY id`, params).map(fromRow);
}

/** Writes a new snapshot and returns it with its id. */
export function insertSnapshot(db: Db, snapshot: Omit<SessionSnapshot, 'id'>): SessionSnapshot {
  const columns: Readonly<Record<string, string | number | null>> = {
    session_id: snapshot.sessionId,
    session_name: snapshot.sessionName,
    worktree_path: snapshot.worktreePath,
    turn: snapshot.turn,
    step: snapshot.step,
    kind: snapshot.kind,
    time: snapshot.time,
    prompt: snapshot.prompt,
    ref: snapshot.ref,
    commit_id: snapshot.commit,
    tree_id: snapshot.tree,
    head: snapshot.head,
    branch: snapshot.branch,
    left_out: JSON.stringify(snapshot.leftOut),
  };
  const names = Object.keys(columns);
  db.run(
    `INSERT INTO snapshots (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    Object.values(columns),
  );
  return { ...snapshot, id: db.get<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0 };
}

function fromRow(row: SnapshotRow): SessionSnapshot {
  return {
    id: row.id,
    sessionId: row.session_id,
    sessionName: row.session_name,
    worktreePath: row.worktree_path,
    turn: row.turn,
    step: row.step,
    kind: row.kind as SnapshotKind,
    time: row.time,
    prompt: row.prompt,
    ref: row.ref,
    commit: row.commit_id,
    tree: row.tree_id,
    head: row.head,
    branch: row.branch,
    leftOut: JSON.parse(row.left_out) as string[],
  };
}
