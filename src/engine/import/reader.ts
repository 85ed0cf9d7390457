import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../base/invariant';
import { readDatabaseFiles } from './databaseFiles';
import { OldDatabase } from './oldDatabase';
import type { OldRecords } from './oldRecords';
import { readOldRecords } from './oldRecords';
import { Unimportable } from './unimportable';
import { mergeWal } from './wal';

/** What the reading thread answers: what it has read, or why it cannot. */
export type ReaderAnswer =
  | (OldRecords & { readonly version: string | null; readonly logCommits: number })
  | { readonly unimportable: { readonly why: string; readonly hint: string } };

invariant(parentPort !== null, 'an old database is read in a thread of its own');
const port = parentPort;
read(String(workerData)).then(
  (answer) => port.postMessage(answer),
  (error: unknown) => {
    if (!(error instanceof Unimportable)) throw error;
    port.postMessage({ unimportable: { why: error.why, hint: error.hint } } satisfies ReaderAnswer);
  },
);

async function read(path: string): Promise<ReaderAnswer> {
  const { image, wal } = await readDatabaseFiles(path);
  const merged = mergeWal(image, wal);
  const db = await OldDatabase.open(merged.image);
  try {
    return { ...readOldRecords(db), version: db.version, logCommits: merged.commits };
  } finally {
    db.close();
  }
}
