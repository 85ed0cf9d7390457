// Joins the coverage of the test runner and of the programs it started: what either has run counts.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TraceMap, eachMapping, originalPositionFor } from '@jridgewell/trace-mapping';

/** Line and function coverage as shares of 1. */
export interface Coverage {
  readonly lines: number;
  readonly functions: number;
  /** Files from the least covered to the most, with their share of lines. */
  readonly files: readonly { readonly file: string; readonly lines: number }[];
  /** Raw files that a process was killed at writing; what it ran does not count. */
  readonly unfinished: readonly string[];
}

interface FileHits {
  readonly lines: Map<number, number>;
  /** How often functions were called, by the line they begin in; of several in a line the sum. */
  readonly functions: Map<number, number>;
}

/**
 * Joins the runner's report, which knows every line and function of `src`, with what the programs ran.
 * @param report the runner's lcov report. @param rawDir what V8 wrote of the programs (`NODE_V8_COVERAGE`).
 */
export function joinCoverage(report: string, rawDir: string, root: string): Coverage {
  const all = [...readLcov(report, root)].filter(([file]) => file.startsWith('src/'));
  const ran = new Set<string>();
  const called = new Set<string>();
  const { programs, unfinished } = readPrograms(rawDir, join(root, 'dist'));
  for (const [program, runs] of programs) addPlaces(program, runs, root, ran, called);
  const joined = all.map(([file, { lines, functions }]) => ({
    file,
    lines: [...lines].map(([line, count]) => count > 0 || ran.has(`${file}:${line}`)),
    functions: [...functions].map(([line, count]) => count > 0 || called.has(`${file}:${line}`)),
  }));
  return {
    lines: share(joined.flatMap(({ lines }) => lines)),
    functions: share(joined.flatMap(({ functions }) => functions)),
    files: joined
      .map(({ file, lines }) => ({ file, lines: share(lines) }))
      .sort((one, other) => one.lines - other.lines),
    unfinished,
  };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface RawCoverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Range[] }[];
  }[];
}

/** What all runs of a program together ran: each offset of its text, and the offsets at which called functions begin. */
interface Runs {
  readonly offsets: Uint8Array;
  readonly called: Set<number>;
}

interface Programs {
  readonly programs: ReadonlyMap<string, Runs>;
  readonly unfinished: readonly string[];
}

// Editors write coverage of their own too: only programs of ours are read.
function readPrograms(rawDir: string, distDir: string): Programs {
  const programs = new Map<string, Runs>();
  const unfinished: string[] = [];
  for (const file of readdirSync(rawDir)) {
    const coverage = readRaw(join(rawDir, file));
    if (coverage === null) unfinished.push(file);
    for (const { url, functions } of coverage?.result ?? []) {
      const program = builtProgram(url, distDir);
      if (program === null) continue;
      const runs = programs.get(program) ?? {
        offsets: new Uint8Array(readFileSync(program, 'utf8').length),
        called: new Set(),
      };
      programs.set(program, runs);
      addRun(runs, functions.map(({ ranges }) => ranges)); // prettier-ignore
    }
  }
  return { programs, unfinished };
}

// Node writes a file when a process exits, and tests kill processes at any time, then too: null for what is cut short.
function readRaw(path: string): RawCoverage | null {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text) as RawCoverage;
  } catch (error) {
    if (isCutShort(text)) return null;
    throw new Error(`The coverage file ${path} is broken, and not by the end of its process.`, {
      cause: error,
    });
  }
}

/** Whether a JSON text ends inside a string, or before all its brackets are closed. */
function isCutShort(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '"') isInString = !isInString;
    else if (!isInString && /[[{]/.test(character)) depth += 1;
    else if (!isInString && /[\]}]/.test(character)) depth -= 1;
  }
  return text === '' || isInString || depth > 0;
}

// An installed extension is a copy of what was built.
function builtProgram(url: string, distDir: string): string | null {
  // A program that was compiled by itself is known by its path.
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const isOurs =
    dirname(path) === distDir || /[/\\]parallel-cc\.parallel-cc[^/\\]*[/\\]dist$/.test(dirname(path));
  return isOurs ? join(distDir, basename(path)) : null;
}

// Inner ranges come after the outer ones that they are exceptions from.
function addRun({ offsets, called }: Runs, functions: readonly (readonly Range[])[]): void {
  const run = new Uint8Array(offsets.length);
  const ranges = functions
    .flat()
    .sort((one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset);
  for (const { startOffset, endOffset, count } of ranges) run.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  run.forEach((value, offset) => {
    if (value > 0) offsets[offset] = 1;
  });
  for (const [outer] of functions) if (outer !== undefined && outer.count > 0) called.add(outer.startOffset);
}

function addPlaces(
  program: string,
  { offsets, called }: Runs,
  root: string,
  ran: Set<string>,
  functions: Set<string>,
): void {
  const starts = lineStarts(readFileSync(program, 'utf8'));
  const map = new TraceMap(readFileSync(`${program}.map`, 'utf8'));
  const place = (source: string, line: number): string =>
    `${relative(root, resolve(program, '..', source)).replaceAll('\\', '/')}:${line}`;
  eachMapping(map, ({ generatedLine, generatedColumn, source, originalLine }) => {
    const offset = (starts[generatedLine - 1] ?? 0) + generatedColumn;
    if (source !== null && offsets[offset] === 1) ran.add(place(source, originalLine));
  });
  for (const offset of called) {
    const line = starts.findLastIndex((start) => start <= offset);
    const { source, line: originalLine } = originalPositionFor(map, {
      line: line + 1,
      column: offset - (starts[line] ?? 0),
    });
    if (source !== null) functions.add(place(source, originalLine));
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function readLcov(path: string, root: string): Map<string, FileHits> {
  const files = new Map<string, FileHits>();
  let current: FileHits = { lines: new Map(), functions: new Map() };
  let names = new Map<string, number>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [key, value] = splitOnce(line, ':');
    if (key === 'SF') {
      current = { lines: new Map(), functions: new Map() };
      files.set(relative(root, value).replaceAll('\\', '/'), current);
      names = new Map();
    } else if (key === 'DA') {
      const [number, count] = splitOnce(value, ',');
      add(current.lines, Number(number), Number.parseInt(count, 10));
    } else if (key === 'FN') {
      const [number, name] = splitOnce(value, ',');
      names.set(name, Number(number));
    } else if (key === 'FNDA') {
      const [count, name] = splitOnce(value, ',');
      add(current.functions, names.get(name) ?? 0, Number(count));
    }
  }
  return files;
}

function add(hits: Map<number, number>, line: number, count: number): void {
  hits.set(line, (hits.get(line) ?? 0) + count);
}

function share(hits: readonly boolean[]): number {
  return hits.length === 0 ? 1 : hits.filter(Boolean).length / hits.length;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
