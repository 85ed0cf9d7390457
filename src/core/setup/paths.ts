/** Paths that can be used, and a sentence for each that cannot. */
export interface CheckedPaths {
  readonly usable: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Picks the paths that name something below the top of a repository and not in git's own folder. Separators and a
 * closing `/` are made one form.
 */
export function checkFolders(file: string, paths: readonly string[]): CheckedPaths {
  return check(file, paths, (path) => {
    const plain = path.trim().replaceAll('\\', '/').replace(/^(\.\/)+/, '').replace(/\/+$/, ''); // prettier-ignore
    if (isAbsolute(path.trim()) || isAbsolute(plain)) return { why: 'it is an absolute path' };
    if (plain === '' || plain === '.') return { why: 'it names no folder below the top' };
    return { path: plain, why: whyUnsafe(plain) };
  });
}

/** Picks the patterns, as of `.gitignore`, that can only match below the top of a repository. */
export function checkPatterns(file: string, patterns: readonly string[]): CheckedPaths {
  return check(file, patterns, (pattern) => {
    const plain = pattern.trim();
    if (/^[A-Za-z]:/.test(plain) || plain.startsWith('//') || plain.startsWith('~'))
      return { why: 'it is an absolute path' };
    if (plain.startsWith('!')) return { why: 'it begins with "!"' };
    if (/[\n\r\0]/.test(plain)) return { why: 'it holds a line break' };
    return { path: plain, why: whyUnsafe(plain) };
  });
}

type Verdict = { readonly path?: string; readonly why: string | null };

function check(file: string, paths: readonly string[], judge: (path: string) => Verdict): CheckedPaths {
  const verdicts = paths.map((path) => ({ given: path, ...judge(path) }));
  return {
    usable: verdicts.flatMap(({ path, why }) => (path !== undefined && why === null ? [path] : [])),
    warnings: verdicts.flatMap(({ given, why }) =>
      why === null ? [] : [`${file}: "${given}" is left out: ${why}.`],
    ),
  };
}

function isAbsolute(path: string): boolean {
  return /^([A-Za-z]:|[/\\~])/.test(path);
}

function whyUnsafe(path: string): string | null {
  const parts = path.split(/[/\\]/);
  if (parts.includes('..')) return 'it leads out of the repository';
  if (parts.some((part) => part.toLowerCase() === '.git')) return "it leads into git's own folder";
  return null;
}
