// A repository with two worktrees under a radar of its own thread.
import { join } from 'node:path';
import { silentLogger } from '../../../src/base/logger';
import type { FileConflict } from '../../../src/core/conflict';
import type { BackgroundPlace } from '../../../src/engine/background/program';
import type { Radar } from '../../../src/engine/radar/radar';
import { startRadar } from '../../../src/engine/radar/radar';
import type { RadarReport, RadarSide } from '../../../src/engine/radar/report';
import { builtPrograms } from '../../support/build';
import type { FileContents, Repository } from '../../support/git';
import { git, makeRepository, writeFiles } from '../../support/git';

const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`);
export const base = lines.join('');

export function withLine(number: number, text: string): string {
  return lines.map((line, index) => (index + 1 === number ? `${text}\n` : line)).join('');
}

interface Scene extends AsyncDisposable {
  readonly repository: Repository;
  readonly radar: Radar;
  readonly one: string;
  readonly two: string;
  /** Makes both worktrees different, looks, and returns the conflicts between the two. */
  conflicts(one: FileContents, two: FileContents): Promise<readonly FileConflict[]>;
}

/** A repository with two worktrees under a radar of its own thread. */
export async function makeScene(
  files: FileContents = { 'a.txt': base },
  place: BackgroundPlace = 'thread',
): Promise<Scene> {
  const repository = await makeRepository({ files });
  const [one, two] = [join(repository.folder, 'one'), join(repository.folder, 'two')];
  for (const path of [one, two]) await repository.git('worktree', 'add', '--quiet', path);
  const commonDir = join(repository.path, '.git');
  const programs = await builtPrograms();
  const radar = startRadar({
    epoch: 1,
    commonDir,
    stateDir: join(commonDir, 'parallel-cc'),
    workerFile: join(programs, 'radarWorker.js'),
    place,
    gitProcess: { file: join(programs, 'gitProcess.js'), startAfter: 200 },
    logger: silentLogger,
  });
  radar.setActive(true);
  radar.setSides(await Promise.all([one, two].map(sideOf)));
  return {
    repository,
    radar,
    one,
    two,
    async conflicts(ofOne, ofTwo) {
      await writeFiles(one, ofOne);
      await writeFiles(two, ofTwo);
      return between(await radar.look());
    },
    async [Symbol.asyncDispose]() {
      await radar.dispose();
      await repository.dispose();
    },
  };
}

async function sideOf(path: string): Promise<RadarSide> {
  return { path, gitDir: await git(path, 'rev-parse', '--absolute-git-dir'), targetBranch: 'main' };
}

export function between(report: RadarReport): readonly FileConflict[] {
  return report.pairs.flatMap(({ theirs, preview }) =>
    theirs.kind === 'worktree' && preview.outcome === 'conflicts' ? preview.files : [],
  );
}

export function nextReport(radar: Radar, matches: (report: RadarReport) => boolean): Promise<RadarReport> {
  return new Promise((resolve) => {
    const listening = radar.onReport((report) => {
      if (!matches(report)) return;
      listening.dispose();
      resolve(report);
    });
  });
}
