// SQLite's own shell, for databases as other programs make them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs SQL on a database file with SQLite's shell and returns what it prints; rejects when it fails. */
export async function sqlite(path: string, sql: string): Promise<string> {
  const shell = spawn('sqlite3', ['-batch', '-bail', path], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  shell.stdin.end(sql);
  const [code] = (await once(shell, 'close')) as [number | null];
  if (code !== 0) throw new Error(`sqlite3 ended with ${String(code)}: ${err}`);
  return out;
}

/**
 * Runs SQL on a database in WAL mode and kills the shell, so that the log stays unmerged beside the database.
 * @param uncommitted SQL of a transaction that is under way then; all of what it changes is in the log already.
 */
export async function sqliteKilled(path: string, sql: string, uncommitted = ''): Promise<void> {
  const shell = spawn('sqlite3', ['-batch', '-bail', path], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  const done = new Promise<void>((resolve) => {
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('all is done')) resolve();
    });
  });
  const spilling =
    uncommitted === '' ? '' : `PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; ${uncommitted};`;
  shell.stdin.write(
    `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; ${sql};\n${spilling}\n.print all is done\n`,
  );
  await done;
  shell.kill('SIGKILL');
  await once(shell, 'close');
}
