/** Names of folders that tools fill and fill again. Only what git ignores is judged by them. */
const reproducible: ReadonlySet<string> = new Set([
  ...['node_modules', 'bower_components', 'jspm_packages', '.pnpm-store', '.parcel-cache', '.turbo', '.vite'],
  ...['.next', '.nuxt', '.svelte-kit', '.angular', '.cache', '.nyc_output', 'coverage', 'storybook-static'],
  ...['dist', 'build', 'out', 'target', 'obj', '_build', 'DerivedData', 'dist-newstyle', '.stack-work'],
  ...['__pycache__', '.venv', 'venv', '.tox', '.nox', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.eggs'],
  ...[
    '.gradle',
    '.dart_tool',
    '.terraform',
    '.zig-cache',
    'zig-cache',
    'zig-out',
    'elm-stuff',
    'vendor',
    'Pods',
  ],
]);

/** Says whether a folder that git ignores can be made again, which its name tells. @param path with `/`. */
export function isReproducible(path: string): boolean {
  return path.split('/').some((name) => reproducible.has(name) || name.startsWith('cmake-build-'));
}
