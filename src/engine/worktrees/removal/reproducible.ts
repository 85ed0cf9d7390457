/** Names of folders that nobody but a tool fills. */
const caches: ReadonlySet<string> = new Set(
  (
    'node_modules bower_components jspm_packages .pnpm-store .parcel-cache .turbo .vite .next .nuxt .svelte-kit .angular ' +
    '.nyc_output __pycache__ .venv venv .tox .nox .mypy_cache .pytest_cache .ruff_cache .eggs .gradle .dart_tool ' +
    '.terraform .zig-cache zig-cache elm-stuff DerivedData .stack-work dist-newstyle'
  ).split(' '),
);

/** Names that people give to folders of results too, and the files, by their end, beside which a tool fills them. */
const outputs: ReadonlyMap<string, readonly string[]> = new Map([
  ['build', ['package.json', 'build.gradle', 'build.gradle.kts', 'CMakeLists.txt', 'pyproject.toml', 'setup.py', 'pubspec.yaml']], // prettier-ignore
  ['coverage', ['package.json']],
  ['dist', ['package.json', 'pyproject.toml', 'setup.py']],
  ['obj', ['.csproj', '.fsproj', '.vbproj']],
  ['out', ['package.json']],
  ['Pods', ['Podfile']],
  ['target', ['Cargo.toml', 'pom.xml', 'build.sbt']],
  ['vendor', ['go.mod', 'composer.json', 'Gemfile']],
  ['zig-out', ['build.zig']],
]);

/**
 * Says whether a folder that git ignores can be made again, which its name and the files beside it tell.
 * @param path with `/`. @param beside the names in the folder that it is in.
 */
export function isReproducible(path: string, beside: readonly string[] = []): boolean {
  const names = path.split('/');
  if (names.some((name) => caches.has(name) || name.startsWith('cmake-build-'))) return true;
  const signs = outputs.get(names.at(-1) ?? '') ?? [];
  return signs.some((sign) => beside.some((name) => name.endsWith(sign)));
}
