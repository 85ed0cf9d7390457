// What every client's hooks send, as recorded from the real programs, and what each of them is answered.
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { SentEvent } from '../../src/hooks/agentEvents';
import { eventOf } from '../../src/hooks/agentEvents';
import type { Client } from '../../src/hooks/clients';
import type { Asked } from '../../src/hooks/output';
import { outputFor } from '../../src/hooks/output';
import type { HookPayload } from '../../src/hooks/payload';
import { parsePayload } from '../../src/hooks/payload';

const root = '/home/ada/repository';
const at = (name: string): string => `${root}/${name}`;

async function recorded(name: string): Promise<HookPayload[]> {
  const text = await readFile(new URL(`samples/${name}.jsonl`, import.meta.url), 'utf8');
  return text.trim().split('\n').map(parsePayload);
}

function eventsOf(payloads: readonly HookPayload[]): SentEvent['event'][] {
  return payloads.flatMap((payload) => eventOf(payload) ?? []);
}

describe.each([
  ['copilotCli', 'copilot-cli'],
  ['copilotCliOwn', 'copilot-cli'],
  ['gemini', 'gemini'],
] as const)('the hooks of %s', (name, client) => {
  it('are told apart from those of other clients in every event', async () => {
    const payloads = await recorded(name);
    expect(new Set(payloads.map(({ agent }) => agent))).toEqual(new Set([client]));
    expect(new Set(payloads.map(({ agentSessionId }) => agentSessionId)).size).toBe(1);
  });

  it('tell of the session, its prompts and turns, and of every write before it is made', async () => {
    const events = eventsOf(await recorded(name));
    const kinds = new Set(events.map(({ kind }) => kind));
    for (const kind of ['sessionStarted', 'promptSubmitted', 'toolUsed', 'turnEnded', 'sessionEnded'])
      expect(kinds).toContain(kind);
    expect(events).toContainEqual({ kind: 'promptSubmitted', prompt: 'Do it' });
    const writes = events.filter((event) => event.kind === 'writeIntended');
    expect(writes.map(({ paths }) => paths).sort()).toEqual([[at('a.txt')], [at('b.txt')]]);
    expect(writes.flatMap(({ edits }) => edits ?? [])).toEqual(
      expect.arrayContaining([
        { path: at('a.txt'), oldText: 'one', newText: 'ONE', everywhere: false },
        { path: at('b.txt'), oldText: null, newText: 'hello', everywhere: false },
      ]),
    );
  });
});

describe('a first prompt of Gemini', () => {
  it('is what the user said, without what hooks told before', () => {
    const prompt = '<hook_context>parallel-cc: you are session "a".</hook_context>\n\nDo it';
    const payload = parsePayload(JSON.stringify({ session_id: 's', hook_event_name: 'BeforeAgent', timestamp: '2026-11-29T02:41:44.540Z', transcript_path: '/t.json', cwd: root, prompt })); // prettier-ignore
    expect(eventOf(payload)).toEqual({ kind: 'promptSubmitted', prompt: 'Do it' });
  });
});

describe('the hooks of Codex', () => {
  it('tell of all files of a patch before it is applied', async () => {
    const payloads = await recorded('codex');
    expect(new Set(payloads.map(({ agent }) => agent))).toEqual(new Set(['codex']));
    const writes = eventsOf(payloads).filter((event) => event.kind === 'writeIntended');
    expect(writes).toEqual([
      {
        kind: 'writeIntended',
        tool: 'MultiEdit',
        paths: [at('a.txt'), at('b.txt')],
        edits: [
          { path: at('a.txt'), oldText: 'one\ntwo', newText: 'ONE\ntwo', everywhere: false },
          { path: at('b.txt'), oldText: null, newText: 'hello\n', everywhere: false },
        ],
      },
    ]);
  });

  it.each([
    ['a file that goes', '*** Delete File: gone.ts', ['gone.ts']],
    [
      'a file that is renamed',
      '*** Update File: old.ts\n*** Move to: new.ts\n@@\n-a\n+b',
      ['old.ts', 'new.ts'],
    ],
    ['lines below a heading', '*** Update File: a.ts\n@@ class A\n-a\n+b', ['a.ts']],
    ['lines that are only added', '*** Update File: a.ts\n@@\n+b', ['a.ts']],
  ])('name the files of a patch with %s, and no lines', (_, sections, paths) => {
    const patch = `*** Begin Patch\n${sections}\n*** End Patch\n`;
    const payload = parsePayload(JSON.stringify({ session_id: 's', turn_id: 't', hook_event_name: 'PreToolUse', cwd: root, tool_name: 'apply_patch', tool_input: { command: patch } })); // prettier-ignore
    expect(eventOf(payload)).toEqual({ kind: 'writeIntended', tool: 'MultiEdit', paths: paths.map(at) });
  });
});

