import type { OldKind, OldRecord } from '../../core/oldRecord';
import { plural } from '../../core/plural';
import type { OldDatabase, OldRow } from './oldDatabase';
import { flagOf, textOf, timeOf } from './oldValues';

/** Texts longer than this are left out of a record, in characters. */
const longestText = 64 * 1024;
/** So many rows of one table are read, the newest first. */
const mostRows = 5000;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** The column that says when it was. */
  readonly time: string;
  readonly kindOf: (row: OldRow) => OldKind | null;
}

// What the old tool deleted it only marked; texts of whole files can be had from the commits.
const isKept = (row: OldRow): boolean => row['deleted_at'] === null;

const tables: readonly Table[] = [
  {
    name: 'sessions',
    columns: ['pid', 'worktree_path', 'worktree_name', 'is_main_repo', 'created_at', 'last_heartbeat', 'execution_mode', 'sandbox_id', 'prompt', 'status', 'git_user', 'git_email', 'budget_limit', 'cost_estimate', 'actual_cost', 'template_name'], // prettier-ignore
    time: 'created_at',
    kindOf: (row) => (row['execution_mode'] === 'e2b' ? 'sandbox' : 'session'),
  },
  {
    name: 'merge_events',
    columns: ['branch_name', 'source_commit', 'target_branch', 'target_commit', 'merged_at', 'detected_at'],
    time: 'merged_at',
    kindOf: () => 'merge',
  },
  {
    name: 'subscriptions',
    columns: ['session_id', 'branch_name', 'target_branch', 'created_at', 'is_active'],
    time: 'created_at',
    kindOf: (row) => (flagOf(row, 'is_active') ? 'subscription' : null),
  },
  {
    name: 'file_claims',
    columns: ['session_id', 'file_path', 'claim_mode', 'claimed_at', 'expires_at', 'is_active', 'deleted_at'],
    time: 'claimed_at',
    kindOf: (row) => (flagOf(row, 'is_active') && isKept(row) ? 'claim' : null),
  },
  {
    name: 'conflict_resolutions',
    columns: ['session_id', 'file_path', 'conflict_type', 'base_commit', 'source_commit', 'target_commit', 'resolution_strategy', 'confidence_score', 'resolved_content', 'detected_at', 'resolved_at', 'deleted_at'], // prettier-ignore
    time: 'detected_at',
    kindOf: (row) => (isKept(row) ? 'resolution' : null),
  },
  {
    name: 'auto_fix_suggestions',
    columns: ['conflict_resolution_id', 'file_path', 'conflict_type', 'suggested_resolution', 'confidence_score', 'explanation', 'strategy_used', 'generated_at', 'applied_at', 'was_auto_applied', 'deleted_at'], // prettier-ignore
    time: 'generated_at',
    kindOf: (row) => (isKept(row) ? 'suggestion' : null),
  },
  {
    name: 'budget_tracking',
    columns: ['period', 'period_start', 'budget_limit', 'spent', 'created_at'],
    time: 'period_start',
    kindOf: () => 'budget',
  },
];

/** What was read of an old database. */
export interface OldRecords {
  readonly records: readonly OldRecord[];
  /** What was not read, a sentence each. */
  readonly leftOut: readonly string[];
}

/** Reads the records of an old database, the newest of each table first. Logs of sandboxes and keys are never read. */
export function readOldRecords(db: OldDatabase): OldRecords {
  const leftOut: string[] = [];
  let longTexts = 0;
  const records = tables.flatMap((table) => {
    const rows = db.rows(table.name, ['id', 'repo_path', ...table.columns]);
    const more = rows.length - mostRows;
    if (more > 0) leftOut.push(`Of table ${table.name} the ${more} oldest rows are not read.`);
    return rows.slice(0, mostRows).flatMap((row) => {
      const kind = table.kindOf(row);
      if (kind === null) return [];
      const { data, dropped } = shorten(row, table.columns);
      longTexts += dropped;
      return [recordOf(kind, row, data, table.time)];
    });
  });
  if (longTexts > 0) leftOut.push(`${plural(longTexts, 'text')} of more than ${longestText / 1024} KB, left out of the records.`); // prettier-ignore
  return { records, leftOut };
}

function recordOf(kind: OldKind, row: OldRow, data: OldRecord['data'], time: string): OldRecord {
  const key = textOf(row, 'id') ?? `row ${String(row['rowid'])}`;
  return { kind, key, repositoryPath: textOf(row, 'repo_path'), at: timeOf(row[time]), data };
}

function shorten(
  row: OldRow,
  columns: readonly string[],
): { readonly data: OldRecord['data']; readonly dropped: number } {
  const data: Record<string, string | number> = {};
  let dropped = 0;
  for (const column of columns) {
    const value = row[column];
    if (typeof value === 'string' && value.length > longestText) dropped++;
    else if (typeof value === 'string' || typeof value === 'number') data[column] = value;
  }
  return { data, dropped };
}
