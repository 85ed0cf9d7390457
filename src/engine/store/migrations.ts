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
];

/**
 * Brings a database to the present schema; returns whether anything was done.
 * @throws CoordinatorError `storeNewer` for a database of a newer program, which is left as it is.
 */
export function migrate(db: Db, path: string): boolean {
  const found = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (found > migrations.length) throw storeNewer(path, found, migrations.length);
  for (const [index, script] of migrations.entries()) {
    if (index >= found) db.script(`BEGIN; ${script} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
  return found < migrations.length;
}
