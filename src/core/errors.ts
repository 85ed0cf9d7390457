import { resumeCommand } from './agentResume';
import type { FoundSecret } from './foundSecret';
import { describeSecrets } from './foundSecret';
import type { Session } from './session';
import { compareVersions } from './version';

/** Stable machine-readable names of the failures a user can meet. The CLI's exit codes follow them. */
export type ErrorCode =
  | 'invalidInput'
  | 'notARepository'
  | 'bareRepository'
  | 'noCommits'
  | 'pathOutsideRepository'
  | 'sessionNotFound'
  | 'sessionAmbiguous'
  | 'claimNotFound'
  | 'claimNotYours'
  | 'handOverRefused'
  | 'nameTaken'
  | 'refNotFound'
  | 'worktreeNotFound'
  | 'worktreeNotOurs'
  | 'worktreeBusy'
  | 'worktreeNotClean'
  | 'gitMissing'
  | 'gitTooOld'
  | 'gitFailed'
  | 'hostUnavailable'
  | 'hostBusy'
  | 'versionMismatch'
  | 'unauthorized'
  | 'storeUnavailable'
  | 'storeNewer'
  | 'notPermitted'
  | 'programNotFound'
  | 'conflictNotFound'
  | 'snapshotNotFound'
  | 'restoreBlocked'
  | 'previewOutdated'
  | 'rebaseBlocked'
  | 'sessionAtWork'
  | 'notResumable'
  | 'operationNotFound'
  | 'notUndoable'
  | 'notImportable'
  | 'isolationMissing'
  | 'runtimeRuns'
  | 'runtimeUnavailable'
  | 'sandboxesRun'
  | 'sandboxUnavailable'
  | 'sandboxKeyRefused'
  | 'sandboxGone'
  | 'templateNotFound'
  | 'runNotFound'
  | 'runNotPossible'
  | 'resultsUnusable'
  | 'secretsFound'
  | 'modelKeyMissing'
  | 'modelKeyRefused'
  | 'cancelled'
  | 'internal';

/** What a failure carries beside its sentence. */
export interface ErrorParts {
  /** What to do about it, as a sentence; it is shown behind the message. */
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one class of failures that users may see. Built only by the functions of this catalogue and when read off the wire. */
export class CoordinatorError extends Error {
  override readonly name = 'CoordinatorError';
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    parts: ErrorParts = {},
  ) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.hint = parts.hint;
    this.details = parts.details ?? {};
  }

  /** Knows the errors of other programs of ours too: each bundle has a class of its own. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'CoordinatorError' && 'code' in value;
  }

  /** The message and, where there is one, the hint, as one text. */
  get text(): string {
    return this.hint === undefined ? this.message : `${this.message} ${this.hint}`;
  }
}

/** The oldest git that has everything we use: `merge-tree --write-tree --stdin`. */
export const requiredGitVersion = '2.39.0';

/** Builds the error for input that cannot be understood. */
export function invalidInput(what: string, why: string, hint?: string): CoordinatorError {
  return new CoordinatorError(
    'invalidInput',
    `Cannot use ${what}: ${why}.`,
    hint === undefined ? {} : { hint },
  );
}

/** Builds the error for a path that belongs to no git repository. */
export function notARepository(path: string): CoordinatorError {
  return new CoordinatorError('notARepository', `"${path}" is not inside a git repository.`, {
    hint: 'Run this inside a repository, name one with --repo, or create one with "git init".',
    details: { path },
  });
}

/** Builds the error for a bare repository, in which agents have nowhere to work. */
export function bareRepository(path: string): CoordinatorError {
  return new CoordinatorError(
    'bareRepository',
    `"${path}" is a bare repository, which has no files to work on.`,
    {
      hint: 'Use a clone or a worktree of it.',
      details: { path },
    },
  );
}

/** Builds the error for a repository without a first commit. */
export function noCommits(path: string): CoordinatorError {
  return new CoordinatorError(
    'noCommits',
    `The repository "${path}" has no commits yet, so a worktree has nothing to start from.`,
    { hint: 'Make a first commit, for example: git commit --allow-empty -m "Start".', details: { path } },
  );
}

