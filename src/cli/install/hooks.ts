import { isDeepStrictEqual } from 'node:util';
import { invalidInput } from '../../core/errors';
import { installedMarker } from '../../ipc/installedMarker';
import type { Installation } from './edit';
import { appendValue, isObject, parseObject, setValue, valueAt } from './jsonEdits';

/** The `hooks` of a client's settings: by event a list of groups of commands, or of commands. */
export type HookLists = Readonly<Record<string, readonly unknown[]>>;

/** The hooks in a settings file of a client; `next` says what its user does once they are installed. */
export function hooksInstallation(file: string, hooks: HookLists, next: string): Installation {
  const remove = (text: string): string => removeHooks(text, file);
  return {
    what: 'hooks',
    file,
    next,
    add: (text) => {
      const before = text ?? '';
      if (isDeepStrictEqual(ourGroups(before, file), hooks)) return before;
      return addHooks(remove(before), file, hooks);
    },
    remove,
  };
}

function addHooks(text: string, file: string, hooks: HookLists): string {
  checkShape(parseObject(text, file), file);
  let result = text;
  for (const [event, groups] of Object.entries(hooks)) {
    for (const group of groups) result = appendValue(result, ['hooks', event], group);
  }
  return result;
}

function checkShape(settings: unknown, file: string): void {
  const hooks = valueAt(settings, ['hooks']);
  const wrong = hooks !== undefined && !isObject(hooks);
  const wrongEvent = isObject(hooks) && Object.values(hooks).some((groups) => !Array.isArray(groups));
  if (wrong || wrongEvent)
    throw invalidInput(
      `"${file}"`,
      'its "hooks" are not lists by event',
      'Correct them, then try again; nothing was changed.',
    );
}

function ourGroups(text: string, file: string): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (const { event, group } of groupsOf(text, file)) {
    if (entriesOf(group).some(isOurs)) found[event] = [...(found[event] ?? []), group];
  }
  return found;
}

// From the last to the first, so that the places of those not yet looked at stay the same. Then what is left empty.
function removeHooks(text: string, file: string): string {
  let result = text;
  const emptied = new Set<string>();
  for (const { event, index, group } of groupsOf(text, file).reverse()) {
    const entries = entriesOf(group);
    const ours = entries.flatMap((entry, at) => (isOurs(entry) ? [at] : [])).reverse();
    if (ours.length === 0) continue;
    const whole = ours.length === entries.length;
    const paths = whole ? [['hooks', event, index]] : ours.map((at) => ['hooks', event, index, 'hooks', at]);
    for (const path of paths) result = setValue(result, path, undefined);
    emptied.add(event);
  }
  for (const event of emptied) result = removeIfEmpty(result, ['hooks', event], file);
  return emptied.size === 0 ? result : removeIfEmpty(result, ['hooks'], file);
}

function removeIfEmpty(text: string, path: string[], file: string): string {
  const value = valueAt(parseObject(text, file), path);
  const empty = Array.isArray(value)
    ? value.length === 0
    : isObject(value) && Object.keys(value).length === 0;
  return empty ? setValue(text, path, undefined) : text;
}

interface Group {
  readonly event: string;
  readonly index: number;
  readonly group: unknown;
}

function groupsOf(text: string, file: string): Group[] {
  const hooks = valueAt(parseObject(text, file), ['hooks']);
  if (!isObject(hooks)) return [];
  return Object.entries(hooks).flatMap(([event, groups]) =>
    Array.isArray(groups) ? groups.map((group: unknown, index) => ({ event, index, group })) : [],
  );
}

// The Copilot CLI has commands where others have groups of them.
function entriesOf(group: unknown): readonly unknown[] {
  const entries = valueAt(group, ['hooks']);
  return Array.isArray(entries) ? (entries as unknown[]) : [group];
}

function isOurs(entry: unknown): boolean {
  const commands = ['command', 'bash', 'powershell'].map((key) => valueAt(entry, [key]));
  return commands.some((command) => typeof command === 'string' && command.includes(installedMarker));
}
