// Databases as parallel-cc 0.2 to 2.1 made them.

const sessionsFirst = `
  CREATE TABLE sessions (id TEXT PRIMARY KEY, pid INTEGER NOT NULL, repo_path TEXT NOT NULL, worktree_path TEXT NOT NULL,
    worktree_name TEXT, is_main_repo INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL DEFAULT (datetime('now')),
    last_heartbeat TEXT NOT NULL DEFAULT (datetime('now')));
  CREATE INDEX idx_sessions_repo ON sessions (repo_path);`;
const merges = `
  CREATE TABLE merge_events (id TEXT PRIMARY KEY, repo_path TEXT NOT NULL, branch_name TEXT NOT NULL, source_commit TEXT NOT NULL,
    target_branch TEXT NOT NULL DEFAULT 'main', target_commit TEXT NOT NULL, merged_at TEXT NOT NULL DEFAULT (datetime('now')),
    detected_at TEXT NOT NULL DEFAULT (datetime('now')), notification_sent INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE subscriptions (id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    repo_path TEXT NOT NULL, branch_name TEXT NOT NULL, target_branch TEXT NOT NULL DEFAULT 'main',
    created_at TEXT NOT NULL DEFAULT (datetime('now')), notified_at TEXT, is_active INTEGER NOT NULL DEFAULT 1);`;
const claims = `
  CREATE TABLE schema_metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at TEXT);
  CREATE TABLE file_claims (id TEXT PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    repo_path TEXT NOT NULL, file_path TEXT NOT NULL,
    claim_mode TEXT NOT NULL CHECK (claim_mode IN ('EXCLUSIVE', 'SHARED', 'INTENT')), claimed_at TEXT NOT NULL DEFAULT (datetime('now')),
    expires_at TEXT NOT NULL, last_heartbeat TEXT, escalated_from TEXT, metadata TEXT, is_active INTEGER NOT NULL DEFAULT 1,
    released_at TEXT, deleted_at TEXT, deleted_reason TEXT);
  CREATE TABLE conflict_resolutions (id TEXT PRIMARY KEY, session_id TEXT, repo_path TEXT NOT NULL, file_path TEXT NOT NULL,
    conflict_type TEXT NOT NULL, base_commit TEXT, source_commit TEXT, target_commit TEXT, resolution_strategy TEXT,
    confidence_score REAL, conflict_markers TEXT NOT NULL, resolved_content TEXT, detected_at TEXT NOT NULL DEFAULT (datetime('now')),
    resolved_at TEXT, auto_fix_suggestion_id TEXT, metadata TEXT, deleted_at TEXT, deleted_reason TEXT);
  CREATE TABLE auto_fix_suggestions (id TEXT PRIMARY KEY, conflict_resolution_id TEXT, repo_path TEXT NOT NULL, file_path TEXT NOT NULL,
    conflict_type TEXT NOT NULL, suggested_resolution TEXT NOT NULL, confidence_score REAL NOT NULL, explanation TEXT,
    strategy_used TEXT NOT NULL, base_content TEXT NOT NULL, source_content TEXT NOT NULL, target_content TEXT NOT NULL,
    generated_at TEXT NOT NULL DEFAULT (datetime('now')), applied_at TEXT, was_auto_applied INTEGER NOT NULL DEFAULT 0,
    metadata TEXT, deleted_at TEXT, deleted_reason TEXT);
  CREATE VIEW active_claims AS SELECT *, expires_at < datetime('now') AS is_stale FROM file_claims WHERE is_active = 1;`;
const sandboxes = `
  ALTER TABLE sessions ADD COLUMN execution_mode TEXT DEFAULT 'local' CHECK (execution_mode IN ('local', 'e2b'));
  ALTER TABLE sessions ADD COLUMN sandbox_id TEXT;
  ALTER TABLE sessions ADD COLUMN prompt TEXT;
  ALTER TABLE sessions ADD COLUMN status TEXT;
  ALTER TABLE sessions ADD COLUMN output_log TEXT;`;
