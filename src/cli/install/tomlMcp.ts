import { parse, stringify } from 'smol-toml';
import { invalidInput } from '../../core/errors';
import type { Installation } from './edit';
import { valueAt } from './jsonEdits';
import { markedBlock } from './markedBlock';
import type { McpServerEntry } from './mcp';
import { foreignServer, serverName } from './mcp';

/** The MCP server in Codex's `config.toml`: a marked block, so that all else stays as it is written. */
export function tomlMcpInstallation(file: string, entry: McpServerEntry, next: string): Installation {
  const block = markedBlock(stringify({ mcp_servers: { [serverName]: entry } }).trim());
  return {
    what: 'mcp',
    file,
    next,
    add: (text) => {
      const others = parseToml(block.remove(text ?? ''), file);
      if (valueAt(others, ['mcp_servers', serverName]) !== undefined) throw foreignServer(file);
      const result = block.add(text);
      parseToml(result, file);
      return result;
    },
    remove: (text) => block.remove(text),
  };
}

function parseToml(text: string, file: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw invalidInput(
      `"${file}"`,
      `it is not valid TOML, or takes no more servers: ${why.replace(/\.$/, '')}`,
      'Correct it, then try again; nothing was changed.',
    );
  }
}
