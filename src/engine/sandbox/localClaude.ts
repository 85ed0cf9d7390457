import { constants } from 'node:fs';
import { access, mkdir, realpath, rename, writeFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { programNotFound } from '../../core/errors';
import { runtimeHome } from '../../sandboxRuntime/control/runtimeHome';
import { pathExists } from '../pathExists';

/** The template of the local runtime whose sandboxes can read the Claude Code of this machine. */
const template = 'claude-code';
const names = process.platform === 'win32' ? ['claude.exe', 'claude.cmd'] : ['claude'];

/**
 * Prepares a template of the local runtime in which the Claude Code that is installed on this machine can be run.
 * @param program a path, or a name that is looked for on the PATH.
 * @throws CoordinatorError `programNotFound`.
 */
export async function localClaude(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly template: string; readonly program: string }> {
  const found = await find(program, env['PATH'] ?? '');
  if (found === undefined)
    throw programNotFound(program, 'Install Claude Code, or name what the sandbox runs behind "--".');
  const folder = join(runtimeHome().templates, template);
  await mkdir(folder, { recursive: true });
  const own = join(folder, `template.${process.pid}.json`);
  await writeFile(own, JSON.stringify({ readOnly: [await packageOf(found)] }));
  await rename(own, join(folder, 'template.json'));
  return { template, program: found };
}

async function find(program: string, path: string): Promise<string | undefined> {
  const folders = isAbsolute(program) ? [''] : path.split(delimiter).filter((folder) => folder !== '');
  const files = isAbsolute(program) ? [program] : folders.flatMap((folder) => names.map((name) => join(folder, name))); // prettier-ignore
  for (const file of files)
    if (await access(file, constants.X_OK).then(() => true).catch(() => false)) return realpath(file); // prettier-ignore
  return undefined;
}

// A program that is part of a package may need the rest of it.
async function packageOf(file: string): Promise<string> {
  const near = [dirname(file), dirname(dirname(file))];
  for (const folder of near) if (await pathExists(join(folder, 'package.json'))) return folder;
  return dirname(file);
}
