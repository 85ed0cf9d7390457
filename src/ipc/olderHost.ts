import type { CoordinatorError } from '../core/errors';
import { coordinatorTooOld } from '../core/errors';
import { compareVersions } from '../core/version';
import type { MethodName, MethodResults } from '../protocol/methods';
import { programVersion } from '../protocol/version';
import { protocolVersion, strictSince } from '../protocol/wire';

/** Methods that remove or overwrite, with parameters that say how far they go. */
const destructive: ReadonlySet<MethodName> = new Set([
  'removeWorktree',
  'cleanUp',
  'restoreSnapshot',
  'undoOperation',
  'rebaseSession',
]);

/** Why a host is not asked: it is so old that it could pass over a parameter and act where a preview was wanted; else null. */
export function refusalOf(method: MethodName, greeting: MethodResults['hello']): CoordinatorError | null {
  const host = { program: greeting.host.version, protocol: greeting.protocolVersion };
  if (!destructive.has(method) || compareVersions(host.protocol, strictSince) >= 0) return null;
  return coordinatorTooOld(method, { program: programVersion, protocol: protocolVersion }, host);
}
