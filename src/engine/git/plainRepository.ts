import type { BigIntStats } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Git } from './git';
import { gitDirOf } from './gitDir';

/** A worktree whose refs are files and whose objects anybody may add to, so that git need not be started for either. */
export interface PlainRepository {
  /** The worktree's own git directory, and that of the whole repository. */
  readonly gitDir: string;
  readonly commonDir: string;
}

/** What these extensions change is none of what is read or written here. */
const harmless = new Set(['objectformat', 'worktreeconfig', 'partialclone', 'preciousobjects', 'noop', 'noop-v1', 'relativeworktrees']); // prettier-ignore
/** What these say otherwise asks for modes, logs or files of its own. */
const harmlessValues: Readonly<Record<string, RegExp>> = {
  'core.sharedrepository': /^(?:false|umask|0|no|off)$/,
  'core.logallrefupdates': /^(?!always$)/,
  'extensions.refstorage': /^files$/,
};

interface Known {
  readonly dirs: PlainRepository;
  readonly config: string;
  readonly isPlain: boolean;
  /** What wants to hear of each ref that moves. */
  readonly hook: string;
}

/** Tells which worktrees are of plain repositories. Git is asked once, and again when the configuration was changed. */
export class PlainRepositories {
  private readonly known = new Map<string, Known>();

  /** @param git in the worktree. @returns null where git is to do everything itself. */
  async find(git: Git): Promise<PlainRepository | null> {
    const known = await this.upToDate(git);
    if (!known.isPlain || (await exists(known.hook))) return null;
    return known.dirs;
  }

  private async upToDate(git: Git): Promise<Known> {
    const before = this.known.get(git.cwd);
    const dirs = before?.dirs ?? (await dirsOf(git.cwd));
    const config = await stampOf(join(dirs.commonDir, 'config'));
    if (before?.config === config) return before;
    const [isPlain, hook] = await Promise.all([saysPlain(git), hookOf(git)]);
    const known = { dirs, config, isPlain, hook };
    this.known.set(git.cwd, known);
    return known;
  }
}

async function dirsOf(worktree: string): Promise<PlainRepository> {
  const gitDir = await gitDirOf(worktree);
  const named = await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => '.');
  return { gitDir, commonDir: resolve(gitDir, named.trim()) };
}

async function stampOf(path: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs }: BigIntStats = await stat(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}

async function saysPlain(git: Git): Promise<boolean> {
  const pattern = '^(extensions\\..*|core\\.(sharedrepository|logallrefupdates))$';
  const { stdout } = await git.run(['config', '--null', '--get-regexp', pattern], { okCodes: [0, 1] });
  return stdout.split('\0').every((setting) => setting === '' || isHarmless(setting.toLowerCase()));
}

function isHarmless(setting: string): boolean {
  const [key = '', value = ''] = setting.split('\n');
  return harmlessValues[key]?.test(value) ?? harmless.has(key.replace(/^extensions\./, ''));
}

async function hookOf(git: Git): Promise<string> {
  const { stdout } = await git.run(['rev-parse', '--git-path', 'hooks/reference-transaction']);
  return resolve(git.cwd, stdout.trim());
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
