import { invalidInput } from '../../core/errors';
import type { ClaimPolicy, CoordinatorSettings } from '../../core/settings';
import { defaultSettings } from '../../core/settings';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { table } from '../output/table';
import { printable } from '../output/text';

type SettingName = keyof CoordinatorSettings;
type SettingValue = CoordinatorSettings[SettingName];

/** Lists the repository's settings. JSON: `{ settings }`. */
export async function listSettings(context: CommandContext): Promise<CommandResult> {
  const settings = await readSettings(context);
  const rows = names().map((name) => [
    name,
    printable(show(settings[name])),
    context.style.faint(
      show(settings[name]) === show(defaultSettings[name]) ? '' : `(default: ${show(defaultSettings[name])})`,
    ),
  ]);
  return { json: { settings }, text: table(rows) };
}

/** Shows one setting. JSON: `{ key, value }`. */
export async function getSetting(context: CommandContext, key: string): Promise<CommandResult> {
  const name = settingName(key);
  const value = (await readSettings(context))[name];
  return { json: { key: name, value }, text: printable(show(value)) };
}

/** Changes one setting for every host of the repository. JSON: `{ key, value }`. */
export async function setSetting(context: CommandContext, key: string, text: string): Promise<CommandResult> {
  const name = settingName(key);
  const value = parseSetting(name, text);
  const { settings } = await withHost(context, (host) =>
    host.call('updateSettings', { settings: { [name]: value } }),
  );
  return {
    json: { key: name, value: settings[name] },
    text: `${name} is now ${printable(show(settings[name]))}`,
  };
}

/** Reads a setting's value from a word of the command line, by the type of its default. */
export function parseSetting(name: SettingName, text: string): SettingValue {
  const example = defaultSettings[name];
  if (typeof example === 'string') return text;
  if (typeof example === 'number') return parseNumber(name, text);
  if (typeof example === 'boolean') return parseBoolean(name, text);
  // Only a number may be missing.
  if (example === null) return text.trim() === '' ? null : parseNumber(name, text);
  return isList(example) ? parseList(name, text) : parsePolicies(name, text);
}

// `docs/**=warn, *.lock=ask`; which words there are, the coordinator knows.
function parsePolicies(name: string, text: string): Readonly<Record<string, ClaimPolicy>> {
  const pairs = parseList(name, text).map((entry) => /^(.+)=(.+)$/.exec(entry) ?? entry);
  const wrong = pairs.find((pair) => typeof pair === 'string');
  if (wrong !== undefined)
    throw invalidInput(`"${wrong}" for ${name}`, 'it is not GLOB=POLICY', 'For example: docs/**=warn');
  return Object.fromEntries(pairs.map(([, glob = '', policy]) => [glob.trim(), (policy ?? '').trim() as ClaimPolicy])); // prettier-ignore
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

// A JSON list is for entries that hold commas.
function parseList(name: string, text: string): readonly string[] {
  if (!text.trimStart().startsWith('['))
    return text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  try {
    return JSON.parse(text) as readonly string[];
  } catch {
    throw invalidInput(`the value for ${name}`, 'it begins with "[" but is no JSON list');
  }
}

function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw invalidInput(`"${text}" for ${name}`, 'it is not a number');
  return value;
}

function parseBoolean(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false')
    throw invalidInput(`"${text}" for ${name}`, 'it is neither true nor false');
  return text === 'true';
}

function settingName(key: string): SettingName {
  const found = names().find((name) => name === key);
  if (found === undefined)
    throw invalidInput(
      `the setting "${key}"`,
      'there is none of that name',
      `There are: ${names().join(', ')}.`,
    );
  return found;
}

function names(): SettingName[] {
  return Object.keys(defaultSettings) as SettingName[];
}

async function readSettings(context: CommandContext): Promise<CoordinatorSettings> {
  const snapshot = await withHost(context, (host) => host.call('getSnapshot', { fresh: false }));
  return snapshot.settings;
}

function show(value: SettingValue): string {
  if (value === null) return '(none)';
  if (typeof value === 'object') {
    const entries = isList(value) ? value : Object.entries(value).map((pair) => pair.join('='));
    return entries.length === 0 ? '(none)' : entries.join(', ');
  }
  return value === '' ? '(empty)' : String(value);
}
