import type { AccessVariables } from '../../core/claudeRun';
import { invalidInput } from '../../core/errors';
import type { Run } from '../../core/run';
import { localService } from './localService';
import type { SandboxService } from './sandboxService';
import type { SandboxTarget } from './sandboxTarget';

/** Where sandboxes are made: the services that runs can name. */
export class SandboxServices {
  private readonly known = new Map<string, SandboxService>();

  /**
   * @param runtimeProgram the built local runtime.
   * @param env the variables that name a service and its key, as E2B's own tools have them.
   */
  constructor(
    private readonly runtimeProgram: string,
    private readonly env: () => AccessVariables,
  ) {}

  /** The service of a new run: E2B's cloud, or one like it, where there is a key; otherwise the local runtime. */
  get preferred(): Run['service'] {
    const env = this.env();
    if (!env.E2B_API_KEY) return 'local';
    return env.E2B_API_URL || env.E2B_DOMAIN ? 'compatible' : 'cloud';
  }

  /**
   * Reaches a service; the local runtime is started when it does not run.
   * @throws CoordinatorError `invalidInput` without a key, `isolationMissing`, `runtimeUnavailable`.
   */
  async reach(service: Run['service']): Promise<SandboxService> {
    const target = service === 'local' ? await localService(this.runtimeProgram) : this.remote(service);
    const key = JSON.stringify(target);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const { e2bSandboxes } = await import('./e2bSandboxes');
    const made = e2bSandboxes(target);
    this.known.set(key, made);
    return made;
  }

  private remote(service: 'cloud' | 'compatible'): SandboxTarget {
    const { E2B_API_KEY: apiKey, E2B_API_URL: apiUrl, E2B_SANDBOX_URL: sandboxUrl, E2B_DOMAIN: domain } = this.env(); // prettier-ignore
    if (!apiKey) throw invalidInput('this run', 'its service needs a key, and E2B_API_KEY is not set');
    return { service, apiKey, machine: null, limitsNetwork: true, ...(apiUrl && { apiUrl }), ...(sandboxUrl && { sandboxUrl }), ...(domain && { domain }) }; // prettier-ignore
  }
}
