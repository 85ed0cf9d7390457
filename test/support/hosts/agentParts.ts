// The agents that the product coordinates, each as the native binary of its platform package.
import type { Part } from './part';
import { claudeBinary, copilotBinary, openCodeBinary } from './places';

/** Claude Code. */
export const claudePart: Part = {
  name: 'claude',
  packages: { '@anthropic-ai/claude-code': '2.1.330' },
  proof: (folder) => claudeBinary(folder),
};

/** GitHub's Copilot CLI. */
export const copilotPart: Part = {
  name: 'copilot',
  packages: { '@github/copilot': '1.0.102' },
  proof: (folder) => copilotBinary(folder),
};

/** The open source agent opencode. */
export const openCodePart: Part = {
  name: 'opencode',
  packages: { 'opencode-ai': '1.18.33' },
  proof: (folder) => openCodeBinary(folder),
};
