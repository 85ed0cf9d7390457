import { invalidInput } from '../core/errors';
import { callOnce } from '../ipc/callOnce';
import { findRepository } from '../ipc/repositoryLocation';
import type { PlannedCommit } from '../protocol/plannedCommit';

/** How long a commit or a push waits for us, in milliseconds. */
const timeoutMs = 5000;

/**
 * Asks whether git may go on with a commit or a push; null when it may.
 * @param name of the git hook. @param input what it reads: `git diff --raw -z`, or what git gives to `pre-push`.
 */
export async function gitRefusal(name: string, input: string, cwd: string): Promise<string | null> {
  const planned = name === 'pre-push' ? plannedPush(input) : plannedCommit(input);
  const location = findRepository(cwd);
  const isNothing = planned.kind === 'push' ? planned.refs.length === 0 : planned.files.length === 0;
  if (location === null || location.kind === 'bare' || isNothing) return null;
  const session = process.env['PARALLEL_CC_SESSION_ID'] || null;
  const params = { cwd, session, planned };
  return (await callOnce({ client: 'hook', method: 'checkCommit', location, params, timeoutMs })).refusal;
}

// `:<mode> <mode> <id> <id> <what>`, NUL, the path, NUL.
function plannedCommit(input: string): PlannedCommit {
  const fields = input.split('\0');
  const files: { path: string; before: string | null; after: string | null }[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , before = '', after = ''] = (fields[at] ?? '').split(' ');
    files.push({ path: fields[at + 1] ?? '', before: idOf(before), after: idOf(after) });
  }
  return { kind: 'commit', files };
}

// Lines of `<ref> <id> <remote ref> <id>`.
function plannedPush(input: string): PlannedCommit {
  const lines = input.split('\n').filter((line) => line !== '');
  const refs = lines.flatMap((line) => {
    const [, local, , remote] = line.split(' ');
    if (local === undefined || remote === undefined) throw invalidInput('the input of pre-push', `it has the line "${line}"`); // prettier-ignore
    const id = idOf(local);
    return id === null ? [] : [{ local: id, remote: idOf(remote) }];
  });
  return { kind: 'push', refs };
}

function idOf(text: string): string | null {
  return /^0*$/.test(text) ? null : text;
}
