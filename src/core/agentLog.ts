/** One thing that an agent said or did, as people read it. */
export interface AgentLogEntry {
  /**
   * `said`: words of the agent; `tool`: what it does; `answer`: what came of that; `todo`: its list of things to do; `note`:
   * about the run itself; `problem`: something went wrong; `result`: how it ended; `raw`: anything else that was printed.
   */
  readonly kind: 'said' | 'tool' | 'answer' | 'todo' | 'note' | 'problem' | 'result' | 'raw';
  /** May have several lines, and control characters. */
  readonly text: string;
}

/** So much of what a tool answered is shown, in characters; the whole is in the log as it came. */
const longestAnswer = 400;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads one line of what an agent printed: an event of Claude Code's `stream-json` output, or plain text. Events that say
 * nothing to people give no entry.
 */
export function readAgentLine(line: string): readonly AgentLogEntry[] {
  const event = line.startsWith('{') ? parseObject(line) : undefined;
  if (event === undefined || typeof event['type'] !== 'string') return [{ kind: 'raw', text: line }];
  switch (event['type']) {
    case 'system':
      return systemEntries(event);
    case 'assistant':
      return contentOf(event).flatMap(assistantEntry);
    case 'user':
      return contentOf(event).flatMap(answerEntry);
    case 'result':
      return [resultEntry(event)];
    default:
      return [];
  }
}

/** What an agent's result says it cost, in US dollars; undefined for any other line. */
export function costIn(line: string): number | undefined {
  if (!line.startsWith('{') || !line.includes('"total_cost_usd"')) return undefined;
  const cost = parseObject(line)?.['total_cost_usd'];
  return typeof cost === 'number' && Number.isFinite(cost) ? cost : undefined;
}

function systemEntries(event: Fields): readonly AgentLogEntry[] {
  if (event['subtype'] === 'init')
    return [{ kind: 'note', text: `${textOf(event['model'])} works in ${textOf(event['cwd'])}` }];
  if (event['subtype'] === 'api_retry') {
    const why = textOf(event['error']);
    return [{ kind: 'problem', text: `The model does not answer${why === '' ? '' : ` (${why})`}; it is asked again.` }];
  }
  return [];
} // prettier-ignore

function assistantEntry(block: Fields): readonly AgentLogEntry[] {
  if (block['type'] === 'text') return [{ kind: 'said', text: textOf(block['text']).trim() }];
  if (block['type'] !== 'tool_use') return [];
  const name = textOf(block['name']);
  const input = fieldsOf(block['input']);
  if (name === 'TodoWrite') return [{ kind: 'todo', text: todoText(input) }];
  return [{ kind: 'tool', text: `${name} ${subjectOf(input)}`.trim() }];
}

// The input that says best what a call is about comes first.
function subjectOf(input: Fields): string {
  const names = ['file_path', 'notebook_path', 'command', 'pattern', 'url', 'query', 'description', 'prompt'];
  const found = names.map((name) => input[name]).find((value) => typeof value === 'string');
  return typeof found === 'string' ? (found.split('\n')[0] ?? '') : '';
}

function todoText(input: Fields): string {
  const todos = Array.isArray(input['todos']) ? input['todos'].map(fieldsOf) : [];
  const marks: Readonly<Record<string, string>> = { completed: '[x]', in_progress: '[>]' };
  return todos
    .map((todo) => `${marks[textOf(todo['status'])] ?? '[ ]'} ${textOf(todo['content'])}`)
    .join('\n');
}

function answerEntry(block: Fields): readonly AgentLogEntry[] {
  if (block['type'] !== 'tool_result') return [];
  const { content } = block;
  const parts = Array.isArray(content) ? content.map((part) => textOf(fieldsOf(part)['text'])) : [textOf(content)];
  const whole = parts.join('\n').trim();
  const text = whole.length > longestAnswer ? `${whole.slice(0, longestAnswer)} …` : whole;
  if (block['is_error'] === true) return [{ kind: 'problem', text }];
  return text === '' ? [] : [{ kind: 'answer', text }];
} // prettier-ignore

function resultEntry(event: Fields): AgentLogEntry {
  const turns = typeof event['num_turns'] === 'number' ? `, ${event['num_turns']} turns` : '';
  const cost = typeof event['total_cost_usd'] === 'number' ? `, $${event['total_cost_usd'].toFixed(2)}` : '';
  const failed = event['is_error'] === true || textOf(event['subtype']).startsWith('error');
  const said = textOf(event['result']);
  const how = failed ? `Failed (${textOf(event['subtype'])})` : 'Done';
  return {
    kind: failed ? 'problem' : 'result',
    text: `${how}${turns}${cost}${failed && said !== '' ? `: ${said}` : ''}`,
  };
}

function contentOf(event: Fields): readonly Fields[] {
  const { content } = fieldsOf(event['message']);
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parseObject(line: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined;
  }
}
