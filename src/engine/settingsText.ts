import * as z from 'zod/mini';
import { invalidInput } from '../core/errors';
import type { CoordinatorSettings } from '../core/settings';
import { defaultSettings } from '../core/settings';

const text = () => z.string('must be a text');
const flag = () => z.boolean('must be true or false');
const placeholder = (name: string) =>
  text().check(
    z.includes(name, `must contain ${name}`),
    z.maxLength(500, 'must have 500 characters at most'),
  );
const minutes = z
  .number('must be a number of minutes')
  .check(z.gt(0, 'must be more than 0'), z.maximum(10_080, 'must be 10080 (a week) at most'));
const seconds = z
  .number('must be a number of seconds')
  .check(z.minimum(0, 'must be 0 or more'), z.maximum(86_400, 'must be 86400 (a day) at most'));
const count = (what: string, least: number, most: number) =>
  z
    .int(`must be a ${what}`)
    .check(z.minimum(least, `must be ${least} or more`), z.maximum(most, `must be ${most} at most`));
const texts = (what: string) =>
  z
    .array(
      text().check(z.minLength(1, 'must not be empty'), z.maxLength(500, 'must have 500 characters at most')),
      `must be a list of ${what}`,
    )
    .check(z.maxLength(200, `must have 200 ${what} at most`));

const policies = z
  .record(
    z.string().check(z.minLength(1), z.maxLength(500)),
    z.enum(['warn', 'ask', 'deny'], 'must be warn, ask or deny'),
    'must be a list of globs, each with warn, ask or deny',
  )
  .check(z.refine((all) => Object.keys(all).length <= 200, 'must have 200 globs at most'));

const shape = {
  worktreePath: placeholder('{name}'),
  worktreeBranch: placeholder('{name}'),
  baseRef: text(),
  fetchBeforeCreate: flag(),
  exclusiveGlobs: texts('globs'),
  claimPolicies: policies,
  claimMinutes: minutes,
  staleMinutes: minutes,
  reapSeconds: seconds,
  radar: flag(),
  snapshots: flag(),
  snapshotDays: count('whole number of days', 1, 3650),
  snapshotsPerSession: count('whole number of snapshots', 2, 2000),
  snapshotMegabytes: count('whole number of megabytes', 10, 1_000_000),
  copyFiles: texts('patterns'),
  linkDirectories: texts('folders'),
  setupCommands: texts('commands'),
  waitForSetup: flag(),
  sparsePaths: texts('folders'),
  submodules: flag(),
  lfs: flag(),
  portBase: z.nullable(count('port number', 1024, 65_000)),
  portsPerSession: count('whole number of ports', 1, 1000),
  landMethod: z.enum(['merge', 'squash', 'rebase'], 'must be merge, squash or rebase'),
  landBatch: count('whole number of sessions', 1, 100),
  protectedBranches: texts('globs'),
  resolveAbove: z
    .number('must be a number')
    .check(z.minimum(0.5, 'must be 0.5 or more'), z.maximum(1, 'must be 1 (never) at most')),
  verifyCommands: texts('commands'),
  verifyMinutes: minutes,
};
const schema = z.partial(z.strictObject(shape));

/** What the text of a settings file says. */
export interface SettingsReading {
  /** The defaults, but for what is set to something that is allowed. */
  readonly values: CoordinatorSettings;
  /** What is in the text beside them: settings that this version does not know, and values that are not allowed. */
  readonly unused: Readonly<Record<string, unknown>>;
  /** Why it is unused, each as a part of a sentence. */
  readonly problems: readonly string[];
}

/** Reads the text of a settings file, each setting by itself; where there is none of an object in it, only says why. */
export function readSettings(text: string): SettingsReading | { readonly damage: string } {
  const given = parseObject(text);
  if (given === null) return { damage: 'the file is not valid JSON' };
  const used: [string, unknown][] = [];
  const unused: [string, unknown][] = [];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const problem = problemOf(name, value);
    (problem === null ? used : unused).push([name, value]);
    if (problem !== null) problems.push(problem);
  }
  const values = { ...defaultSettings, ...(Object.fromEntries(used) as Partial<CoordinatorSettings>) };
  return { values, unused: Object.fromEntries(unused), problems };
}

/** Writes the text of a settings file, with what no version may lose though this one does not use it. */
export function writeSettings(
  values: CoordinatorSettings,
  unused: Readonly<Record<string, unknown>>,
): string {
  return `${JSON.stringify({ ...values, ...unused }, null, 2)}\n`;
}

/**
 * Checks what is to be set; null stands for a setting's default.
 * @throws CoordinatorError `invalidInput`.
 */
export function checkChanges(changes: Readonly<Record<string, unknown>>): Partial<CoordinatorSettings> {
  const defaults: Readonly<Record<string, unknown>> = { ...defaultSettings };
  const filled = Object.entries(changes).map(([name, value]) => [
    name,
    value === null ? defaults[name] : value,
  ]);
  const parsed = schema.safeParse(Object.fromEntries(filled));
  if (!parsed.success) throw invalidInput('these settings', describe(parsed.error));
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function parseObject(text: string): object | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function problemOf(name: string, value: unknown): string | null {
  const parsed = schema.safeParse(Object.fromEntries([[name, value]]));
  return parsed.success ? null : describe(parsed.error);
}

function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'they are not valid';
  if (issue.code === 'unrecognized_keys') return `there is no setting named "${issue.keys.join('", "')}"`;
  return `"${issue.path[0]?.toString() ?? ''}" ${issue.message}`;
}
