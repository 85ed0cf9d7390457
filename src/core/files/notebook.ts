import { merge3 } from '../text/diff3';
import { joinLines, splitLines } from '../text/lines';

/** A cell of a notebook, as much of it as is read here; the rest of its fields is kept. */
interface Cell {
  readonly [field: string]: unknown;
  readonly source?: string | readonly string[];
}

interface Notebook {
  readonly [field: string]: unknown;
  readonly cells: readonly Cell[];
}

/**
 * Merges Jupyter notebooks by cell: cells are known by their ids, or by their place among the unchanged ones; sources are
 * merged by line, and outputs of a cell that both changed are dropped, as neither is its own any more.
 * Null when it is no notebook of format 4, or a cell conflicts.
 */
export function mergeNotebook(versions: {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}): string | null {
  const [base, ours, theirs] = [parse(versions.base), parse(versions.ours), parse(versions.theirs)];
  if (base === null || ours === null || theirs === null) return null;
  const cells = mergeCells(base.cells, ours.cells, theirs.cells);
  const rest = mergeFields(base, ours, theirs, new Set(['cells']));
  if (cells === null || rest === null) return null;
  const indent = /^\{\r?\n([ \t]+)/.exec(versions.ours)?.[1] ?? ' ';
  return `${JSON.stringify(inOrderOf(ours, { ...rest, cells }), null, indent)}${versions.ours.endsWith('\n') ? '\n' : ''}`;
}

function parse(text: string): Notebook | null {
  try {
    const value: unknown = JSON.parse(text);
    const isNotebook =
      typeof value === 'object' && value !== null && 'cells' in value && Array.isArray(value.cells);
    return isNotebook ? (value as Notebook) : null;
  } catch {
    return null;
  }
}

function mergeCells(base: readonly Cell[], ours: readonly Cell[], theirs: readonly Cell[]): Cell[] | null {
  const keys = { base: keysOf(base), ours: keysOf(ours), theirs: keysOf(theirs) };
  const find = (list: readonly Cell[], of: readonly string[], key: string): Cell | undefined =>
    list[of.indexOf(key)];
  const order: string[] = [];
  for (const chunk of merge3(keys, { zealous: true })) {
    const added = (side: 'ours' | 'theirs'): readonly string[] =>
      keys[side].slice(chunk[side].start, chunk[side].end);
    if (chunk.kind === 'theirs') order.push(...added('theirs'));
    else if (chunk.kind !== 'conflict') order.push(...added('ours'));
    else if (chunk.base.start !== chunk.base.end) return null;
    else order.push(...added('ours'), ...added('theirs'));
  }
  const merged = order.map((key) => mergeCell(find(base, keys.base, key), find(ours, keys.ours, key), find(theirs, keys.theirs, key))); // prettier-ignore
  const lost = keys.base.some((key, index) => !order.includes(key) && isChangedAndGone(base[index], find(ours, keys.ours, key), find(theirs, keys.theirs, key))); // prettier-ignore
  return lost || merged.includes(null) ? null : (merged as Cell[]);
}

/** One name per cell, the same in all versions: its id, or for notebooks without ids its kind and source. */
function keysOf(cells: readonly Cell[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const name =
      typeof cell['id'] === 'string' ? `id ${cell['id']}` : `${String(cell['cell_type'])} ${sourceOf(cell)}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return `${name} ${count}`;
  });
}

function isChangedAndGone(base: Cell | undefined, ours: Cell | undefined, theirs: Cell | undefined): boolean {
  const kept = ours ?? theirs;
  return kept !== undefined && base !== undefined && sourceOf(kept) !== sourceOf(base);
}

function mergeCell(base: Cell | undefined, ours: Cell | undefined, theirs: Cell | undefined): Cell | null {
  if (ours === undefined) return theirs ?? null;
  if (theirs === undefined) return ours;
  const known = base ?? {};
  const source = mergeSource(sourceOf(known), sourceOf(ours), sourceOf(theirs));
  const rest = mergeFields(known, ours, theirs, new Set(['source', 'outputs', 'execution_count']));
  if (source === null || rest === null) return null;
  const ran = source === sourceOf(ours) ? ours : source === sourceOf(theirs) ? theirs : null;
  const results = ours['cell_type'] !== 'code' ? {} : { execution_count: ran?.['execution_count'] ?? null, outputs: ran?.['outputs'] ?? [] }; // prettier-ignore
  return inOrderOf(ours, { ...rest, ...results, source: Array.isArray(ours.source) ? splitLines(source) : source }); // prettier-ignore
}

function inOrderOf(model: object, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.keys(model).filter((field) => field in fields);
  return { ...Object.fromEntries(known.map((field) => [field, fields[field]])), ...fields };
}

function mergeSource(base: string, ours: string, theirs: string): string | null {
  const versions = { base: splitLines(base), ours: splitLines(ours), theirs: splitLines(theirs) };
  const chunks = merge3(versions, { zealous: true });
  if (chunks.some(({ kind }) => kind === 'conflict')) return null;
  return joinLines(chunks.flatMap((chunk) => chunk.kind === 'theirs' ? versions.theirs.slice(chunk.theirs.start, chunk.theirs.end) : versions.ours.slice(chunk.ours.start, chunk.ours.end))); // prettier-ignore
}

function sourceOf({ source }: Cell): string {
  return typeof source === 'string' ? source : (source ?? []).join('');
}

/** Merges fields one by one; null when both changed one differently. What a kernel notes of itself is of no matter. */
function mergeFields(
  base: Readonly<Record<string, unknown>>,
  ours: Readonly<Record<string, unknown>>,
  theirs: Readonly<Record<string, unknown>>,
  apart: ReadonlySet<string>,
): Record<string, unknown> | null {
  const merged: Record<string, unknown> = {};
  for (const field of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    if (apart.has(field)) continue;
    const [was, one, other] = [base[field], ours[field], theirs[field]].map((value) => JSON.stringify(value));
    if (one !== other && one !== was && other !== was && field !== 'metadata') return null;
    const value = one === was ? theirs[field] : ours[field];
    if (value !== undefined) merged[field] = value;
  }
  return merged;
}
