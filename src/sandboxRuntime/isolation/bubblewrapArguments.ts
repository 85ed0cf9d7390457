import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { shownHome } from '../envd/sandboxPaths';
import type { Launch } from './isolation';

/** Where the parts of the runtime are inside of a sandbox. */
export const insidePaths = {
  envd: '/opt/parallel-cc/envd',
  program: '/opt/parallel-cc/envd.js',
  boot: '/run/parallel-cc/boot',
  out: '/run/parallel-cc/out',
  tools: '/opt/parallel-cc/bin',
} as const;

/** What of the system's configuration programs need, and that holds no secrets. */
const systemFiles = [
  'alternatives', 'ca-certificates', 'ca-certificates.conf', 'debian_version', 'fonts', 'java-11-openjdk',
  'java-17-openjdk', 'java-21-openjdk', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime', 'lsb-release',
  'magic', 'mime.types', 'os-release', 'perl', 'pki', 'protocols', 'python3', 'services', 'ssl', 'terminfo', 'timezone',
]; // prettier-ignore

/** Bytes that each file system in memory may take. */
const memoryFilesBytes = String(64 * 1024 * 1024);

/** What the sandboxes of a runtime have in common. */
export interface SystemView {
  /** The program that runs the service. */
  readonly node: string;
  readonly envdProgram: string;
  /** A folder with the files of `/etc` that are made for sandboxes, by name. */
  readonly etc: string;
  readonly etcFiles: readonly string[];
}

/** The arguments of `bwrap` that show a read-only system with nothing of the user's in it, in namespaces of its own. */
export function systemArguments(view: SystemView): readonly string[] {
  return [
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--uid', '1000', '--gid', '1000'],
    ...['--hostname', 'sandbox', '--new-session', '--cap-drop', 'ALL'],
    ...['--size', memoryFilesBytes, '--tmpfs', '/', '--ro-bind', '/usr', '/usr'],
    ...['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].flatMap(systemFolder),
    ...['--proc', '/proc', '--dev', '/dev', '--size', memoryFilesBytes, '--tmpfs', '/dev/shm'],
    ...['--dir', '/etc', '--dir', '/var', '--symlink', '/tmp', '/var/tmp', '--dir', '/run'],
    ...systemFiles.flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...view.etcFiles.flatMap((name) => ['--ro-bind', `${view.etc}/${name}`, `/etc/${name}`]),
    ...['--ro-bind', view.node, insidePaths.envd, '--ro-bind', view.node, `${insidePaths.tools}/node`],
    ...['--ro-bind', view.envdProgram, insidePaths.program],
  ];
}

/** The arguments of `bwrap` that give one sandbox its own folders. */
export function sandboxArguments({ folders, readOnly }: Launch): readonly string[] {
  return [
    ...['--bind', folders.home, shownHome, '--bind', folders.tmp, '/tmp'],
    ...['--bind', folders.boot, insidePaths.boot, '--ro-bind', folders.out, insidePaths.out],
    ...readOnly.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--remount-ro', '/', '--remount-ro', '/dev', '--chdir', shownHome],
  ];
}

// On most systems these are links into /usr now.
function systemFolder(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path];
}
