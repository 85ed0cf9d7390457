import { describe, expect, it } from 'vitest';
import { eventOf } from '../../src/hooks/agentEvents';
import { joinReplies, outputFor } from '../../src/hooks/output';
import { parsePayload } from '../../src/hooks/payload';

function eventFor(fields: Record<string, unknown>): unknown {
  return eventOf(parsePayload(JSON.stringify({ session_id: 's', cwd: '/tree', ...fields })));
}

describe('eventOf', () => {
  it.each([
    ['Edit', { file_path: '/tree/a b.ts', old_string: 'x' }, ['/tree/a b.ts']],
    ['Write', { file_path: 'sub/../-a.ts' }, ['/tree/-a.ts']],
    ['MultiEdit', { file_path: '/other/a.ts', edits: [] }, ['/other/a.ts']],
    ['NotebookEdit', { notebook_path: '/tree/n.ipynb' }, ['/tree/n.ipynb']],
    ['editFiles', { files: ['a.ts', 'b.ts'] }, ['/tree/a.ts', '/tree/b.ts']],
    ['create_file', { filePath: '/tree/c.ts' }, ['/tree/c.ts']],
  ])('finds the targets of %s', (tool, toolInput, paths) => {
    const fields = { hook_event_name: 'PreToolUse', tool_name: tool, tool_input: toolInput };
    expect(eventFor(fields)).toEqual({ kind: 'writeIntended', tool, paths });
  });

  it.each([
    ['Edit', { file_path: 'a.ts', old_string: 'x', new_string: 'y' }, [{ oldText: 'x', newText: 'y', everywhere: false }]],
    ['Edit', { file_path: 'a.ts', old_string: 'x', new_string: '', replace_all: true }, [{ oldText: 'x', newText: '', everywhere: true }]],
    ['MultiEdit', { file_path: 'a.ts', edits: [{ old_string: 'x', new_string: 'y' }, { old_string: 'z', new_string: '' }] }, [{ oldText: 'x', newText: 'y', everywhere: false }, { oldText: 'z', newText: '', everywhere: false }]],
    ['Write', { file_path: 'a.ts', content: 'all' }, [{ oldText: null, newText: 'all', everywhere: false }]],
    ['create_file', { filePath: 'a.ts', content: 'all' }, [{ oldText: null, newText: 'all', everywhere: false }]],
    ['replace_string_in_file', { filePath: 'a.ts', oldString: 'x', newString: 'y' }, [{ oldText: 'x', newText: 'y', everywhere: false }]],
  ])('reads what %s is to write', (tool, toolInput, edits) => {
    const fields = { hook_event_name: 'PreToolUse', tool_name: tool, tool_input: toolInput };
    const expected = edits.map((edit) => ({ ...edit, path: '/tree/a.ts' }));
    expect(eventFor(fields)).toMatchObject({ edits: expected });
  }); // prettier-ignore

  it('leaves out what is too long, and what it cannot read as a whole', () => {
    const long = { file_path: 'a.ts', content: 'x'.repeat(600_000) };
    const half = { file_path: 'a.ts', edits: [{ old_string: 'x', new_string: 'y' }, { old_string: 'z' }] };
    for (const tool_input of [long, half])
      expect(eventFor({ hook_event_name: 'PreToolUse', tool_name: 'Edit', tool_input })).not.toHaveProperty('edits'); // prettier-ignore
  });

  it('tells of a command before it runs, with the shell that it is for', () => {
    const fields = { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'ls' } };
    expect(eventFor(fields)).toMatchObject({ kind: 'commandIntended', tool: 'Bash', dialect: 'bash', command: 'ls', strict: false }); // prettier-ignore
  });

  it.each([
    [['bash', '-lc', "echo 'a b' > c"], "bash -lc 'echo '\\''a b'\\'' > c'"],
    ['x'.repeat(200_001), `${'x'.repeat(200_000)}\n'`],
  ])('tells of a command that is given as words, and of one that is too long', (command, text) => {
    const fields = { hook_event_name: 'PreToolUse', tool_name: 'shell', tool_input: { command } };
    expect(eventFor(fields)).toMatchObject({ command: text });
  });

  it('has nothing to tell before a tool that writes no file', () => {
    const fields = { hook_event_name: 'PreToolUse', tool_name: 'Grep', tool_input: { pattern: 'x' } };
    expect(eventFor(fields)).toBeNull();
  });

  it('reads no file from a tool that only reads it', () => {
    const fields = {
      hook_event_name: 'PostToolUse',
      tool_name: 'Read',
      tool_input: { file_path: '/tree/a.ts' },
    };
    expect(eventFor(fields)).toEqual({ kind: 'toolUsed', tool: 'Read', paths: [] });
  });

  it('takes tools whose input is no object for tools that write nothing', () => {
    const fields = { hook_event_name: 'PostToolUse', tool_name: 'Edit', tool_input: 'text' };
    expect(eventFor(fields)).toEqual({ kind: 'toolUsed', tool: 'Edit', paths: [] });
  });

  it('keeps the type of a notification, by which a question is told from a reminder', () => {
    const fields = {
      hook_event_name: 'Notification',
      message: 'May I?',
      notification_type: 'permission_prompt',
    };
    expect(eventFor(fields)).toEqual({ kind: 'notified', type: 'permission_prompt', message: 'May I?' });
  });

  it('has nothing to tell of events that it does not know', () => {
    expect(eventFor({ hook_event_name: 'PreCompact' })).toBeNull();
  });
});

describe('outputFor', () => {
  it('denies with a reason even when the host gives none', () => {
    const output: unknown = JSON.parse(
      outputFor(
        { agent: 'claude-code', hookEvent: 'PreToolUse', ownEvent: 'PreToolUse' },
        { decision: 'deny', reason: null, context: 'Note.' },
      ),
    );
    expect(output).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringMatching(/\w/) as unknown,
        additionalContext: 'Note.',
      },
    });
  });
});

describe('joinReplies', () => {
  it('denies when one repository denies, and keeps what all say', () => {
    const granted = { decision: 'none', reason: null, context: 'One.' } as const;
    const denied = { decision: 'deny', reason: 'Held.', context: 'Two.' } as const;
    expect(joinReplies([granted, denied])).toEqual({
      decision: 'deny',
      reason: 'Held.',
      context: 'One.\nTwo.',
    });
  });
});
