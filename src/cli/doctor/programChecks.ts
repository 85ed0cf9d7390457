import type { CommandContext } from '../context';
import { requiredGitVersion } from '../../core/errors';
import { askProgram } from '../../ipc/askProgram';
import { programVersion } from '../../protocol/version';
import type { Check } from './check';
import { broken, well } from './check';

const askMs = 5000;

/** Checks the programs that all else stands on: this one, Node and git. */
export async function programChecks(context: CommandContext): Promise<Check[]> {
  return [well('parallel-cc', programVersion), nodeCheck(), await gitCheck(context)];
}

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 12)) return well('node', process.versions.node);
  return broken('node', `${process.versions.node} is too old`, 'Install Node.js 20.12 or newer.');
}

async function gitCheck(context: CommandContext): Promise<Check> {
  const answer = await askProgram({
    program: 'git',
    args: ['--version'],
    env: context.env,
    timeoutMs: askMs,
  });
  const version = /git version (\d+\.\d+(?:\.\d+)?)/.exec(answer.stdout)?.[1];
  if (version === undefined) {
    return broken('git', 'not found', `Install git ${requiredGitVersion} or newer and put it on the PATH.`);
  }
  if (atLeast(version, requiredGitVersion)) return well('git', version);
  return broken('git', `${version} is too old`, `Install git ${requiredGitVersion} or newer.`);
}

function atLeast(version: string, required: string): boolean {
  return version.localeCompare(required, 'en', { numeric: true }) >= 0;
}