const budgets = `
  ALTER TABLE sessions ADD COLUMN git_user TEXT;
  ALTER TABLE sessions ADD COLUMN git_email TEXT;
  ALTER TABLE sessions ADD COLUMN ssh_key_provided INTEGER DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN budget_limit REAL;
  ALTER TABLE sessions ADD COLUMN cost_estimate REAL;
  ALTER TABLE sessions ADD COLUMN actual_cost REAL;
  ALTER TABLE sessions ADD COLUMN template_name TEXT;
  CREATE TABLE budget_tracking (id TEXT PRIMARY KEY, period TEXT NOT NULL, period_start TEXT NOT NULL, budget_limit REAL,
    spent REAL NOT NULL DEFAULT 0, created_at TEXT NOT NULL DEFAULT (datetime('now')));`;
const version = (name: string): string =>
  `INSERT OR REPLACE INTO schema_metadata (key, value) VALUES ('version', '${name}');`;

/** The schema of each version of the old tool, by the version that its database says; the first said none. */
export const oldSchemas = {
  '0.2': sessionsFirst,
  '0.4': sessionsFirst + merges,
  '0.5.0': sessionsFirst + merges + claims + version('0.5.0'),
  '1.0.0': sessionsFirst + merges + claims + sandboxes + version('1.0.0'),
  '1.1.0': sessionsFirst + merges + claims + sandboxes + budgets + version('1.1.0'),
} as const;

/** SQL that adds a local session. */
export function oldSession(repository: string, worktree: string, id = 'old-1', pid = 4_000_000): string {
  const isMain = repository === worktree ? 1 : 0;
  return `INSERT INTO sessions (id, pid, repo_path, worktree_path, worktree_name, is_main_repo, created_at)
    VALUES ('${id}', ${pid}, '${repository}', '${worktree}', ${isMain === 1 ? 'NULL' : "'parallel-old'"}, ${isMain}, '2026-01-02 03:04:05');`;
}

/** SQL that adds one thing of every kind that schema 1.1.0 has. */
export function oneOfEach(repository: string): string {
  return `
    INSERT INTO merge_events (id, repo_path, branch_name, source_commit, target_commit, merged_at)
      VALUES ('m1', '${repository}', 'feature', 'aaa', 'bbb', '2026-02-03 04:05:06');
    INSERT INTO subscriptions (id, session_id, repo_path, branch_name) VALUES ('s1', 'old-1', '${repository}', 'other');
    INSERT INTO subscriptions (id, session_id, repo_path, branch_name, is_active) VALUES ('s2', 'old-1', '${repository}', 'done', 0);
    INSERT INTO file_claims (id, session_id, repo_path, file_path, claim_mode, expires_at)
      VALUES ('c1', 'old-1', '${repository}', 'src/a.ts', 'EXCLUSIVE', '2099-01-01 00:00:00');
    INSERT INTO conflict_resolutions (id, repo_path, file_path, conflict_type, resolution_strategy, confidence_score, conflict_markers, resolved_content)
      VALUES ('r1', '${repository}', 'src/a.ts', 'TRIVIAL', 'AUTO_FIX', 0.9, '<<<<<<<', 'fixed');
    INSERT INTO auto_fix_suggestions (id, repo_path, file_path, conflict_type, suggested_resolution, confidence_score, strategy_used, base_content, source_content, target_content)
      VALUES ('a1', '${repository}', 'src/a.ts', 'TRIVIAL', printf('%.*c', 70000, 'x'), 0.8, 'trivial', 'base', 'source', 'target');
    INSERT INTO sessions (id, pid, repo_path, worktree_path, execution_mode, sandbox_id, prompt, status, output_log, actual_cost)
      VALUES ('e1', 1, '${repository}', '${repository}', 'e2b', 'sbx-1', 'Fix it', 'COMPLETED', 'TOKEN=secret', 0.25);
    INSERT INTO budget_tracking (id, period, period_start, budget_limit, spent) VALUES ('b1', 'monthly', '2026-02-01', 20, 3.5);`;
}