/** Builds the error for a path that leaves the repository. */
export function pathOutsideRepository(path: string, repository: string): CoordinatorError {
  return new CoordinatorError(
    'pathOutsideRepository',
    `"${path}" is outside the repository "${repository}" and its worktrees.`,
    { hint: 'Name a file inside it.', details: { path, repository } },
  );
}

/** Builds the error for a session that is not known here. */
export function sessionNotFound(reference: string): CoordinatorError {
  return new CoordinatorError('sessionNotFound', `There is no session "${reference}" in this repository.`, {
    hint: 'List the sessions with: parallel-cc status.',
    details: { reference },
  });
}

/** Builds the error for a reference that several sessions answer to. */
export function sessionAmbiguous(reference: string, names: readonly string[]): CoordinatorError {
  return new CoordinatorError(
    'sessionAmbiguous',
    `"${reference}" could be any of ${names.map((name) => `"${name}"`).join(', ')}.`,
    { hint: 'Use the full name or more of the id.', details: { reference, names } },
  );
}

/** Builds the error for a claim that does not exist or has ended. */
export function claimNotFound(reference: string): CoordinatorError {
  return new CoordinatorError('claimNotFound', `There is no active claim "${reference}".`, {
    hint: 'List the claims with: parallel-cc claims.',
    details: { reference },
  });
}

/** Builds the error for a session that tries to release another session's claim. */
export function claimNotYours(path: string, holder: string): CoordinatorError {
  return new CoordinatorError('claimNotYours', `The claim on "${path}" belongs to session "${holder}".`, {
    hint: 'Ask its session to release it, or release it as the user with --force.',
    details: { path, holder },
  });
}

/** Builds the error for a claim that cannot go to a session, since a third one is in the way. */
export function handOverRefused(target: string, to: string, inTheWay: string): CoordinatorError {
  return new CoordinatorError('handOverRefused', `The claim on ${target} was not handed over to "${to}": ${inTheWay} has one there that does not go with it.`, { hint: 'Release that one first, or hand it over too.', details: { target, to } }); // prettier-ignore
}

/** Builds the error for a session name that is in use. */
export function nameTaken(name: string): CoordinatorError {
  return new CoordinatorError(
    'nameTaken',
    `The name "${name}" is already used by a session, branch or worktree.`,
    {
      hint: 'Choose another name, or leave it out to get one.',
      details: { name },
    },
  );
}

/** Builds the error for a ref that git cannot resolve to a commit. */
export function refNotFound(ref: string): CoordinatorError {
  return new CoordinatorError('refNotFound', `"${ref}" is not a branch, tag or commit of this repository.`, {
    hint: 'Check the spelling, or fetch it first.',
    details: { ref },
  });
}

/** Builds the error for a path that is no worktree of the repository. */
export function worktreeNotFound(path: string): CoordinatorError {
  return new CoordinatorError('worktreeNotFound', `"${path}" is not a worktree of this repository.`, {
    hint: 'List the worktrees with: parallel-cc worktrees.',
    details: { path },
  });
}

/** Builds the error for removing a worktree that was not created by us. */
export function worktreeNotOurs(path: string): CoordinatorError {
  return new CoordinatorError(
    'worktreeNotOurs',
    `"${path}" was not created by parallel-cc, so it is not removed.`,
    {
      hint: 'Remove it with "git worktree remove" if you want to.',
      details: { path },
    },
  );
}

/** Builds the error for removing a worktree that a live session uses. */
export function worktreeBusy(path: string, session: string): CoordinatorError {
  return new CoordinatorError('worktreeBusy', `Session "${session}" is at work in "${path}".`, {
    hint: 'End the session first: parallel-cc release.',
    details: { path, session },
  });
}

/** Builds the error for a worktree that is kept. @param forceable whether it can be removed all the same, by force. */
export function worktreeNotClean(path: string, why: string, forceable: boolean): CoordinatorError {
  const hint = forceable
    ? 'Commit or merge the work, or remove it all the same with --force; a snapshot is kept then.'
    : 'Settle that first; force would not help.';
  return new CoordinatorError('worktreeNotClean', `"${path}" is kept. ${why}`, {
    hint,
    details: { path, why, forceable },
  });
}

