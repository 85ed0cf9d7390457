import type { RuntimeHome } from './runtimeHome';
import { runningState } from '../runtimeState';
import { askRuntime } from './askRuntime';

/** What the service knows of a sandbox. */
export interface SandboxStatus {
  readonly id: string;
  readonly template: string;
  readonly state: 'running' | 'paused';
  /** False: paused without its processes. */
  readonly hasProcesses: boolean;
  readonly endAt: string;
}

/** How the service is. Its key is not part of it: that is for who starts it. */
export interface RuntimeStatus {
  readonly running: boolean;
  readonly url: string | null;
  readonly pid: number | null;
  readonly version: string | null;
  readonly isolation: 'bubblewrap' | 'none' | null;
  /** What holds sandboxes to their limits: `cgroup v2`, `cgroup v1`, `rlimits` or `nothing`. */
  readonly limitedBy: string | null;
  readonly templates: readonly string[];
  readonly sandboxes: readonly SandboxStatus[];
  /** Where its files are. */
  readonly home: string;
}

/** Asks how the service is. */
export async function runtimeStatus(home: RuntimeHome): Promise<RuntimeStatus> {
  const state = await runningState(home.stateFile);
  if (state === undefined) return { ...stopped, home: home.root };
  const told = await askRuntime<Pick<RuntimeStatus, 'templates' | 'sandboxes'>>(state, 'GET', '/runtime/status'); // prettier-ignore
  const { url, version, isolation, limitedBy } = state;
  return {
    running: true,
    url,
    pid: state.process.pid,
    version,
    isolation,
    limitedBy,
    ...told,
    home: home.root,
  };
}

const stopped: Omit<RuntimeStatus, 'home'> = {
  running: false,
  url: null,
  pid: null,
  version: null,
  isolation: null,
  limitedBy: null,
  templates: [],
  sandboxes: [],
};
