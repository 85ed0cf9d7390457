/** What is special about a file, by its name and its first lines. */
export type FileRole =
  | { readonly kind: 'lockfile'; readonly regenerate: string }
  | { readonly kind: 'generated'; readonly regenerate: string | null }
  | { readonly kind: 'notebook' }
  | { readonly kind: 'changelog' };

/**
 * Tells what is special about a file; null for ordinary ones.
 * @param text what is in it, for files that say themselves that they are generated.
 */
export function fileRole(path: string, text: string): FileRole | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const regenerate = lockfiles.get(name.toLowerCase());
  if (regenerate !== undefined) return { kind: 'lockfile', regenerate };
  if (/\.ipynb$/i.test(name)) return { kind: 'notebook' };
  if (/^(changelog|changes|history|news|release[-_ ]?notes)(\.(md|markdown|rst|txt|adoc))?$/i.test(name)) return { kind: 'changelog' }; // prettier-ignore
  const maker = makers.find(([pattern]) => pattern.test(path));
  if (maker !== undefined) return { kind: 'generated', regenerate: maker[1] };
  return saysGenerated.test(text.slice(0, headerLength)) ? { kind: 'generated', regenerate: null } : null;
}

/** How far into a file its header goes, in UTF-16 units. */
const headerLength = 1000;

// Go's convention, and the words that generators of other languages use; only in a comment.
const saysGenerated = /^\s*(\/\/|#|\/\*+|\*|--|<!--|;)\s*.*(code generated .*do not edit|@generated\b|auto-?generated (by|file|from|code)|this file (is|was) (auto(matically)?[- ])?generated)/im; // prettier-ignore

const lockfiles = new Map([
  ['package-lock.json', 'npm install --package-lock-only'],
  ['npm-shrinkwrap.json', 'npm install --package-lock-only'],
  ['yarn.lock', 'yarn install'],
  ['pnpm-lock.yaml', 'pnpm install --lockfile-only'],
  ['bun.lock', 'bun install'],
  ['bun.lockb', 'bun install'],
  ['deno.lock', 'deno install'],
  ['cargo.lock', 'cargo update --workspace'],
  ['poetry.lock', 'poetry lock'],
  ['pipfile.lock', 'pipenv lock'],
  ['uv.lock', 'uv lock'],
  ['pdm.lock', 'pdm lock'],
  ['go.sum', 'go mod tidy'],
  ['gemfile.lock', 'bundle lock'],
  ['composer.lock', 'composer update --lock'],
  ['mix.lock', 'mix deps.get'],
  ['flake.lock', 'nix flake lock'],
  ['gradle.lockfile', 'gradle dependencies --write-locks'],
  ['packages.lock.json', 'dotnet restore --force-evaluate'],
  ['podfile.lock', 'pod install'],
  ['pubspec.lock', 'dart pub get'],
]);

const makers: readonly (readonly [RegExp, string | null])[] = [
  [/\.pb\.go$|_pb2(_grpc)?\.pyi?$|_pb\.(js|ts|d\.ts)$/, null],
  [/\.snap$/, null],
  [/\.min\.(js|css)$|\.(js|css)\.map$/, null],
];
