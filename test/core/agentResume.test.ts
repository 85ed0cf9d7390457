import { expect, it } from 'vitest';
import { resumeCommand } from '../../src/core/agentResume';

it.each([
  ['claude-code', 'a1', 'claude --resume a1'],
  ['codex', 'a1', 'codex resume a1'],
  ['copilot-cli', 'a1', 'copilot --resume=a1'],
  ['gemini', null, 'gemini --resume'],
  ['opencode', 'ses_1; rm -rf ~', "opencode --session 'ses_1; rm -rf ~'"],
  ['other', 'a1', null],
  ['constructor', null, null],
])('%s goes on with conversation %s by: %s', (agent, conversation, command) => {
  expect(resumeCommand(agent, conversation)).toBe(command);
});
