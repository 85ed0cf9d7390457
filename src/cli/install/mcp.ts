import { isDeepStrictEqual } from 'node:util';
import { invalidInput } from '../../core/errors';
import { installedMarker } from '../../ipc/installedMarker';
import type { Installation } from './edit';
import { isObject, parseObject, setValue, valueAt } from './jsonEdits';

/** How an MCP client starts a server on its standard streams. */
export interface McpServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const serverPath = ['mcpServers', 'parallel-cc'];

/** The MCP server in a configuration file of Claude Code. */
export function mcpInstallation(file: string, entry: McpServerEntry): Installation {
  return {
    what: 'mcp',
    file,
    next: 'Claude Code offers the parallel-cc tools from its next start on.',
    add: (text) => {
      const before = text ?? '';
      const present = valueAt(parseObject(before, file), serverPath);
      if (isDeepStrictEqual(present, entry)) return before;
      if (present !== undefined && !isOurs(present)) throw foreign(file);
      return setValue(before, serverPath, entry);
    },
    remove: (text) => removeServer(text, file),
  };
}

function removeServer(text: string, file: string): string {
  if (!isOurs(valueAt(parseObject(text, file), serverPath))) return text;
  const result = setValue(text, serverPath, undefined);
  const rest = valueAt(parseObject(result, file), ['mcpServers']);
  return isObject(rest) && Object.keys(rest).length === 0
    ? setValue(result, ['mcpServers'], undefined)
    : result;
}

function isOurs(entry: unknown): boolean {
  const args = valueAt(entry, ['args']);
  return Array.isArray(args) && (args.includes(installedMarker) || isOldEntry(entry, args));
}

// What parallel-cc 2 installed.
function isOldEntry(entry: unknown, args: readonly unknown[]): boolean {
  return valueAt(entry, ['command']) === 'parallel-cc' && args.length === 1 && args[0] === 'mcp-serve';
}

function foreign(file: string): Error {
  return invalidInput(
    `"${file}"`,
    'it has a server "parallel-cc" of another origin',
    'Rename or remove that one, then try again; nothing was changed.',
  );
}
