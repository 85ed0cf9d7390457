// Where the foreign programs that tests run are kept: in one folder that git ignores.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of everything `install.ts` installs, apart from Debian packages. */
export const hostsFolder = fileURLToPath(new URL('../../../.hosts/', import.meta.url));

/** The parts that can be installed; one folder below {@link hostsFolder} each. */
export type PartName = 'editor' | 'claude' | 'copilot' | 'opencode' | 'mcp';

/** Resolves the folder of an installed part. */
export function partFolder(part: PartName): string {
  return join(hostsFolder, part);
}

/** Paths inside an installed `editor` part: a real VS Code server and the Node that runs it. */
export function editorPlaces(folder = partFolder('editor')): {
  readonly nodeFolder: string;
  readonly node: string;
  readonly entry: string;
  readonly vscode: string;
} {
  const modules = join(folder, 'node_modules');
  const nodeFolder = join(modules, nodePackage());
  return {
    nodeFolder,
    node: join(nodeFolder, 'bin', 'node'),
    entry: join(modules, 'code-server', 'out', 'node', 'entry.js'),
    vscode: join(modules, 'code-server', 'lib', 'vscode'),
  };
}

/** Names the npm package that carries Node itself, binary and headers, for this machine. */
export function nodePackage(): string {
  return `node-${process.platform}-${process.arch}`;
}

/** Path of the Claude Code binary in an installed `claude` part. */
export function claudeBinary(folder = partFolder('claude')): string {
  const program = process.platform === 'win32' ? 'claude.exe' : 'claude';
  const platformPackage = `claude-code-${process.platform}-${process.arch}`;
  return join(folder, 'node_modules', '@anthropic-ai', platformPackage, program);
}

/** Path of the Copilot CLI's binary in an installed `copilot` part. */
export function copilotBinary(folder = partFolder('copilot')): string {
  const program = process.platform === 'win32' ? 'copilot.exe' : 'copilot';
  return join(folder, 'node_modules', '@github', `copilot-${process.platform}-${process.arch}`, program);
}

/** Path of opencode's binary in an installed `opencode` part. */
export function openCodeBinary(folder = partFolder('opencode')): string {
  const [platform, program] =
    process.platform === 'win32' ? ['windows', 'opencode.exe'] : [process.platform, 'opencode'];
  return join(folder, 'node_modules', `opencode-${platform}-${process.arch}`, 'bin', program);
}

/** Paths of the protocol's own programs in an installed `mcp` part; the second needs Node 22 or later. */
export function mcpPrograms(folder = partFolder('mcp')): {
  readonly inspector: string;
  readonly conformance: string;
} {
  const modules = join(folder, 'node_modules', '@modelcontextprotocol');
  return {
    inspector: join(modules, 'inspector', 'clients', 'launcher', 'build', 'index.js'),
    conformance: join(modules, 'conformance', 'dist', 'index.js'),
  };
}
