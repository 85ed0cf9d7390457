import type { FileRecord } from '../setup/values';
import { readJson, recordAt } from '../setup/values';
import type { Check } from './checks';

/** The files of a repository's top folder that tell how it is checked. */
export const checkFiles = [
  'package.json',
  'package-lock.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'pyproject.toml',
  'pytest.ini',
  'uv.lock',
  'go.mod',
  'Cargo.toml',
] as const;

/** Texts of `checkFiles` by name; the content of lockfiles does not matter. */
export type CheckFiles = Readonly<Partial<Record<(typeof checkFiles)[number], string>>>;

/**
 * Finds the checks that a project has of its own: types first, since they are quick to tell, then tests.
 * @param platform as Node names it.
 */
export function findChecks(files: CheckFiles, platform: string): Check[] {
  return [...npmChecks(files), ...pythonChecks(files, platform), ...goChecks(files), ...cargoChecks(files)];
}

const typeScripts = ['typecheck', 'type-check', 'check-types', 'check:types', 'tsc'];

function npmChecks(files: CheckFiles): Check[] {
  const manifest = manifestOf(files);
  const scripts = recordAt(manifest, 'scripts');
  const program = packageManager(files, manifest);
  const types = typeScripts.find((name) => name in scripts);
  return [types, 'test'].flatMap((name) => {
    const script = name === undefined ? undefined : scripts[name];
    // What "npm init" writes for a project without tests.
    if (name === undefined || typeof script !== 'string' || script.includes('no test specified')) return [];
    return [check('package.json', [program, 'run', name], script)];
  });
}

function manifestOf(files: CheckFiles): FileRecord {
  const read = readJson('package.json', files['package.json'] ?? '{}');
  return 'record' in read ? read.record : {};
}

function packageManager(files: CheckFiles, { packageManager: named }: FileRecord): string {
  const known = typeof named === 'string' ? /^(npm|yarn|pnpm|bun)@/.exec(named)?.[1] : undefined;
  if (known !== undefined) return known;
  if (files['pnpm-lock.yaml'] !== undefined) return 'pnpm';
  if (files['yarn.lock'] !== undefined) return 'yarn';
  return files['bun.lock'] !== undefined || files['bun.lockb'] !== undefined ? 'bun' : 'npm';
}

function pythonChecks(files: CheckFiles, platform: string): Check[] {
  const usesPytest = files['pytest.ini'] !== undefined || /\bpytest\b/.test(files['pyproject.toml'] ?? '');
  if (!usesPytest) return [];
  const python = platform === 'win32' ? 'python' : 'python3';
  const run = files['uv.lock'] === undefined ? [python] : ['uv', 'run', 'python'];
  const file = files['pytest.ini'] === undefined ? 'pyproject.toml' : 'pytest.ini';
  return [check(file, [...run, '-m', 'pytest', '-q'], null)];
}

function goChecks(files: CheckFiles): Check[] {
  if (files['go.mod'] === undefined) return [];
  return ['vet', 'test'].map((name) => check('go.mod', ['go', name, './...'], null));
}

function cargoChecks(files: CheckFiles): Check[] {
  return files['Cargo.toml'] === undefined ? [] : [check('Cargo.toml', ['cargo', 'test', '--quiet'], null)];
}

function check(file: string, argv: readonly string[], script: string | null): Check {
  return { command: { kind: 'program', argv }, script, file };
}
