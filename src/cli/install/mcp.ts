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

/** Our server as a client's JSON has it. */
export interface McpPlace {
  readonly file: string;
  /** The key of the object that has the servers by name. */
  readonly key: 'mcpServers' | 'mcp';
  readonly entry: object;
  /** One sentence on what its user does once it is there. */
  readonly next: string;
}

/** Our name among the servers of a client. */
export const serverName = 'parallel-cc';

/** The MCP server in a JSON file of a client. */
export function mcpInstallation({ file, key, entry, next }: McpPlace): Installation {
  const path = [key, serverName];
  return {
    what: 'mcp',
    file,
    next,
    add: (text) => {
      const before = text ?? '';
      const present = valueAt(parseObject(before, file), path);
      if (isDeepStrictEqual(present, entry)) return before;
      if (present !== undefined && !isOurs(present)) throw foreignServer(file);
      return setValue(before, path, entry);
    },
    remove: (text) => removeServer(text, file, key),
  };
}

/** Refuses to replace a server that has our name and is not ours. */
export function foreignServer(file: string): Error {
  return invalidInput(
    `"${file}"`,
    'it has a server "parallel-cc" of another origin',
    'Rename or remove that one, then try again; nothing was changed.',
  );
}

function removeServer(text: string, file: string, key: string): string {
  if (!isOurs(valueAt(parseObject(text, file), [key, serverName]))) return text;
  const result = setValue(text, [key, serverName], undefined);
  const rest = valueAt(parseObject(result, file), [key]);
  return isObject(rest) && Object.keys(rest).length === 0 ? setValue(result, [key], undefined) : result;
}

// Some clients have the program and its arguments in one list.
function isOurs(entry: unknown): boolean {
  const lists = [valueAt(entry, ['args']), valueAt(entry, ['command'])];
  return lists.some((list) => Array.isArray(list) && list.includes(installedMarker)) || isOldEntry(entry);
}

// What parallel-cc 2 installed.
function isOldEntry(entry: unknown): boolean {
  return (
    valueAt(entry, ['command']) === 'parallel-cc' &&
    isDeepStrictEqual(valueAt(entry, ['args']), ['mcp-serve'])
  );
}
