import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCodexEnvironment } from '../../../core/setup/codexEnvironment';
import { parseGtrConfig } from '../../../core/setup/gtrConfig';
import {
  parseClaudeSettings,
  parseConductor,
  parseCursorWorktrees,
  parseDevcontainer,
  shell,
} from '../../../core/setup/jsonFiles';
import { checkFolders, checkPatterns } from '../../../core/setup/paths';
import type { SetupCommand, SetupPart, SetupRecipe, SetupSource } from '../../../core/setup/recipe';
import { combineParts, setupPart } from '../../../core/setup/recipe';
import type { CoordinatorSettings } from '../../../core/settings';
import type { Git } from '../../git/git';
import { isWithin } from '../../repositoryPaths';

/** A settings file that is larger than this many bytes is none. */
const largestFile = 1024 * 1024;

const gtrFile = '.gtrconfig';

type Parser = (file: string, text: string, platform: string) => SetupPart;

const files: readonly { readonly file: string; readonly source: SetupSource; readonly parse: Parser }[] = [
  { file: '.cursor/worktrees.json', source: 'cursor', parse: parseCursorWorktrees },
  { file: '.codex/environments/environment.toml', source: 'codex', parse: parseCodexEnvironment },
  { file: 'conductor.json', source: 'conductor', parse: parseConductor },
  { file: '.devcontainer/devcontainer.json', source: 'devcontainer', parse: parseDevcontainer },
  { file: '.devcontainer.json', source: 'devcontainer', parse: parseDevcontainer },
  { file: '.claude/settings.json', source: 'claude', parse: parseClaudeSettings },
  { file: '.claude/settings.local.json', source: 'claude', parse: parseClaudeSettings },
];

/**
 * Reads how new worktrees of a repository are made ready, from the files in its main worktree and our settings. What
 * cannot be read or understood is told of in the recipe's warnings; nothing of it makes this fail.
 * @param git in the main worktree.
 */
export async function readRecipe(git: Git, settings: CoordinatorSettings): Promise<SetupRecipe> {
  const parts = await Promise.all([
    ...files.map(({ file, source, parse }) => readPart(git.cwd, file, source, parse)),
    readGtrConfig(git),
  ]);
  return combineParts([ownPart(settings), ...parts.filter((part) => part !== null)]);
}

function ownPart({ copyFiles, linkDirectories, sparsePaths, setupCommands }: CoordinatorSettings): SetupPart {
  const name = "parallel-cc's settings";
  const copy = checkPatterns(name, copyFiles);
  const links = checkFolders(name, linkDirectories);
  const sparse = checkFolders(name, sparsePaths);
  return setupPart('settings', name, {
    commands: setupCommands.map(shell),
    copy: copy.usable,
    links: links.usable,
    sparsePaths: sparse.usable,
    warnings: [copy, links, sparse].flatMap(({ warnings }) => warnings),
  });
}

async function readPart(
  root: string,
  file: string,
  source: SetupSource,
  parse: Parser,
): Promise<SetupPart | null> {
  const read = await readInside(root, file);
  if (read === null) return null;
  if ('problem' in read) return setupPart(source, file, { warnings: [read.problem] });
  return withScripts(root, parse(file, read.text, process.platform));
}

// Git reads its own format better than anybody; it does not follow includes of a file that it is given.
async function readGtrConfig(git: Git): Promise<SetupPart | null> {
  const read = await readInside(git.cwd, gtrFile);
  if (read === null) return null;
  if ('problem' in read) return setupPart('gtr', gtrFile, { warnings: [read.problem] });
  const args = ['config', '--file', '-', '--no-includes', '--null', '--list'];
  const listed = await git.run(args, { input: read.text, okCodes: [0, 1, 3, 128] });
  if (listed.code === 0) return parseGtrConfig(gtrFile, listed.stdout);
  const why =
    listed.stderr
      .trim()
      .split('\n')[0]
      ?.replace(/^fatal: /, '') ?? '';
  return setupPart('gtr', gtrFile, { warnings: [`${gtrFile} is not used: ${why}.`] });
}

// What a user trusts is what a script holds, not only its name.
async function withScripts(root: string, part: SetupPart): Promise<SetupPart> {
  const read = await Promise.all(part.commands.map((command) => readScript(root, command)));
  const problems = read.filter((item) => typeof item === 'string');
  if (problems.length > 0) return { ...part, commands: [], warnings: [...part.warnings, ...problems] };
  return { ...part, commands: read.filter((item) => typeof item !== 'string') };
}

async function readScript(root: string, command: SetupCommand): Promise<SetupCommand | string> {
  if (command.kind !== 'script') return command;
  const read = await readInside(root, command.path);
  if (read === null) return `${command.path} is not run: there is no such file.`;
  return 'problem' in read ? read.problem : { ...command, content: read.text };
}

/** Reads a file that lies in the repository with all links resolved; null where there is none. */
async function readInside(
  root: string,
  file: string,
): Promise<{ readonly text: string } | { readonly problem: string } | null> {
  try {
    const path = await realpath(join(root, file));
    if (!isWithin(await realpath(root), path, { caseSensitive: true }))
      return { problem: `${file} is not used: it is a link that leads out of the repository.` };
    const found = await stat(path);
    if (!found.isFile()) return null;
    if (found.size > largestFile) return { problem: `${file} is not used: it is larger than 1 MB.` };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    return { problem: `${file} is not used: it cannot be read (${code || String(error)}).` };
  }
}
