import type { SandboxRecord } from '../store/sandboxRecord';
import type { Snapshot } from '../store/snapshots';

/** The version of envd whose behaviour sandboxes here have. */
export const envdVersion = '0.6.13';

/** What a client needs to use a sandbox, as E2B's API has it. */
export function sandboxView(record: SandboxRecord): Readonly<Record<string, unknown>> {
  return {
    sandboxID: record.id,
    templateID: record.templateId,
    clientID: 'local',
    envdVersion,
    envdAccessToken: record.accessToken,
    domain: null,
  };
}

/** What a list tells of a sandbox. */
export function listedView(record: SandboxRecord): Readonly<Record<string, unknown>> {
  return {
    sandboxID: record.id,
    templateID: record.templateId,
    clientID: 'local',
    envdVersion,
    startedAt: new Date(record.startedAt).toISOString(),
    endAt: new Date(record.deadline).toISOString(),
    state: record.state,
    cpuCount: Math.ceil(record.limits.cpuCount),
    memoryMB: record.limits.memoryMB,
    diskSizeMB: record.limits.diskMB,
    metadata: record.metadata,
  };
}

/** All that is told of a sandbox. */
export function detailView(record: SandboxRecord): Readonly<Record<string, unknown>> {
  const { allowInternetAccess, allowOut, denyOut } = record.network;
  return {
    ...listedView(record),
    envdAccessToken: record.accessToken,
    domain: null,
    allowInternetAccess,
    network: { allowOut, denyOut, allowPublicTraffic: false },
    lifecycle: { onTimeout: record.lifecycle.onTimeout, autoResume: record.lifecycle.autoResume },
  };
}

/** What is told of a snapshot. */
export function snapshotView(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  return { snapshotID: snapshot.id, names: snapshot.name === null ? [] : [snapshot.name] };
}
