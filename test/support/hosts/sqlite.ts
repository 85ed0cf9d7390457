// Finds SQLite's own shell, which old databases are made with, and installs it where that is possible.
import { spawnSync } from 'node:child_process';
import { installDebianPackage } from './debian';
import type { Progress } from './part';

/** Installs SQLite's shell with apt-get unless the machine has one; rejects with what to do where that is not possible. */
export async function installSqlite(progress: Progress): Promise<void> {
  if (spawnSync('sqlite3', ['--version']).status === 0) progress('sqlite3 is installed already');
  else await installDebianPackage('sqlite3', 'put the program "sqlite3" on the PATH', progress);
}
