// The agent that the product coordinates first.
import type { Part } from './part';
import { claudeBinary } from './places';

/** Claude Code, as the native binary of its platform package. */
export const claudePart: Part = {
  name: 'claude',
  packages: { '@anthropic-ai/claude-code': '2.1.330' },
  proof: (folder) => claudeBinary(folder),
};
