import picomatch from 'picomatch';
import type { MatchGlob } from '../../core/claimTarget';

/** So many globs are kept ready; policies and claims rarely have more. */
const keptGlobs = 500;
const matchers = new Map<string, (path: string) => boolean>();

/** Says whether a path matches a glob, dot files included. */
export const matchGlob: MatchGlob = (glob, path) => {
  let matcher = matchers.get(glob);
  if (matcher === undefined) {
    if (matchers.size >= keptGlobs) matchers.clear();
    const compiled = picomatch(glob, { dot: true });
    matcher = (candidate) => compiled(candidate);
    matchers.set(glob, matcher);
  }
  return matcher(path);
};
