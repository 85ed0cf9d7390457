// What the Model Context Protocol's own makers check servers with.
import type { Part } from './part';
import { mcpPrograms } from './places';

/** The inspector and the conformance suite. */
export const mcpPart: Part = {
  name: 'mcp',
  packages: {
    '@modelcontextprotocol/inspector': '2.12.0',
    '@modelcontextprotocol/conformance': '0.1.16',
  },
  proof: (folder) => mcpPrograms(folder).inspector,
};
