import type { HookRunner } from './hookRunner';
import { hookRunner } from './hookRunner';
import { OpenCodeSessions } from './sessions';

/** What opencode tells a plugin when it loads it. */
export interface PluginInput {
  /** Absolute path of the folder that it works in. */
  readonly directory: string;
}

/** What our plugin listens to, by the names that opencode has for it. */
export interface PluginHooks {
  'chat.message'(input: { readonly sessionID: string }, output: { readonly parts: MessagePart[] }): Promise<void>;
  'tool.execute.before'(input: ToolCall, output: { readonly args: unknown }): Promise<void>;
  'tool.execute.after'(input: ToolCall & { readonly args?: unknown }, output: { output?: string }): Promise<void>;
  event(input: { readonly event: OpenCodeEvent }): Promise<void>;
} // prettier-ignore

/** A call of a tool. */
export interface ToolCall {
  readonly tool: string;
  readonly sessionID: string;
  readonly callID: string;
}

/** A part of what the user says. */
export interface MessagePart {
  readonly id: string;
  readonly type: string;
  readonly text?: string;
  /** Whether the user did not write it. */
  readonly synthetic?: boolean;
}

/** Something that opencode tells all who listen. */
export interface OpenCodeEvent {
  readonly type: string;
  readonly properties: {
    readonly sessionID?: string;
    readonly info?: { readonly id?: string; readonly parentID?: string };
  };
}

/** The tools that write, or run commands: only these are asked about before they run. */
const checkedTools: ReadonlySet<string> = new Set(['edit', 'write', 'multiedit', 'apply_patch', 'bash']);

/** Makes the plugin that has opencode's tools checked and reports what it does, through the hook program. */
export function pluginFor(program: HookRunner): (input: PluginInput) => Promise<PluginHooks> {
  const run = hookRunner(program);
  return ({ directory }) => {
    const sessions = new OpenCodeSessions((session, event, fields = {}) =>
      run({ client: 'opencode', session_id: session, cwd: directory, hook_event_name: event, ...fields }),
    );
    return Promise.resolve({
      'chat.message': ({ sessionID }, { parts }) => sessions.prompted(sessionID, parts),
      'tool.execute.before': async (call, { args }) => {
        if (checkedTools.has(call.tool)) await sessions.check(call, args);
      },
      'tool.execute.after': (call, output) => sessions.used(call, output),
      event: ({ event }) => sessions.heard(event),
    });
  };
}
