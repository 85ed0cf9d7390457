import type { Logger } from '../../base/logger';
import type { RuntimeHome } from '../control/runtimeHome';
import type { Isolation } from '../isolation/isolation';

/** What all sandboxes of a runtime share. */
export interface RuntimeContext {
  readonly home: RuntimeHome;
  readonly isolation: Isolation;
  readonly logger: Logger;
}
