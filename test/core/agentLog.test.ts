import { describe, expect, it } from 'vitest';
import { readAgentLine } from '../../src/core/agentLog';

function read(event: object): readonly string[] {
  return readAgentLine(JSON.stringify(event)).map(({ kind, text }) => `${kind}: ${text}`);
}

function assistant(...content: readonly object[]): object {
  return { type: 'assistant', message: { content } };
}

describe('a line that an agent printed', () => {
  it('reads as what was said and done, by Claude Code’s events', () => {
    const tool = { type: 'tool_use', name: 'Edit', input: { file_path: '/w/a.ts', old_string: 'x' } };
    expect(read(assistant({ type: 'text', text: ' Fixing it. \n' }, tool))).toEqual(['said: Fixing it.', 'tool: Edit /w/a.ts']); // prettier-ignore
    expect(read({ type: 'system', subtype: 'init', model: 'm', cwd: '/w' })).toEqual(['note: m works in /w']);
    const todos = [{ content: 'one', status: 'completed' }, { content: 'two', status: 'in_progress' }, { content: 'three' }]; // prettier-ignore
    expect(read(assistant({ type: 'tool_use', name: 'TodoWrite', input: { todos } }))).toEqual(['todo: [x] one\n[>] two\n[ ] three']); // prettier-ignore
    const answer = { type: 'tool_result', content: [{ type: 'text', text: 'no such file' }], is_error: true };
    expect(read({ type: 'user', message: { content: [answer] } })).toEqual(['problem: no such file']);
    expect(read({ type: 'result', subtype: 'success', num_turns: 3, total_cost_usd: 0.123 })).toEqual(['result: Done, 3 turns, $0.12']); // prettier-ignore
    expect(read({ type: 'result', subtype: 'error_max_budget_usd', is_error: true })).toEqual(['problem: Failed (error_max_budget_usd)']); // prettier-ignore
  });

  it('is shown as it is when it is no such event, and never fails', () => {
    for (const line of ['plain', '{broken', '{"type":3}', 'null', '{}'])
      expect(readAgentLine(line)).toEqual([{ kind: 'raw', text: line }]);
    expect(read({ type: 'assistant', message: null })).toEqual([]);
    expect(read({ type: 'user', message: { content: [null, 3, { type: 'tool_result' }] } })).toEqual([]);
  });
});
