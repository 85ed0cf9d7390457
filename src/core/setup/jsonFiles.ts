import { checkFolders } from './paths';
import type { SetupCommand, SetupPart } from './recipe';
import { setupPart } from './recipe';
import { isRecord, readJson, recordAt, textsAt } from './values';

/** Reads the `worktree` section of Claude Code's settings: `symlinkDirectories` and `sparsePaths`. */
export function parseClaudeSettings(file: string, text: string): SetupPart {
  const contents = readJson(file, text);
  if ('problem' in contents) return setupPart('claude', file, { warnings: [contents.problem] });
  const section = recordAt(contents.record, 'worktree');
  const links = textsAt(file, section, 'symlinkDirectories');
  const sparse = textsAt(file, section, 'sparsePaths');
  const checkedLinks = checkFolders(file, links.texts);
  const checkedSparse = checkFolders(file, sparse.texts);
  return setupPart('claude', file, {
    links: checkedLinks.usable,
    sparsePaths: checkedSparse.usable,
    warnings: [links, sparse, checkedLinks, checkedSparse].flatMap(({ warnings }) => warnings),
  });
}

/**
 * Reads Cursor's `worktrees.json`: `setup-worktree`, or the key of the platform, which comes first. A list holds
 * commands; a text is the path of a script, from the folder that the file is in.
 */
export function parseCursorWorktrees(file: string, text: string, platform: string): SetupPart {
  const contents = readJson(file, text);
  if ('problem' in contents) return setupPart('cursor', file, { warnings: [contents.problem] });
  const own = platform === 'win32' ? 'setup-worktree-windows' : 'setup-worktree-unix';
  const key = contents.record[own] === undefined ? 'setup-worktree' : own;
  const value = contents.record[key];
  if (typeof value === 'string') return cursorScript(file, value);
  const { texts, warnings } = textsAt(file, contents.record, key);
  return setupPart('cursor', file, { commands: texts.map(shell), warnings });
}

/** Reads `scripts.setup` of Conductor's `conductor.json`. */
export function parseConductor(file: string, text: string): SetupPart {
  const contents = readJson(file, text);
  if ('problem' in contents) return setupPart('conductor', file, { warnings: [contents.problem] });
  const { texts, warnings } = textsAt(file, recordAt(contents.record, 'scripts'), 'setup');
  return setupPart('conductor', file, { commands: texts.map(shell), warnings });
}

/**
 * Reads the commands of `devcontainer.json` that prepare the files of a new container: `onCreateCommand`,
 * `updateContentCommand` and `postCreateCommand`, in this order. A text is a line for the shell, a list a program with
 * its arguments, an object several of either.
 */
export function parseDevcontainer(file: string, text: string): SetupPart {
  const contents = readJson(file, text);
  if ('problem' in contents) return setupPart('devcontainer', file, { warnings: [contents.problem] });
  const keys = ['onCreateCommand', 'updateContentCommand', 'postCreateCommand'];
  const found = keys.map((key) => ({ key, commands: lifecycleCommands(contents.record[key]) }));
  return setupPart('devcontainer', file, {
    commands: found.flatMap(({ commands }) => commands ?? []),
    warnings: found
      .filter(({ commands }) => commands === null)
      .map(
        ({ key }) => `${file}: "${key}" is left out: it is neither a text nor a list nor an object of them.`,
      ),
  });
}

/** A line for the shell. */
export function shell(text: string): SetupCommand {
  return { kind: 'shell', text };
}

// What a text holds that names no file is a command: people write those too, and they cannot be told apart otherwise.
function cursorScript(file: string, value: string): SetupPart {
  if (value.trim() === '') return setupPart('cursor', file, {});
  if (!/^[^\s;&|<>$]+\.(sh|bash|zsh|ps1|cmd|bat)$/i.test(value))
    return setupPart('cursor', file, { commands: [shell(value)] });
  const folder = file.slice(0, file.lastIndexOf('/'));
  const { usable, warnings } = checkFolders(file, [value]);
  const commands = usable.map((path): SetupCommand => ({ kind: 'script', path: `${folder}/${path}`, content: '' })); // prettier-ignore
  return setupPart('cursor', file, { commands, warnings });
}

function lifecycleCommands(value: unknown): readonly SetupCommand[] | null {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value.trim() === '' ? [] : [shell(value)];
  if (Array.isArray(value)) {
    const argv = value.filter((word): word is string => typeof word === 'string');
    if (argv.length !== value.length) return null;
    return argv.length === 0 ? [] : [{ kind: 'program', argv }];
  }
  if (!isRecord(value)) return null;
  const each = Object.values(value).map((item) => (isRecord(item) ? null : lifecycleCommands(item)));
  return each.includes(null) ? null : each.flatMap((commands) => commands ?? []);
}