/** Builds the error for a machine without git. */
export function gitMissing(cause?: unknown): CoordinatorError {
  return new CoordinatorError('gitMissing', 'The program "git" was not found on the PATH.', {
    hint: `Install git ${requiredGitVersion} or newer.`,
    cause,
  });
}

/** Builds the error for a git that lacks what we use. */
export function gitTooOld(found: string): CoordinatorError {
  return new CoordinatorError(
    'gitTooOld',
    `git ${found} is too old: parallel-cc needs ${requiredGitVersion} or newer.`,
    { hint: 'Install a newer git and make sure that it comes first on the PATH.', details: { found } },
  );
}

/** Builds the error for a git command that failed. */
export function gitFailed(args: readonly string[], stderr: string, cause?: unknown): CoordinatorError {
  const command = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c') ?? '';
  const distrusted = /detected dubious ownership in repository at '(.+)'/.exec(stderr)?.[1];
  if (distrusted !== undefined) return ownedByOther(distrusted, cause);
  const said = stderr.trim().split('\n').slice(-3).join(' ').trim() || 'it gave no reason';
  return new CoordinatorError('gitFailed', `"git ${command}" failed: ${said}`, {
    details: { args, stderr },
    cause,
  });
}

// Git would run what the repository's configuration names, and that is another user's.
function ownedByOther(path: string, cause: unknown): CoordinatorError {
  return new CoordinatorError(
    'notPermitted',
    `Git refuses to work in "${path}", which belongs to another user.`,
    {
      hint: `If you trust what is in it, say so: git config --global --add safe.directory "${path}"`,
      cause,
    },
  );
}

/** Builds the error for a coordinator that cannot be reached or started. */
export function hostUnavailable(why: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError(
    'hostUnavailable',
    `The coordinator of this repository cannot be reached: ${why}.`,
    {
      hint: 'Look for the reason with: parallel-cc doctor.',
      details: { why },
      cause,
    },
  );
}

/** Builds the error for a repository whose owner runs where its life cannot be seen from here. */
export function ownedElsewhere(machine: string, pid: number, since: number): CoordinatorError {
  return new CoordinatorError(
    'hostBusy',
    `This repository is coordinated from another machine or container, "${machine}" (pid ${pid}, since ${new Date(since).toISOString()}), and whether that still runs cannot be told from here.`,
    { hint: `If it does not run any more, take over with: ${takeOver}.`, details: { machine, pid, since } },
  );
}

/** Builds the error for an owner file that cannot be read, so that nobody knows whether its owner lives. */
export function ownerUnclear(path: string): CoordinatorError {
  return new CoordinatorError(
    'hostBusy',
    `It cannot be told who coordinates this repository: "${path}" cannot be read or is damaged.`,
    {
      hint: `Close what uses parallel-cc here; if nothing does, take over with: ${takeOver}.`,
      details: { path },
    },
  );
}

/** Builds the error for an owner that lives but does not leave when asked. */
export function ownerStays(pid: number): CoordinatorError {
  return new CoordinatorError(
    'hostBusy',
    `The coordinator that runs (pid ${pid}) was asked to leave and did not: it is suspended or hangs.`,
    { hint: `A live one is never put aside. End process ${pid}, then try again.`, details: { pid } },
  );
}

/** One side of a conversation between a client and a host. */
export interface Speaker {
  /** Version of the program; null where an old one does not tell. */
  readonly program: string | null;
  /** Version of the protocol it speaks. */
  readonly protocol: string;
}

/** Builds the error for a client and a host that speak different versions. */
export function versionMismatch(client: Speaker, host: Speaker): CoordinatorError {
  return new CoordinatorError(
    'versionMismatch',
    `This program (${nameSpeaker(client)}) and the running coordinator (${nameSpeaker(host)}) do not understand each other.`,
    { hint: updateHint(client, host), details: { client, host } },
  );
}

/** Builds the error for a method that the running coordinator does not have. */
export function methodUnknown(method: string, client: Speaker, host: Speaker): CoordinatorError {
  return new CoordinatorError(
    'versionMismatch',
    `The running coordinator (${nameSpeaker(host)}) does not have the method "${method}" that this program (${nameSpeaker(client)}) asks for.`,
    { hint: updateHint(client, host), details: { method, client, host } },
  );
}

