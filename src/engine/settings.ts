import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
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

const schema = z.partial(
  z.strictObject({
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
    portBase: count('port number', 1024, 65_000),
    portsPerSession: count('whole number of ports', 1, 1000),
    landMethod: z.enum(['merge', 'squash', 'rebase'], 'must be merge, squash or rebase'),
    landBatch: count('whole number of sessions', 1, 100),
    protectedBranches: texts('globs'),
    resolveAbove: z
      .number('must be a number')
      .check(z.minimum(0.5, 'must be 0.5 or more'), z.maximum(1, 'must be 1 (never) at most')),
    verifyCommands: texts('commands'),
    verifyMinutes: minutes,
  }),
);

/** A repository's settings, kept in a file beside the database, so that every host of it behaves alike. */
export class SettingsFile {
  private values: CoordinatorSettings = defaultSettings;
  /** Why the file was not used, if it could not be. */
  problem: string | null = null;

  constructor(private readonly path: string) {}

  get current(): CoordinatorSettings {
    return this.values;
  }

  /** Reads the file; one that cannot be used leaves the defaults and is told of in `problem`. */
  async load(): Promise<void> {
    try {
      const parsed = schema.safeParse(JSON.parse(await readFile(this.path, 'utf8')));
      if (parsed.success) this.values = merge(defaultSettings, parsed.data);
      else this.problem = `The settings in "${this.path}" are not used: ${describe(parsed.error)}.`;
    } catch (error) {
      if (error instanceof SyntaxError)
        this.problem = `The settings in "${this.path}" are not used: the file is not valid JSON.`;
    }
  }

  /**
   * Sets some values and saves them all; null sets a value back to its default.
   * @throws CoordinatorError `invalidInput`; then nothing is changed.
   */
  async update(changes: Readonly<Record<string, unknown>>): Promise<CoordinatorSettings> {
    const defaults: Readonly<Record<string, unknown>> = { ...defaultSettings };
    const filled = Object.fromEntries(
      Object.entries(changes).map(([key, value]) => [key, value === null ? defaults[key] : value]),
    );
    const parsed = schema.safeParse(filled);
    if (!parsed.success) throw invalidInput('these settings', describe(parsed.error));
    const next = merge(this.values, parsed.data);
    await saveText(this.path, `${JSON.stringify(next, null, 2)}\n`);
    this.values = next;
    this.problem = null;
    return next;
  }
}

function merge(base: CoordinatorSettings, changes: z.infer<typeof schema>): CoordinatorSettings {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given) };
}

function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'they are not valid';
  if (issue.code === 'unrecognized_keys') return `there is no setting named "${issue.keys.join('", "')}"`;
  return `"${issue.path[0]?.toString() ?? ''}" ${issue.message}`;
}

async function saveText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
