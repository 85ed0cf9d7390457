import { appendFile, lstat, mkdir, readFile, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git } from '../../git/git';
import { realPathOf } from '../../repositoryPaths';

/**
 * Links ignored folders of the main worktree into a new one. A folder that is tracked, is not there, is itself a link,
 * or is in the new worktree already, is left alone.
 * @param git in the main worktree. @param folders from its top, with `/`.
 * @returns a sentence for each folder that git would take for new content of the worktree.
 */
export async function linkFolders(
  git: Git,
  worktree: string,
  commonDir: string,
  folders: readonly string[],
): Promise<string[]> {
  const [from, to] = await Promise.all([realpath(git.cwd), realpath(worktree)]);
  const warnings: string[] = [];
  const linked: string[] = [];
  for (const folder of folders) {
    if (!(await canLink(from, to, folder))) continue;
    if (await isIgnored(git, folder)) {
      await mkdir(dirname(join(to, folder)), { recursive: true });
      await symlink(join(from, folder), join(to, folder), 'junction');
      linked.push(folder);
    } else warnings.push(`"${folder}" is not linked: git does not ignore it.`);
  }
  await ignoreLinks(git.at(worktree), commonDir, linked);
  return warnings;
}

async function canLink(from: string, to: string, folder: string): Promise<boolean> {
  const source = join(from, folder);
  const target = join(to, folder);
  const [found, taken] = await Promise.all([source, target].map((path) => lstat(path).catch(() => null)));
  if (found?.isDirectory() !== true || taken !== null) return false;
  return (await realpath(source)) === source && realPathOf(dirname(target)) === dirname(target);
}

async function isIgnored(git: Git, path: string): Promise<boolean> {
  return (await git.run(['check-ignore', '--quiet', '--', path], { okCodes: [0, 1, 128] })).code === 0;
}

// `node_modules/` in a .gitignore means folders, and a link is none: git would take it for a new file, and an agent
// might commit it. The repository's own list of ignored files, which is not committed, closes the gap.
async function ignoreLinks(inside: Git, commonDir: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    if (await isIgnored(inside, folder)) continue;
    const file = join(commonDir, 'info', 'exclude');
    const before = await readFile(file, 'utf8').catch(() => '');
    const line = `/${folder}`;
    if (before.split('\n').includes(line)) continue;
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`);
  }
}
