import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LineRange } from '../../core/conflict';
import { conflictNotFound } from '../../core/errors';
import { fileRole } from '../../core/files/fileRole';
import { mergeFile } from '../../core/files/mergeFile';
import { splitLines } from '../../core/text/lines';
import type { HostClient } from '../../ipc/client';
import type { ConflictTexts } from '../../protocol/results';
import type { ConflictView } from '../../protocol/snapshot';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { printable } from '../output/text';

/** The options of `conflicts explain`. */
export interface ExplainOptions {
  /** False with `--no-wait`: what the radar saw last is good enough. */
  readonly wait: boolean;
  /** Whether what can be merged without a decision is printed merged, and nothing else. */
  readonly merged?: boolean;
}

type Side = 'ours' | 'theirs';

/** Lines of a side's file, the first of them counted from 1. */
interface Excerpt {
  readonly path: string;
  readonly line: number;
  readonly lines: readonly string[];
}

interface Explained {
  readonly conflict: ConflictView;
  readonly excerpts: Readonly<Record<Side, readonly Excerpt[]>>;
  /** The merged text, where it can be made without a decision. */
  readonly merged: string | null;
}

/**
 * Explains the predicted conflicts of a file, or the one of an id: what happened, both sides' lines, what to do.
 * JSON: `{ conflicts: (ConflictView & { excerpts, merged })[] }`.
 */
export async function explainConflicts(
  context: CommandContext,
  target: string,
  options: ExplainOptions,
): Promise<CommandResult> {
  return withHost(context, async (host) => {
    const { conflicts } = await host.call('getSnapshot', { fresh: options.wait });
    const found = conflicts.filter((conflict) => isMeant(conflict, target));
    if (found.length === 0) throw conflictNotFound(target);
    const explained = await Promise.all(found.map((conflict) => explain(host, conflict)));
    const merged = explained.flatMap((one) => one.merged ?? []).join('');
    const text = explained.map((one) => describe(one, context)).join('\n\n');
    const json = { conflicts: explained.map(({ conflict, ...rest }) => ({ ...conflict, ...rest })) };
    return { json, text: options.merged === true ? merged.replace(/\n$/, '') : text };
  });
}

function isMeant({ id, path, oursPath, theirsPath }: ConflictView, target: string): boolean {
  return [id, path, oursPath, theirsPath].includes(target.replace(/^\.\//, ''));
}

async function explain(host: HostClient, conflict: ConflictView): Promise<Explained> {
  const texts = await host.call('getConflictTexts', { conflict: conflict.id });
  const excerpts = { ours: await excerptsOf(conflict, 'ours', texts), theirs: await excerptsOf(conflict, 'theirs', texts) }; // prettier-ignore
  return { conflict, excerpts, merged: mergedText(conflict, texts) };
}

function mergedText({ path, kind }: ConflictView, { base, ours, theirs }: ConflictTexts): string | null {
  if (kind === 'semantic' || ours === null || theirs === null) return null;
  const merged = mergeFile({ base: base ?? '', ours, theirs, role: fileRole(path, ours) });
  return merged.outcome === 'merged' ? merged.text : null;
}

async function excerptsOf(conflict: ConflictView, side: Side, texts: ConflictTexts): Promise<Excerpt[]> {
  const path = side === 'ours' ? conflict.oursPath : conflict.theirsPath;
  if (path === null) return [];
  const { worktreePath } = conflict[side];
  const onDisk = worktreePath === null ? null : await readFile(join(worktreePath, path), 'utf8').catch(() => null); // prettier-ignore
  const text = onDisk ?? texts[side];
  if (text === null) return [];
  const lines = splitLines(text).map((line) => line.trimEnd().replaceAll('\t', '    '));
  return conflict.regions.map((region) => excerpt(path, lines, region[side]));
}

/** So many lines of a place are shown. */
const mostLines = 12;

function excerpt(path: string, lines: readonly string[], { start, end }: LineRange): Excerpt {
  return { path, line: start + 1, lines: lines.slice(start, Math.min(end, start + mostLines)) };
}

function describe(
  { conflict, excerpts, merged }: Explained,
  { style }: Pick<CommandContext, 'style'>,
): string {
  const { path, nature, severity, type, summary, declarations, remedy, id } = conflict;
  const sides = (['ours', 'theirs'] as const).flatMap((side) => excerpts[side].flatMap((one) => excerptLines(conflict[side].label, one))); // prettier-ignore
  const names = declarations.length === 0 ? [] : [`  Concerns: ${printable(declarations.join(', '))}`];
  const command = remedy.command === null ? [] : [`  Run: ${remedy.command}`];
  const known =
    merged === null ? [] : [`  It can be merged as it is: parallel-cc conflicts explain ${id} --merged`];
  return [
    style.heading(printable(path)) + `  ${nature}, ${severity} (${type}), ${id}`,
    `  ${printable(summary)}`,
    ...names,
    ...sides,
    `  To do: ${printable(remedy.text)}`,
    ...command,
    ...known,
  ].join('\n');
}

function excerptLines(label: string, { path, line, lines }: Excerpt): string[] {
  const shown = lines.map((text, index) => `  ${String(line + index).padStart(5)} │ ${printable(text)}`);
  return [`  ${printable(label)}, ${printable(path)}:${line}`, ...shown];
}
