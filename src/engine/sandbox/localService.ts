import { startRuntime } from '../../sandboxRuntime/control/startRuntime';
import { runtimeHome } from '../../sandboxRuntime/control/runtimeHome';
import type { SandboxTarget } from './sandboxTarget';

/**
 * Reaches the local sandbox runtime, which is started when it does not run.
 * @param program the built service.
 * @throws CoordinatorError `isolationMissing`, `notPermitted`, `runtimeUnavailable`.
 */
export async function localService(program: string): Promise<SandboxTarget> {
  const { url, apiKey } = await startRuntime(runtimeHome(), program, true);
  return { service: 'local', apiKey, apiUrl: url, sandboxUrl: url };
}
