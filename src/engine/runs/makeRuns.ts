import type { Logger } from '../../base/logger';
import { modelAccess } from '../sandbox/modelAccess';
import { SandboxServices } from '../sandbox/sandboxServices';
import { SecretSearch } from '../secrets/secretSearch';
import { AccessEnvironment } from './accessEnvironment';
import { AgentAccess } from './agentAccess';
import type { RunParts } from './runParts';
import { Runs } from './runs';

/** What runs need besides the engine. */
export interface RunOptions {
  readonly logger: Logger;
  readonly stateDir: string;
  /** Absolute paths of built programs. */
  readonly sandboxRuntimeFile: string;
  readonly secretWorkerFile: string;
}

/** Makes the runs of a repository: agents that work on their own in sandboxes. */
export function makeRuns(
  { logger, stateDir, sandboxRuntimeFile, secretWorkerFile }: RunOptions,
  parts: Omit<RunParts, 'logger' | 'stateDir' | 'services' | 'access' | 'environment' | 'secrets'>,
): Runs {
  const environment = new AccessEnvironment(process.env);
  const services = new SandboxServices(sandboxRuntimeFile, () => environment.current);
  const access = new AgentAccess(stateDir, () => modelAccess(environment.current));
  const secrets = new SecretSearch(stateDir, secretWorkerFile);
  return new Runs({ ...parts, services, access, environment, secrets, logger, stateDir });
}
