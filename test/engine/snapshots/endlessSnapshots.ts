// Takes snapshots of a worktree without git, one after the other, and says of each when it is kept; until it is killed.
import { writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Git } from '../../../src/engine/git/git';
import { takeSnapshot } from '../../../src/engine/snapshots/takeSnapshot';
import { takeDirectly } from '../../support/takeDirectly';

const rule = { largestUntracked: 1_000_000, ignored: [], hidden: false };
const paths = ['a.txt', 'src/deep/b.txt'];

async function takeUntilKilled(root: string): Promise<void> {
  const git = new Git(root);
  const prefix = `refs/parallel-cc/test/${process.pid}`;
  const request = { ref: `${prefix}/0`, message: 'first', now: 0, rule, complete: false, since: null };
  let last = await takeSnapshot(git, request);
  for (let turn = 1; ; turn++) {
    // Every third changes nothing, and is one object alone.
    if (turn % 3 !== 0) for (const path of paths) writeFileSync(join(root, path), `${process.pid} ${turn}\n`);
    last = await takeDirectly(git, `${prefix}/${turn}`, last, paths);
    writeSync(1, `${last.ref} ${last.commit}\n`);
  }
}

void takeUntilKilled(process.argv[2] ?? '');
