import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The files of the runtime on this machine. */
export interface RuntimeHome {
  readonly root: string;
  /** Names the running service and how to reach it; only its user can read it. */
  readonly stateFile: string;
  readonly lockFile: string;
  readonly logFile: string;
  readonly sandboxes: string;
  readonly snapshots: string;
  readonly templates: string;
  /** Files that are made for sandboxes. */
  readonly etc: string;
  /** Programs that are put into sandboxes. */
  readonly programs: string;
  /** Holds sockets; short, since a socket's path may have 100 characters only. */
  readonly sockets: string;
}

/** The variable that names another folder for all of it. */
export const homeVariable = 'PARALLEL_CC_SANDBOX_HOME';

/** Finds the files of the runtime for the user of this process. */
export function runtimeHome(env: NodeJS.ProcessEnv = process.env): RuntimeHome {
  const root = env[homeVariable] ?? defaultRoot(env);
  return {
    root,
    stateFile: join(root, 'runtime.json'),
    lockFile: join(root, 'runtime.lock'),
    logFile: join(root, 'runtime.log'),
    sandboxes: join(root, 'sandboxes'),
    snapshots: join(root, 'snapshots'),
    templates: join(root, 'templates'),
    etc: join(root, 'etc'),
    programs: join(root, 'programs'),
    sockets: join(socketBase(env), `parallel-cc-${userId()}-${shortHash(root)}`),
  };
}

// Sandboxes of root run as another user, which cannot look into root's home.
function defaultRoot(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/parallel-cc/sandboxes');
  if (userId() === 0) return '/var/lib/parallel-cc/sandboxes';
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local/state'), 'parallel-cc/sandboxes');
} // prettier-ignore

function socketBase(env: NodeJS.ProcessEnv): string {
  return (userId() === 0 ? undefined : env['XDG_RUNTIME_DIR']) ?? tmpdir();
}

function userId(): number {
  return process.getuid?.() ?? 0;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