/** Builds the error for a call with parameters that the running coordinator does not have. */
export function parametersUnknown(
  method: string,
  names: readonly string[],
  client: Speaker,
  host: Speaker,
): CoordinatorError {
  return new CoordinatorError(
    'versionMismatch',
    `The running coordinator (${nameSpeaker(host)}) does not know ${names.map((name) => `"${name}"`).join(', ')} of "${method}", which this program (${nameSpeaker(client)}) asks for, so it has done nothing.`,
    { hint: updateHint(client, host), details: { method, names, client, host } },
  );
}

/** Builds the error for a call that an older coordinator might do more for than it is asked. */
export function coordinatorTooOld(method: string, client: Speaker, host: Speaker): CoordinatorError {
  return new CoordinatorError(
    'versionMismatch',
    `The running coordinator (${nameSpeaker(host)}) is older than this program (${nameSpeaker(client)}) and could miss how far "${method}" is to go, so it was not asked.`,
    { hint: updateHint(client, host), details: { method, client, host } },
  );
}

const takeOver = 'parallel-cc serve --take-over';

function nameSpeaker({ program, protocol }: Speaker): string {
  return `${program === null ? 'parallel-cc of an unknown version' : `parallel-cc ${program}`}, protocol ${protocol}`;
}

function updateHint(client: Speaker, host: Speaker): string {
  if (compareVersions(client.protocol, host.protocol) < 0) return 'This program is the older one: update it.';
  return 'The coordinator is the older one: stop it with "parallel-cc serve --stop", and the next command starts a new one. If it runs in VS Code, update the extension there and reload the window.';
}

/** Builds the error for a client that does not know the host's token. */
export function unauthorized(): CoordinatorError {
  return new CoordinatorError(
    'unauthorized',
    'The coordinator refused a client that does not know its token.',
    {
      hint: 'Run the command as the user who owns the repository.',
    },
  );
}

/** Builds the error for a state that cannot be written or read. */
export function storeUnavailable(path: string, why: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError(
    'storeUnavailable',
    `The coordinator's state in "${path}" cannot be saved: ${why}.`,
    {
      hint: 'Nothing was changed. Free space or fix the permissions, then try again.',
      details: { path },
      cause,
    },
  );
}

/** Builds the error for settings that nobody can read, so that changing some would lose the others. */
export function settingsUnreadable(path: string, why: string): CoordinatorError {
  return new CoordinatorError(
    'storeUnavailable',
    `The settings in "${path}" cannot be changed, since they cannot be read: ${why}.`,
    {
      hint: 'Nothing was changed. See that the file can be read, or move it away to begin anew.',
      details: { path },
    },
  );
}

/** Builds the error for a database of a newer version. */
export function storeNewer(path: string, found: number, known: number): CoordinatorError {
  return new CoordinatorError(
    'storeNewer',
    `The state in "${path}" was written by a newer parallel-cc (schema ${found}, this one knows ${known}).`,
    { hint: 'Update parallel-cc; the state was left as it is.', details: { path, found, known } },
  );
}

/** Builds the error for a file or folder that may not be read or written. */
export function notPermitted(what: string, path: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError('notPermitted', `Cannot ${what} "${path}": permission denied or read-only.`, {
    hint: 'Check who owns it and whether the file system is writable.',
    details: { path },
    cause,
  });
}

/** Builds the error for a program that is not installed. */
export function programNotFound(program: string, hint: string): CoordinatorError {
  return new CoordinatorError('programNotFound', `The program "${program}" was not found.`, {
    hint,
    details: { program },
  });
}

/** Builds the error for a predicted conflict that is gone. */
export function conflictNotFound(reference: string): CoordinatorError {
  return new CoordinatorError('conflictNotFound', `The predicted conflict "${reference}" no longer exists.`, {
    hint: 'List the present ones with: parallel-cc conflicts.',
    details: { reference },
  });
}

/** Builds the error for trust in set-up commands that are not the ones that were shown. */
export function commandsChanged(): CoordinatorError {
  return new CoordinatorError('invalidInput', 'The set-up commands have changed since they were shown.', {
    hint: 'Look at them again with: parallel-cc setup show.',
  });
}

