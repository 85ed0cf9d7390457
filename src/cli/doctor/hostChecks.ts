import { toCoordinatorError } from '../../core/errors';
import type { HostClient } from '../../ipc/client';
import type { Snapshot } from '../../protocol/snapshot';
import type { CommandContext } from '../context';
import type { WorkingRepository } from '../host';
import { repositoryOf, withHost } from '../host';
import { count } from '../output/text';
import { duration } from '../output/time';
import type { Check } from './check';
import { broken, doubtful, well } from './check';

/** Checks the repository and its coordinator, which is started when none runs. */
export async function hostChecks(context: CommandContext): Promise<Check[]> {
  let location: WorkingRepository;
  try {
    location = repositoryOf(context);
  } catch (thrown) {
    const error = toCoordinatorError(thrown);
    return [broken('repository', error.message, error.hint ?? 'Name another one with --repo.')];
  }
  const repository = well('repository', location.worktreeRoot);
  try {
    return [repository, ...(await withHost(context, (host) => checksOf(host, context)))];
  } catch (thrown) {
    const error = toCoordinatorError(thrown);
    return [
      repository,
      broken('coordinator', error.message, `Look into ${location.commonDir}/parallel-cc/log/host.log.`),
    ];
  }
}

async function checksOf(host: HostClient, context: CommandContext): Promise<Check[]> {
  const startedAt = performance.now();
  const snapshot = await host.call('getSnapshot', { fresh: false });
  const answered = performance.now() - startedAt;
  const { kind, pid, version } = host.host;
  const who = kind === 'extension' ? 'VS Code' : 'parallel-cc serve';
  return [
    well('coordinator', `${who} ${version}, pid ${pid}, answered in ${duration(answered)}`),
    ...stateChecks(snapshot),
    radarCheck(snapshot, context.now),
  ];
}

function stateChecks(snapshot: Snapshot): Check[] {
  const live = snapshot.sessions.filter((session) => session.state !== 'done').length;
  const found = `${count(live, 'session')}, ${count(snapshot.claims.length, 'claim')}`;
  return [
    well('state', found),
    ...snapshot.warnings.map((warning) =>
      doubtful('warning', warning, 'See parallel-cc log for what happened.'),
    ),
  ];
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
