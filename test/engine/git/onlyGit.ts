// A program that does nothing but ask git, by a process of its own: `onlyGit.ts PROGRAM REPOSITORY`.
import { Git } from '../../../src/engine/git/git';
import { GitProcess } from '../../../src/engine/git/gitProcess';

const [file = '', repository = ''] = process.argv.slice(2);

new Git(repository, {}, new GitProcess({ file, startAfter: 0 })).text(['ls-files']).then(
  (listed) => process.stdout.write(listed),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