/** Builds the error for a decision on checks that are not the ones that were shown. */
export function checksChanged(): CoordinatorError {
  return new CoordinatorError('invalidInput', "The project's checks have changed since they were shown.", {
    hint: 'Look at them again with: parallel-cc verify show.',
  });
}

/** Builds the error for files that a partial clone lacks and could not fetch. */
export function objectsMissing(cause: CoordinatorError): CoordinatorError {
  return new CoordinatorError(
    'gitFailed',
    `This repository is a partial clone, and the files of the new worktree could not be fetched: ${cause.message}`,
    { hint: 'Connect to the network and try again, or start from a commit whose files are here.', cause },
  );
}

/** Turns anything thrown into a `CoordinatorError`; what is not one already is a bug and says so. */
export function toCoordinatorError(error: unknown): CoordinatorError {
  if (error instanceof CoordinatorError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CoordinatorError('internal', `Something went wrong that should not have: ${message}`, {
    hint: 'Please report it together with the log.',
    cause: error,
  });
}

/** Builds the error for a snapshot that a session does not have. */
export function snapshotNotFound(session: string, label: string): CoordinatorError {
  return new CoordinatorError('snapshotNotFound', `Session "${session}" has no snapshot "${label}".`, {
    hint: `See what it has with: parallel-cc history ${session}`,
  });
}

/** Builds the error for a file that cannot be brought back because of what is in its place. */
export function restoreBlocked(path: string, why: string): CoordinatorError {
  return new CoordinatorError('restoreBlocked', `Cannot bring back "${path}": ${why}.`, {
    hint: 'Move that away, or restore into a new worktree.',
    details: { path },
  });
}

/** Builds the error for something that would not do any more what its preview showed. @param what for example `the undo` */
export function previewOutdated(what: string): CoordinatorError {
  return new CoordinatorError('previewOutdated', `Nothing was done: ${what} would do something else by now than it showed.`, { hint: 'Look at it again, then do it.' }); // prettier-ignore
}

/** Builds the error for an operation that is not in the log. */
export function operationNotFound(operation: string): CoordinatorError {
  const name = operation === '' ? 'no operation that can be undone' : `no operation ${operation}`;
  return new CoordinatorError('operationNotFound', `There is ${name}.`, {
    hint: 'See the operations with: parallel-cc log',
  });
}

/** Builds the error for an operation that cannot be undone. */
/** Unlike other operations that cannot be undone, it can be when that is wanted all the same. */
export function changedSince(operation: number, path: string): CoordinatorError {
  return new CoordinatorError(
    'notUndoable',
    `Operation ${operation} is not undone: ${path} was changed since.`,
    {
      // prettier-ignore
      hint: 'Undo it all the same with --force; what is there now is kept as a snapshot.',
      details: { operation, changedSince: path },
    },
  );
}

export function notUndoable(operation: number, why: string, hint?: string): CoordinatorError {
  return new CoordinatorError('notUndoable', `Operation ${operation} cannot be undone: ${why}.`, {
    ...(hint === undefined ? {} : { hint }),
    details: { operation },
  });
}

/** Builds the error for a session whose files were to be changed while its agent works on them. */
export function sessionAtWork(session: string): CoordinatorError {
  return new CoordinatorError('sessionAtWork', `Session "${session}" is at work on these files.`, {
    hint: 'Wait until its turn ends, bring them back in a new worktree (--new), or do it all the same (--force).',
  });
}

/** Builds the error for a program that was started in a folder that is gone. */
export function folderGone(cause: unknown): CoordinatorError {
  const message = 'The current folder does not exist any more; its worktree may have been removed.';
  return new CoordinatorError('notARepository', message, { hint: 'Go to another folder with cd.', cause });
}

/** Builds the error for a session that cannot go on. */
export function notResumable(session: string, why: string): CoordinatorError {
  return new CoordinatorError('notResumable', `Session "${session}" cannot be resumed: ${why}.`, {
    hint: 'See the sessions with: parallel-cc status --all',
  });
}

/**
 * Builds the error for a session that another agent's program goes on with.
 * @param isThere whether its worktree still is.
 */
export function resumedElsewhere(
  { name, agent, agentSessionId, worktreePath }: Session,
  isThere: boolean,
): CoordinatorError {
  const own = resumeCommand(agent, agentSessionId);
  const start = own === null ? 'start its agent again there' : `there run: ${own}`;
  const message = `Session "${name}" cannot be resumed: its agent is "${agent}", and only Claude Code is started again.`;
  return new CoordinatorError('notResumable', message, {
    hint: isThere
      ? `Go to ${worktreePath} and ${start}`
      : `Its worktree is gone. Make one of its last snapshot with: parallel-cc restore ${name} --new. Go there and ${start}`,
    details: { agent, command: own },
  });
}

/** Builds the error for an old database that cannot be brought over. */
export function notImportable(path: string, why: string, hint: string): CoordinatorError {
  return new CoordinatorError('notImportable', `Nothing was brought over from "${path}": ${why}.`, {
    hint,
    details: { path },
  });
}

/** Builds the error for a branch of which nobody knows where it is to go. */
export function targetUnknown(branch: string): CoordinatorError {
  return new CoordinatorError('invalidInput', `It is not known which branch "${branch}" is meant for.`, {
    hint: 'Name the target branch.',
    details: { branch },
  });
}

/** Builds the error for a rebase over work that is not committed. */
export function rebaseBlocked(session: string, paths: readonly string[]): CoordinatorError {
  const shown = paths.slice(0, 5).join(', ') + (paths.length > 5 ? ', …' : '');
  return new CoordinatorError(
    'rebaseBlocked',
    `Cannot rebase "${session}": ${shown} has uncommitted changes.`,
    {
      hint: 'Commit first, or stash, then try again.',
      details: { paths },
    },
  );
}

/** Builds the error for a session whose worktree has no branch checked out. */
export function notOnBranch(session: string): CoordinatorError {
  return new CoordinatorError('rebaseBlocked', `Cannot rebase "${session}": its worktree is on no branch.`, {
    hint: 'Check a branch out there first: git switch --create NAME.',
  });
}

/** Builds the error for a path in another repository than the one that a server serves. */
export function otherRepository(path: string): CoordinatorError {
  return new CoordinatorError('invalidInput', `"${path}" is not in the repository that this server serves.`, {
    hint: 'Leave repo_path out, or start a server in that repository: parallel-cc mcp serve.',
    details: { path },
  });
}

/** Builds the error for a suggestion that nobody made. */
export function suggestionNotFound(suggestion: string): CoordinatorError {
  return new CoordinatorError(
    'conflictNotFound',
    `There is no suggestion "${suggestion}": none are made yet.`,
    {
      hint: 'Resolve the conflict by hand: get_auto_fix_suggestions says which lines of which side it is about.',
      details: { suggestion },
    },
  );
}

/** Builds the error for something that only the user may decide, who could not be asked or said no. */
export function consentNeeded(what: string, hint: string): CoordinatorError {
  return new CoordinatorError('notPermitted', `${what} needs the user's consent, which was not given.`, {
    hint,
  });
}

/** Builds the error for a port that cannot be listened on. */
export function portInUse(port: number, cause: unknown): CoordinatorError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CoordinatorError('notPermitted', `Cannot listen on port ${port}: ${why}.`, {
    hint: 'Name another with --port, or leave it out for any that is free.',
    details: { port },
    cause,
  });
}

