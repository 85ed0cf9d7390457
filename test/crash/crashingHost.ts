// A host that may be struck by a fault while it saves: the product's own, on files that can fail. Bundled by the tests.
import { appendFileSync } from 'node:fs';
import { silentLogger } from '../../src/base/logger';
import { startCoordinator } from '../../src/host/host';
import { findRepository } from '../../src/ipc/repositoryLocation';
import { programVersion } from '../../src/protocol/version';
import type { Fault } from './crashingFiles';
import { crashingFiles } from './crashingFiles';
import type { OwnerLogLine } from './ownerLog';

const [repository = '', ownerLog = '', fault = 'null'] = process.argv.slice(2);

void main();

async function main(): Promise<void> {
  const location = findRepository(repository);
  if (location === null) throw new Error(`There is no repository at ${repository}.`);
  const note = (line: Omit<OwnerLogLine, 'pid'>): void =>
    appendFileSync(ownerLog, `${JSON.stringify({ pid: process.pid, ...line })}\n`);
  const owner = await startCoordinator({
    location,
    kind: 'headless',
    version: programVersion,
    distDir: __dirname,
    logger: silentLogger,
    // It stands by until the repository is free.
    isLeaving: () => Promise.resolve(true),
    files: (epoch) => {
      note({ kind: 'owned', epoch });
      return crashingFiles(JSON.parse(fault) as Fault | null, () => note({ kind: 'saving', epoch }));
    },
  });
  if (owner.outcome === 'owned') throw new Error('Waiting for the repository has ended.');
  const { coordinator } = owner;
  const told = new Promise<void>((resolve) => {
    coordinator.onLeaving(() => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await told;
  await coordinator.stop();
  process.exit(0);
}
