import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fields } from '../fields';
import type { RuntimeHome } from '../control/runtimeHome';
import type { Limits } from '../isolation/limits';
import { defaultLimits } from '../isolation/limits';
import { readSnapshot, snapshotFolder } from './snapshots';

/** What a sandbox begins with. */
export interface Template {
  readonly id: string;
  /** Folders that are copied into the new sandbox; null: it begins empty. */
  readonly home: string | null;
  readonly tmp: string | null;
  readonly env: Readonly<Record<string, string>>;
  /** Folders of the machine that can be read inside, under the same path. */
  readonly readOnly: readonly string[];
  readonly limits: Limits;
}

/** The template that is always there. */
export const baseTemplate = 'base';

/**
 * Finds a template or a snapshot by its name; undefined when there is none. A template is a folder below `templates` with
 * the files that a sandbox begins with in `home`, and what else there is to say in `template.json`, both optional.
 */
export async function findTemplate(home: RuntimeHome, name: string): Promise<Template | undefined> {
  if (!/^[A-Za-z0-9][\w.:-]{0,127}$/.test(name)) return undefined;
  return (await preparedTemplate(home, name)) ?? (await snapshotTemplate(home, name));
}

/** Lists the names of the templates. */
export async function listTemplates(home: RuntimeHome): Promise<readonly string[]> {
  const names = await readdir(home.templates).catch(() => []);
  return [...new Set([baseTemplate, ...names])];
}

async function preparedTemplate(home: RuntimeHome, name: string): Promise<Template | undefined> {
  const folder = join(home.templates, name);
  if (!(await isFolder(folder))) return name === baseTemplate ? emptyTemplate(name) : undefined;
  const text = await readFile(join(folder, 'template.json'), 'utf8').catch(() => '{}');
  const fields = Fields.parse(text, `the template "${name}"`);
  const files = join(folder, 'home');
  return {
    ...emptyTemplate(name),
    home: (await isFolder(files)) ? files : null,
    env: fields.stringMap('env') ?? {},
    readOnly: fields.strings('readOnly') ?? [],
    limits: limitsIn(fields),
  };
}

async function snapshotTemplate(home: RuntimeHome, name: string): Promise<Template | undefined> {
  const snapshot = await readSnapshot(home, name);
  if (snapshot === undefined) return undefined;
  const folder = snapshotFolder(home, snapshot.id);
  return { ...snapshot.template, id: snapshot.id, home: join(folder, 'home'), tmp: join(folder, 'tmp') };
}

function emptyTemplate(id: string): Template {
  return { id, home: null, tmp: null, env: {}, readOnly: [], limits: defaultLimits() };
}

function limitsIn(fields: Fields): Limits {
  const usual = defaultLimits();
  return {
    cpuCount: fields.number('cpuCount') ?? usual.cpuCount,
    memoryMB: fields.number('memoryMB') ?? usual.memoryMB,
    diskMB: fields.number('diskMB') ?? usual.diskMB,
    processes: fields.number('processes') ?? usual.processes,
  };
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
