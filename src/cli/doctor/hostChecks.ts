import { toCoordinatorError } from '../../core/errors';
import type { GuardReceipt } from '../../core/guard';
import type { HostClient } from '../../ipc/client';
import { stateDir } from '../../ipc/repositoryLocation';
import type { SnapshotHealth, StoreHealth } from '../../protocol/results';
import type { Snapshot } from '../../protocol/snapshot';
import type { CommandContext } from '../context';
import type { WorkingRepository } from '../host';
import { repositoryOf, withHost } from '../host';
import { byteSize } from '../../core/byteSize';
import { count, lowerFirst } from '../output/text';
import { duration } from '../output/time';
import { dismissal } from '../output/dismissal';
import type { Check } from './check';
import { broken, doubtful, well } from './check';
import { ownerCheck } from './ownerCheck';

/** Checks the repository and its coordinator, which is started when none runs. */
export async function hostChecks(context: CommandContext): Promise<Check[]> {
  let location: WorkingRepository;
  try {
    location = repositoryOf(context);
  } catch (thrown) {
    const error = toCoordinatorError(thrown);
    return [broken('repository', error.message, error.hint ?? 'Name another one with --repo.')];
  }
  const owner = ownerCheck(stateDir(location.commonDir), context.now);
  const found = [well('repository', location.worktreeRoot), owner];
  // It would be waited for in vain.
  if (owner.state === 'failed') return [...found, broken('coordinator', 'not asked: it could not answer', 'See to the owner first.')]; // prettier-ignore
  try {
    return [...found, ...(await withHost(context, (host) => checksOf(host, context)))];
  } catch (thrown) {
    const error = toCoordinatorError(thrown);
    return [
      ...found,
      broken('coordinator', error.message, `Look into ${location.commonDir}/parallel-cc/log/host.log.`),
    ];
  }
}

async function checksOf(host: HostClient, context: CommandContext): Promise<Check[]> {
  const startedAt = performance.now();
  const snapshot = await host.call('getSnapshot', { fresh: false });
  const answered = performance.now() - startedAt;
  const health = await host.call('getHealth', {});
  const { kind, pid, machine, version, epoch } = host.host;
  const who = kind === 'extension' ? 'VS Code' : 'parallel-cc serve';
  return [
    well(
      'coordinator',
      `${who} ${version} on ${machine}, pid ${pid}, owner ${epoch}, answered in ${duration(answered)}`,
    ),
    ...stateChecks(snapshot),
    storeCheck(health.store, context.now),
    snapshotCheck(health.snapshots),
    well('clean-up', lowerFirst(health.processSight)),
    ...keptChecks(snapshot),
    radarCheck(snapshot, context.now),
    ...(await host.call('checkGuards', {})).receipts.map(guardCheck),
  ];
}

// The receipt of a trial: what was sent, what came back, when.
function guardCheck({ guard, program, sent, got, at, tookMs, works }: GuardReceipt): Check {
  const name = guard === 'edits' ? 'guard of edits' : 'guard of commands';
  const receipt = `sent ${sent}; got: ${got}, at ${new Date(at).toLocaleTimeString()}, in ${duration(tookMs)}`;
  return works ? well(name, receipt) : broken(name, receipt, `Agents write unchecked. Run it by hand to see more: ${program}; or install it anew: parallel-cc install --hooks`); // prettier-ignore
}

function stateChecks(snapshot: Snapshot): Check[] {
  const live = snapshot.sessions.filter((session) => session.state !== 'done').length;
  const found = `${count(live, 'session')}, ${count(snapshot.claims.length, 'claim')}`;
  return [
    well('state', found),
    ...snapshot.warnings.map((warning) => warningCheck(warning, snapshot.repairs ?? [])),
  ];
}

function warningCheck(warning: string, repairs: readonly string[]): Check {
  if (repairs.includes(warning)) return doubtful('repaired', warning, `It is told until you dismiss it: ${dismissal}`); // prettier-ignore
  return doubtful('warning', warning, 'See parallel-cc log for what happened.');
}

function storeCheck(store: StoreHealth, now: number): Check {
  const { epoch, path, sizeBytes, lastSavedAt, lastSaveMs, lastError, keptImages, setAside } = store;
  if (lastError !== null) return broken('store', `${lastError} (${path})`, 'What is changed is refused until it can be saved; see that there is room and permission.'); // prettier-ignore
  const saved = lastSavedAt === null ? 'nothing saved yet' : `saved ${duration(now - lastSavedAt)} ago in ${duration(lastSaveMs ?? 0)}`; // prettier-ignore
  const found = `epoch ${epoch}, ${byteSize(sizeBytes)}, ${saved}, ${count(keptImages.length, 'image')} kept`;
  if (setAside.length === 0) return well('store', found);
  return doubtful('store', `${found}, ${count(setAside.length, 'damaged file')} set aside: ${setAside.join(', ')}`, `They are in ${path}; delete them when you have no use for them.`); // prettier-ignore
}

function snapshotCheck({ count: all, bytes, days, perSession, megabytes }: SnapshotHealth): Check {
  const policy = `kept ${days} days, ${perSession} a session, ${megabytes} MB in all`;
  return well('snapshots', `${count(all, 'snapshot')}, ${byteSize(bytes)} beyond the branches; ${policy}`);
}

function keptChecks({ worktrees }: Snapshot): Check[] {
  const kept = worktrees.filter(({ keptBecause, sessionId }) => keptBecause !== null && sessionId === null);
  return kept.map(({ name, keptBecause }) =>
    well('kept', `worktree ${name}: ${lowerFirst(keptBecause ?? '')}`),
  );
}

function radarCheck({ radar }: Snapshot, now: number): Check {
  if (radar.state === 'off') return doubtful('radar', 'off', 'Turn it on: parallel-cc config set radar true');
  if (radar.state === 'failed') {
    return broken(
      'radar',
      radar.message ?? 'failed without a reason',
      'See host.log; conflicts are not predicted until it works.',
    );
  }
  if (radar.lookedAt === null) return well('radar', 'starting');
  const took = duration(radar.lastLookMs ?? 0);
  return well(
    'radar',
    `looked at ${count(radar.pairs, 'pair')} ${duration(now - radar.lookedAt)} ago, in ${took}`,
  );
}
