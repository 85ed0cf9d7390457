import type { HookAnswer } from './hookRunner';
import type { MessagePart, OpenCodeEvent, ToolCall } from './plugin';

/** Runs the hook program for an event of a session. */
export type Report = (session: string, event: string, fields?: object) => Promise<HookAnswer>;

/** Opencode's sessions, as the hook program is to see them: what a subagent does is done by the session that has it. */
export class OpenCodeSessions {
  private readonly parents = new Map<string, string>();
  private readonly begun = new Set<string>();
  /** What the model should know after a tool, by its call. */
  private readonly untold = new Map<string, string>();

  constructor(private readonly report: Report) {}

  /** Takes what the user says, and adds to it what the model should know. */
  async prompted(session: string, parts: MessagePart[]): Promise<void> {
    if (this.parents.has(session)) return;
    const told = [await this.begin(session)];
    const prompt = parts.map(({ text }) => text ?? '').join('\n');
    told.push((await this.report(session, 'UserPromptSubmit', { prompt })).context);
    const [first] = parts.filter(({ type }) => type === 'text');
    const text = joined(told);
    if (first !== undefined && text !== '')
      parts.push({ ...first, id: `${first.id}p`, text, synthetic: true });
  }

  /** @throws Error what the model is told, where a tool may not run. */
  async check({ sessionID, callID, tool }: ToolCall, args: unknown): Promise<void> {
    const session = this.rootOf(sessionID);
    const begun = await this.begin(session);
    const { refusal, context } = await this.report(session, 'PreToolUse', { tool_name: tool, tool_input: args }); // prettier-ignore
    if (refusal !== null) throw new Error(joined([refusal, begun, context]));
    this.untold.set(callID, joined([begun, context]));
  }

  /** Takes the use of a tool, and adds to its result what the model should know. */
  async used(call: ToolCall & { readonly args?: unknown }, result: { output?: string }): Promise<void> {
    const { sessionID, callID, tool, args } = call;
    const { context } = await this.report(this.rootOf(sessionID), 'PostToolUse', { tool_name: tool, tool_input: args }); // prettier-ignore
    const text = joined([this.untold.get(callID) ?? '', context]);
    this.untold.delete(callID);
    if (text !== '') result.output = joined([result.output ?? '', text]);
  }

  /** Takes what opencode tells all who listen. */
  async heard({ type, properties }: OpenCodeEvent): Promise<void> {
    const { sessionID, info } = properties;
    if (info?.id !== undefined && info.parentID !== undefined) this.parents.set(info.id, info.parentID);
    if (type === 'session.idle' && sessionID !== undefined) await this.ifBegun(sessionID, 'Stop');
    if (type === 'session.deleted' && info?.id !== undefined) await this.ifBegun(info.id, 'SessionEnd');
  }

  private async begin(session: string): Promise<string> {
    if (this.begun.has(session)) return '';
    this.begun.add(session);
    return (await this.report(session, 'SessionStart', { source: 'startup' })).context;
  }

  private async ifBegun(session: string, event: string): Promise<void> {
    if (this.begun.has(session)) await this.report(session, event);
  }

  private rootOf(session: string): string {
    const parent = this.parents.get(session);
    return parent === undefined ? session : this.rootOf(parent);
  }
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
