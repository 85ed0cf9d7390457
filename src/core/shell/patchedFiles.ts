/**
 * Lists the files that a patch changes: a unified diff, or the form that Codex's `apply_patch` takes.
 * @param strip how many leading parts of a unified diff's names are left out.
 */
export function patchedFiles(patch: string, strip: number): string[] {
  const found = new Set<string>();
  for (const line of patch.split('\n')) {
    const own = /^\*\*\* (?:(?:Update|Add|Delete) File|Move to): (.+?)\s*$/.exec(line)?.[1];
    const named =
      /^(?:---|\+\+\+) ([^\t\r]+?)\s*$/.exec(line)?.[1] ?? /^(?:---|\+\+\+) ([^\t]+)\t/.exec(line)?.[1];
    if (own !== undefined) found.add(own);
    else if (named !== undefined && named !== '/dev/null') found.add(named.split('/').slice(strip).join('/'));
  }
  return [...found].filter((name) => name !== '');
}
