import type { Db } from './db';
import { storeNewer } from '../../core/errors';

/** The steps from an empty database to the present schema, in order; a step that was published never changes. */
const migrations: readonly string[] = [
  `
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    request_id TEXT UNIQUE,
    name TEXT NOT NULL,
    agent TEXT NOT NULL,
    agent_session_id TEXT,
    worktree_path TEXT NOT NULL,
    adopted INTEGER NOT NULL,
    branch TEXT,
    base_commit TEXT NOT NULL,
    target_branch TEXT,
    pid INTEGER,
    process_start TEXT,
    boot_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('working', 'needsYou', 'idle', 'stale', 'done')),
    state_reason TEXT,
    state_since INTEGER NOT NULL,
    prompt TEXT,
    created_at INTEGER NOT NULL,
    last_heartbeat INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX sessions_live_name ON sessions (name) WHERE ended_at IS NULL;
  CREATE INDEX sessions_agent ON sessions (agent_session_id);

  CREATE TABLE worktrees (
    path TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    branch TEXT NOT NULL,
    base_commit TEXT NOT NULL,
    target_branch TEXT,
    created_at INTEGER NOT NULL,
    session_id TEXT NOT NULL,
    kept_because TEXT
  ) STRICT;

  CREATE TABLE claims (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    path_key TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('exclusive', 'shared', 'intent')),
    source TEXT NOT NULL CHECK (source IN ('automatic', 'agent', 'user')),
    reason TEXT,
    acquired_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (path_key, session_id)
  ) STRICT;
  CREATE INDEX claims_session ON claims (session_id);

  CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    delivered_at INTEGER,
    UNIQUE (session_id, key)
  ) STRICT;

  CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    session_id TEXT,
    summary TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    session_name TEXT NOT NULL,
    worktree_path TEXT NOT NULL,
    turn INTEGER NOT NULL,
    step INTEGER NOT NULL,
    kind TEXT NOT NULL,
    time INTEGER NOT NULL,
    prompt TEXT,
    ref TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    tree_id TEXT NOT NULL,
    head TEXT NOT NULL,
    branch TEXT,
    left_out TEXT NOT NULL,
    UNIQUE (session_id, turn, step)
  ) STRICT;
  ALTER TABLE operations ADD COLUMN undo TEXT;
  ALTER TABLE operations ADD COLUMN part_of INTEGER;
  ALTER TABLE operations ADD COLUMN undone_by INTEGER;
  `,
  `
  CREATE TABLE worktree_slots (
    path TEXT PRIMARY KEY,
    slot INTEGER NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE worktree_setups (
    path TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    command TEXT,
    started_at INTEGER,
    ended_at INTEGER,
    exit_code INTEGER,
    log_path TEXT NOT NULL,
    pid INTEGER,
    process_start TEXT,
    boot_id TEXT
  ) STRICT;

  CREATE TABLE setup_trust (
    fingerprint TEXT PRIMARY KEY,
    decision TEXT NOT NULL CHECK (decision IN ('trusted', 'refused')),
    decided_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE requests (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    method TEXT NOT NULL,
    target TEXT,
    answer TEXT,
    time INTEGER NOT NULL,
    UNIQUE (id, method)
  ) STRICT;
  ALTER TABLE notices ADD COLUMN delivered_by TEXT;
  `,
  `
  CREATE TABLE worktree_asides (
    folder TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    file_id TEXT NOT NULL,
    removed INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE imported (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    source TEXT NOT NULL,
    batch TEXT NOT NULL,
    time INTEGER,
    data TEXT NOT NULL,
    PRIMARY KEY (kind, key, source)
  ) STRICT;
  CREATE INDEX imported_batch ON imported (batch);
  `,
  `
  CREATE TABLE claims_on_targets (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('file', 'folder', 'glob', 'symbol', 'resource')),
    path TEXT NOT NULL,
    path_key TEXT NOT NULL,
    symbol TEXT,
    mode TEXT NOT NULL CHECK (mode IN ('exclusive', 'shared', 'intent')),
    source TEXT NOT NULL CHECK (source IN ('automatic', 'agent', 'user')),
    reason TEXT,
    acquired_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO claims_on_targets (id, session_id, kind, path, path_key, mode, source, reason, acquired_at, expires_at)
    SELECT id, session_id, 'file', path, path_key, mode, source, reason, acquired_at, expires_at FROM claims ORDER BY acquired_at, id;
  DROP TABLE claims;
  ALTER TABLE claims_on_targets RENAME TO claims;
  CREATE UNIQUE INDEX claims_target ON claims (path_key, kind, ifnull(symbol, ''), session_id);
  CREATE INDEX claims_session ON claims (session_id);
  CREATE INDEX claims_wide ON claims (kind) WHERE kind IN ('folder', 'glob');

  CREATE TABLE claim_waits (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    path_key TEXT NOT NULL,
    symbol TEXT,
    mode TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT,
    ttl_ms INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sequences (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE merge_subscriptions (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    branch TEXT NOT NULL,
    target TEXT NOT NULL,
    head TEXT NOT NULL,
    base TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, branch, target)
  ) STRICT;

  CREATE TABLE merge_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    branch TEXT NOT NULL,
    target TEXT NOT NULL,
    source_commit TEXT NOT NULL,
    target_commit TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('merged', 'squashed', 'rebased')),
    detected_at INTEGER NOT NULL,
    UNIQUE (branch, target, source_commit)
  ) STRICT;
  `,
  `
  CREATE TABLE runs (
    session_id TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    run TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE landings (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL,
    session TEXT NOT NULL,
    target TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('merge', 'squash', 'rebase')),
    verify INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'checking', 'moving', 'landed', 'returned', 'waiting')),
    reason TEXT,
    source TEXT,
    before_commit TEXT,
    after_commit TEXT,
    queued_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;

  CREATE TABLE check_worktrees (
    path TEXT PRIMARY KEY,
    pid INTEGER,
    process_start TEXT,
    boot_id TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE replacements (
    folder TEXT PRIMARY KEY,
    worktree TEXT NOT NULL,
    settled INTEGER NOT NULL CHECK (settled IN (0, 1))
  ) STRICT;
  `,
  `
  CREATE TABLE repairs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    text TEXT NOT NULL,
    dismissed_at INTEGER
  ) STRICT;
  `,
  `
  CREATE TABLE settings_changes (
    operation INTEGER PRIMARY KEY,
    before TEXT,
    after TEXT NOT NULL,
    aside TEXT
  ) STRICT;
  `,
  `
  ALTER TABLE merge_events ADD COLUMN told INTEGER NOT NULL DEFAULT 1 CHECK (told IN (0, 1));
  `,
];

/** The schema of this program. */
export const presentSchema = migrations.length;

/** The schema that a database has; 0 for an empty one. */
export function schemaOf(db: Db): number {
  return db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}

/**
 * Brings a database to a schema, by default the present one; each step is a transaction of its own.
 * @throws CoordinatorError `storeNewer` for a database of a newer program, which is left as it is.
 */
export function migrate(db: Db, path: string, schema = presentSchema): void {
  for (const step of migrationSteps(db, path, schema)) step();
}

/** The same as steps to be taken in order, one transaction each. */
export function migrationSteps(db: Db, path: string, schema = presentSchema): (() => void)[] {
  const found = schemaOf(db);
  const newest = Math.max(found, schema);
  if (newest > presentSchema) throw storeNewer(path, newest, presentSchema);
  return migrations.slice(found, schema).map((script, index) => () => {
    db.script(`BEGIN; ${script} PRAGMA user_version = ${found + index + 1}; COMMIT;`);
  });
}