/** Builds the error for a system on which sandboxes cannot be kept apart from the machine. @param why a part of a sentence. */
export function isolationMissing(why: string): CoordinatorError {
  return new CoordinatorError('isolationMissing', `Sandboxes cannot be isolated on this machine: ${why}.`, {
    hint: 'Install bubblewrap (Debian, Ubuntu, Fedora, Arch: the package "bubblewrap"), use E2B, or let agents run as plain processes with your rights: --not-isolated.',
  });
}

/** Builds the error for a sandbox runtime that is to start where one runs. */
export function runtimeRuns(pid: number): CoordinatorError {
  return new CoordinatorError('runtimeRuns', `A sandbox runtime runs already (pid ${pid}).`, {
    hint: 'Stop it first: parallel-cc sandbox-runtime stop.',
    details: { pid },
  });
}

/** Builds the error for a sandbox runtime that does not start or answer. @param why a part of a sentence. */
export function runtimeUnavailable(why: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError('runtimeUnavailable', `The local sandbox runtime cannot be used: ${why}.`, {
    hint: 'See how it is with: parallel-cc sandbox-runtime status.',
    cause,
  });
}

/** Builds the error for a sandbox runtime that is not stopped, because work would be lost. */
export function sandboxesRun(count: number): CoordinatorError {
  const what = count === 1 ? 'There is a sandbox' : `There are ${count} sandboxes`;
  return new CoordinatorError('sandboxesRun', `${what} that the runtime has to look after.`, {
    hint: 'End them too with --kill, or leave them to the end of their time with --keep.',
    details: { count },
  });
}

