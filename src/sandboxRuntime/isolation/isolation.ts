import type { EnvdConfig } from '../envd/config';
import type { Limits } from './limits';
import type { SandboxProcess } from './sandboxProcess';

/** The folders of a sandbox on the machine. */
export interface SandboxFolders {
  readonly home: string;
  readonly tmp: string;
  /** Where its service makes its socket; it is taken away before anything else runs in the sandbox. */
  readonly boot: string;
  /** Holds the socket that leads out. */
  readonly out: string;
}

/** What is needed to start the processes of a sandbox. */
export interface Launch {
  readonly sandboxId: string;
  readonly folders: SandboxFolders;
  readonly env: Readonly<Record<string, string>>;
  readonly deadline: number;
  readonly limits: Limits;
  /** More folders of the machine that can be read inside, under the same path. */
  readonly readOnly: readonly string[];
  /** An open file for what the service has to say. */
  readonly log: number;
}

/** How sandboxes are kept apart from the machine and from each other. */
export interface Isolation {
  readonly kind: 'bubblewrap' | 'none';
  /** The user and group that files of a sandbox must belong to; null: those of this process. */
  readonly owner: number | null;
  /** What holds a sandbox to its limits. */
  readonly limitedBy: 'cgroup v2' | 'cgroup v1' | 'rlimits' | 'nothing';
  /** Starts the service of a sandbox; resolves when it serves `<boot>/envd.sock`. */
  launch(launch: Launch): Promise<SandboxProcess>;
}

/** The name of the service's socket in its folder. */
export const bootSocketName = 'envd.sock';

/** The name of the socket that leads out, in its folder. */
export const egressSocketName = 'egress.sock';

/** The port inside of an isolated sandbox that leads to the runtime's proxy. */
export const egressPort = 3128;

/** What every process of a sandbox finds in its environment. */
export function sandboxEnvironment(launch: Launch, home: string, path: string): EnvdConfig['env'] {
  return {
    PATH: path,
    HOME: home,
    USER: 'user',
    LOGNAME: 'user',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    E2B_SANDBOX: 'true',
    ...launch.env,
    // How stray processes are found: it cannot be set otherwise.
    E2B_SANDBOX_ID: launch.sandboxId,
  };
}
