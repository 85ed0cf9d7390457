import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import initSqlJs from 'sql.js';

let loaded: Promise<SqlJsStatic> | undefined;

/** Loads SQLite once. Its wasm lies beside the bundle, or in the package when run from source. */
export function loadSqlJs(): Promise<SqlJsStatic> {
  loaded ??= initSqlJs({ locateFile: wasmPath });
  return loaded;
}

function wasmPath(file: string): string {
  const beside = join(__dirname, file);
  return existsSync(beside) ? beside : join(dirname(createRequire(__filename).resolve('sql.js')), file);
}
