// Joins the coverage of the test runner and of the programs it started: a line counts when either has run it.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Line and function coverage as shares of 1. */
export interface Coverage {
  readonly lines: number;
  readonly functions: number;
  /** Files from the least covered to the most, with their share of lines. */
  readonly files: readonly { readonly file: string; readonly lines: number }[];
}

interface FileHits {
  readonly lines: Map<number, number>;
  readonly functions: Map<number, number>;
}

/** Reads lcov reports and joins them by line and by the line that a function begins in. */
export function joinCoverage(reports: readonly string[], root: string): Coverage {
  const files = new Map<string, FileHits>();
  for (const report of reports.filter((path) => existsSync(path)))
    readLcov(readFileSync(report, 'utf8'), root, files);
  const own = [...files].filter(([file]) => file.startsWith('src/') && file.endsWith('.ts'));
  const share = (hits: readonly Map<number, number>[]): number => {
    const counts = hits.flatMap((each) => [...each.values()]);
    return counts.length === 0 ? 0 : counts.filter((count) => count > 0).length / counts.length;
  };
  return {
    lines: share(own.map(([, hits]) => hits.lines)),
    functions: share(own.map(([, hits]) => hits.functions)),
    files: own.map(([file, hits]) => ({ file, lines: share([hits.lines]) })).sort((one, other) => one.lines - other.lines), // prettier-ignore
  };
}

/** Copies what programs wrote of their coverage, less all that is not of the folder of our programs: editors write too. */
export function keepOwnPrograms(from: string, to: string, folderUrl: string): void {
  mkdirSync(to, { recursive: true });
  const isOwn = (url: string): boolean => url.startsWith(`${folderUrl}/`);
  for (const file of readdirSync(from)) {
    const written = JSON.parse(readFileSync(join(from, file), 'utf8')) as RawCoverage;
    const result = written.result.filter(({ url }) => isOwn(url));
    const maps = Object.entries(written['source-map-cache'] ?? {}).filter(([url]) => isOwn(url));
    if (result.length === 0) continue;
    writeFileSync(join(to, file), JSON.stringify({ result, 'source-map-cache': Object.fromEntries(maps) }));
  }
}

interface RawCoverage {
  readonly result: readonly { readonly url: string }[];
  readonly 'source-map-cache'?: Readonly<Record<string, unknown>>;
}

function readLcov(text: string, root: string, files: Map<string, FileHits>): void {
  let current: FileHits | undefined;
  let names = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [key, value] = splitOnce(line, ':');
    if (key === 'SF') {
      const file = relative(root, value).replaceAll('\\', '/');
      current = files.get(file) ?? { lines: new Map(), functions: new Map() };
      files.set(file, current);
      names = new Map();
    } else if (key === 'DA') {
      const [number, count] = value.split(',').map(Number);
      add(current?.lines, number, count);
    } else if (key === 'FN') {
      const [number, name] = splitOnce(value, ',');
      names.set(name, Number(number));
    } else if (key === 'FNDA') {
      const [count, name] = splitOnce(value, ',');
      add(current?.functions, names.get(name), Number(count));
    }
  }
}

function add(
  hits: Map<number, number> | undefined,
  line: number | undefined,
  count: number | undefined,
): void {
  if (hits !== undefined && line !== undefined) hits.set(line, (hits.get(line) ?? 0) + (count ?? 0));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
