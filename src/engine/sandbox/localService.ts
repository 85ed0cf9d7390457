import { machineName } from '../../core/machineName';
import { startRuntime } from '../../sandboxRuntime/control/startRuntime';
import { runtimeHome } from '../../sandboxRuntime/control/runtimeHome';
import type { SandboxTarget } from './sandboxTarget';

/**
 * Reaches the local sandbox runtime, which is started when it does not run.
 * @param program the built service.
 * @throws CoordinatorError `isolationMissing`, `notPermitted`, `runtimeUnavailable`.
 */
export async function localService(program: string): Promise<SandboxTarget> {
  const { url, apiKey, isolation } = await startRuntime(runtimeHome(), program, true);
  const isIsolated = isolation !== 'none';
  const machine = isIsolated ? machineName : '127.0.0.1';
  return { service: 'local', apiKey, apiUrl: url, sandboxUrl: url, machine, limitsNetwork: isIsolated };
}
