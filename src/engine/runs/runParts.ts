import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { Git } from '../git/git';
import type { Registration } from '../registration';
import type { Release } from '../release';
import type { SandboxServices } from '../sandbox/sandboxServices';
import type { SecretSearch } from '../secrets/secretSearch';
import type { Sessions } from '../sessions';
import type { Timeline } from '../snapshots/timeline';
import type { State } from '../state';
import type { AccessEnvironment } from './accessEnvironment';
import type { AgentAccess } from './agentAccess';

/** What runs need of the engine. */
export interface RunParts {
  readonly git: Git;
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sessions: Sessions;
  readonly registration: Registration;
  readonly release: Release;
  readonly timeline: Timeline;
  readonly services: SandboxServices;
  readonly access: AgentAccess;
  readonly environment: AccessEnvironment;
  readonly secrets: SecretSearch;
  /** The folder in git's common directory that is ours. */
  readonly stateDir: string;
}