describe("VS Code's agent mode", () => {
  it.each([
    [{ sessionId: 's', hookEventName: 'PreToolUse' }],
    [{ session_id: 's', hook_event_name: 'PreToolUse', timestamp: '2026-11-29T02:41:44.540Z', transcript_path: '/t.json' }],
  ])('is known however it spells its fields', (marks) => {
    const payload = parsePayload(JSON.stringify({ ...marks, cwd: root, tool_name: 'multi_replace_string_in_file', tool_input: { replacements: [{ filePath: 'a.ts', oldString: 'x', newString: 'y' }, { filePath: 'b.ts', oldString: 'x', newString: 'y' }] } }));
    expect(payload.agent).toBe('copilot');
    expect(eventOf(payload)).toMatchObject({ kind: 'writeIntended', paths: [at('a.ts'), at('b.ts')] });
  }); // prettier-ignore
});

function asked(agent: Client, ownEvent: string, hookEvent = ownEvent): Asked {
  return { agent, ownEvent, hookEvent };
}

function answer(to: Asked, decision: 'none' | 'deny' | 'ask'): unknown {
  const text = outputFor(to, { decision, reason: decision === 'none' ? null : 'Held.', context: 'Note.' });
  return text === '' ? null : JSON.parse(text);
}

describe('what the hook prints', () => {
  const inside = {
    permissionDecision: 'deny',
    permissionDecisionReason: 'Held.',
    additionalContext: 'Note.',
  };

  it('denies as each client reads it', () => {
    const nested = { hookSpecificOutput: { hookEventName: 'PreToolUse', ...inside } };
    expect(answer(asked('claude-code', 'PreToolUse'), 'deny')).toEqual(nested);
    expect(answer(asked('codex', 'PreToolUse'), 'deny')).toEqual(nested);
    expect(answer(asked('copilot-cli', 'PreToolUse'), 'deny')).toEqual({ ...inside, ...nested });
    expect(answer(asked('gemini', 'BeforeTool', 'PreToolUse'), 'deny')).toEqual({ decision: 'deny', reason: 'Held.', hookSpecificOutput: { hookEventName: 'BeforeTool', additionalContext: 'Note.' } }); // prettier-ignore
  });

  it('has the user asked, and denies where a client cannot ask, with what the user can do', () => {
    expect(answer(asked('claude-code', 'PreToolUse'), 'ask')).toMatchObject({ hookSpecificOutput: { permissionDecision: 'ask' } }); // prettier-ignore
    const refused = expect.stringMatching(/^Held\. Ask the user.*parallel-cc unclaim/) as unknown;
    expect(answer(asked('codex', 'PreToolUse'), 'ask')).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny', permissionDecisionReason: refused } }); // prettier-ignore
    expect(answer(asked('gemini', 'BeforeTool', 'PreToolUse'), 'ask')).toMatchObject({ decision: 'deny', reason: refused }); // prettier-ignore
  });

  it('tells what is new under the name that the client has for the event, and nothing at the end of a turn', () => {
    expect(answer(asked('gemini', 'BeforeAgent', 'UserPromptSubmit'), 'none')).toEqual({ hookSpecificOutput: { hookEventName: 'BeforeAgent', additionalContext: 'Note.' } }); // prettier-ignore
    expect(answer(asked('copilot-cli', 'sessionStart', 'SessionStart'), 'none')).toMatchObject({ additionalContext: 'Note.' }); // prettier-ignore
    expect(answer(asked('gemini', 'AfterAgent', 'Stop'), 'none')).toBeNull();
  });
});