/** Builds the error for a service for sandboxes that does not answer or cannot do what it is asked. @param why a part of a sentence. */
export function sandboxUnavailable(service: string, why: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError(
    'sandboxUnavailable',
    `The sandbox service (${service}) cannot be used: ${why}.`,
    {
      hint: 'Try again; what was in a sandbox is still there. See the runs with: parallel-cc sandbox-list.',
      cause,
    },
  );
}

/** Builds the error for a key that a service for sandboxes does not take. */
export function sandboxKeyRefused(service: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError('sandboxKeyRefused', `The sandbox service (${service}) refuses the API key.`, {
    hint: 'Set E2B_API_KEY to a valid key, or unset it to use the local runtime.',
    cause,
  });
}

/** Builds the error for a sandbox that does not exist any more. */
export function sandboxGone(id: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError('sandboxGone', `Sandbox ${id} does not exist any more.`, {
    hint: 'What was brought home before is in the worktree and under refs/parallel-cc/runs.',
    details: { id },
    cause,
  });
}

/** Builds the error for a template that a service does not have. */
export function templateNotFound(template: string, service: string, cause?: unknown): CoordinatorError {
  return new CoordinatorError(
    'templateNotFound',
    `The sandbox service (${service}) has no template "${template}".`,
    {
      hint: 'Name another with --template; the local runtime lists its own with: parallel-cc sandbox-runtime status.',
      details: { template },
      cause,
    },
  );
}

/** Builds the error for a session that is not an agent in a sandbox. */
export function runNotFound(session: string): CoordinatorError {
  return new CoordinatorError('runNotFound', `Session "${session}" has no run in a sandbox.`, {
    hint: 'See the runs with: parallel-cc sandbox-list.',
  });
}

/** Builds the error for something that a run cannot do in its state. @param what as in "Cannot pause run …". */
export function runNotPossible(what: string, session: string, why: string): CoordinatorError {
  return new CoordinatorError('runNotPossible', `Cannot ${what} run "${session}": ${why}.`, {
    hint: `See how it is with: parallel-cc sandbox-status ${session}`,
  });
}

/** Builds the error for results of a run that cannot be taken. @param why a part of a sentence. */
export function resultsUnusable(why: string): CoordinatorError {
  return new CoordinatorError('resultsUnusable', `The results of the run cannot be brought home: ${why}.`, {
    hint: 'The sandbox is kept and stands still. Try again with: parallel-cc sandbox-download RUN.',
  });
}

/** Builds the error for a run of Claude Code without a key for its model. */
export function modelKeyMissing(): CoordinatorError {
  return new CoordinatorError(
    'modelKeyMissing',
    'Claude Code cannot work in a sandbox: there is no key for its model.',
    {
      hint: 'Set ANTHROPIC_API_KEY, or let it use your own login with --auth-method oauth.',
    },
  );
}

/** Builds the error for a key that the model's service does not take. */
export function modelKeyRefused(url: string): CoordinatorError {
  return new CoordinatorError('modelKeyRefused', `The key for the model is refused by ${url}.`, {
    hint: 'Set ANTHROPIC_API_KEY to a valid key. No sandbox was made.',
  });
}

/** Builds the error for secrets in what a run would send away. */
export function secretsFound(found: readonly FoundSecret[]): CoordinatorError {
  return new CoordinatorError(
    'secretsFound',
    `Nothing was sent to the sandbox, since there are secrets in it: ${describeSecrets(found)}.`,
    {
      hint: 'Take them out, keep the files home with a line in .parallelignore, or send them all the same with --allow-secrets.',
      details: { found },
    },
  );
}
