// `npm test`: builds, checks, installs what tests need, runs them all, and judges the coverage of `src`.
// `npm run test:editor` runs the tests in a real editor alone.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { joinCoverage } from './coverage';

const root = join(import.meta.dirname, '../..');
const coverageDir = join(root, 'coverage');
const rawDir = join(coverageDir, 'raw');
/** What the programs run that tests start is counted. */
const counted: NodeJS.ProcessEnv = { PARALLEL_CC_TEST_COVERAGE: rawDir };
const leastCoverage = 0.85;
const editorOnly = process.argv[2] === 'editor';
/** What failed beside single tests. */
const failures: string[] = [];
/** Each test that failed, told again where the output ends: of a long run it may be all that is kept. */
const failedTests: string[] = [];
const times: string[] = [];
let passed = 0;
let failed = 0;

/** What is read of vitest's JSON report. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  rmSync(coverageDir, { recursive: true, force: true });
  mkdirSync(rawDir, { recursive: true });
  if (!step('the build', 'npm', ['run', '--silent', 'build', '--', '--unnamed-maps'])) giveUp();
  if (editorOnly) {
    if (!install(['editor', 'chromium', 'claude'])) giveUp();
    runProjects(['editor']);
  } else {
    // Alone among them, it is needed by the first tests.
    if (!install(['bubblewrap'])) giveUp();
    // What is installed comes from elsewhere, which leaves most of a core to the checks and the first tests.
    const installing = begin('the installation of test programs', ...installation(['editor', 'chromium', 'claude', 'copilot', 'opencode', 'mcp'])); // prettier-ignore
    const linting = begin('the lint', 'npm', ['run', '--silent', 'check:lint']);
    for (const check of ['types', 'layers', 'unused', 'format']) step(`the check of ${check}`, 'npm', ['run', '--silent', `check:${check}`]); // prettier-ignore
    await linting();
    runProjects(['unit'], ['--coverage']);
    if (!(await installing())) giveUp();
    runProjects(['editor']);
    runProjects(['agents', 'load']);
    judgeCoverage();
  }

  console.log(`\nTime: ${times.join(', ')}`);
  for (const test of failedTests) console.log(`\nfailed: ${test}`);
  for (const failure of failures) console.log(`failed: ${failure}`);
  console.log(`${passed} passed, ${failed + failures.length} failed`);
  process.exitCode = failed + failures.length > 0 ? 1 : 0;
}

function installation(parts: readonly string[]): [command: string, args: readonly string[]] {
  return ['npx', ['tsx', 'test/support/install.ts', ...parts]];
}

function install(parts: readonly string[]): boolean {
  return step(`the installation of ${parts.join(', ')}`, ...installation(parts));
}

function step(what: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  const startedAt = Date.now();
  console.log(`\n── ${what}`);
  const { status } = spawnSync(command, [...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return judge(what, status, startedAt);
}

/** Starts a step beside the next ones. What it returns waits for its end, and prints what it said. */
function begin(what: string, command: string, args: readonly string[]): () => Promise<boolean> {
  const startedAt = Date.now();
  const file = join(coverageDir, `${what}.txt`);
  const output = openSync(file, 'w');
  const child = spawn(command, [...args], { cwd: root, stdio: ['ignore', output, output] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  return async () => {
    const [status] = await ended;
    console.log(`\n── ${what}\n${readFileSync(file, 'utf8').trimEnd()}`);
    return judge(what, status, startedAt);
  };
}

function judge(what: string, status: number | null, startedAt: number): boolean {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`── ${what}: ${status === 0 ? 'done' : 'FAILED'} after ${seconds} s`);
  times.push(`${what} ${seconds} s`);
  if (status !== 0) failures.push(what);
  return status === 0;
}

function giveUp(): never {
  console.log(`0 passed, 1 failed`);
  process.exit(1);
}

function runProjects(projects: readonly string[], more: readonly string[] = []): void {
  const names = projects.join(' and ');
  const report = join(coverageDir, `${names}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const chosen = projects.flatMap((project) => ['--project', project]);
  const done = step(
    `the tests of ${names}`,
    'npx',
    ['vitest', 'run', ...chosen, ...reporters, ...more],
    counted,
  );
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8')) as Report;
    passed += counts.numPassedTests;
    failed += counts.numFailedTests;
    for (const { name, assertionResults } of counts.testResults) {
      for (const { status, fullName, failureMessages } of assertionResults) {
        if (status !== 'failed') continue;
        const messages = failureMessages.map((message) => stripVTControlCharacters(message).slice(0, 2_000));
        failedTests.push(`${relative(root, name)}: ${fullName}\n${messages.join('\n')}`);
      }
    }
    // Failing tests are counted one by one; only what failed beside them is counted as a step.
    if (!done && counts.numFailedTests > 0) failures.pop();
  } catch {
    if (done) failures.push(`the report of ${names}`);
  }
}

function judgeCoverage(): void {
  const coverage = joinCoverage(join(coverageDir, 'vitest/lcov.info'), rawDir, root);
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  console.log('\nLeast covered files:');
  for (const { file, lines } of coverage.files.slice(0, 12))
    console.log(`  ${percent(lines).padStart(7)}  ${file}`);
  if (coverage.unfinished.length > 0)
    console.log(
      `Not counted: ${coverage.unfinished.length} runs of programs that were killed while they wrote what they had run: ${coverage.unfinished.join(', ')}`,
    );
  console.log(
    `Coverage of src: ${percent(coverage.lines)} of lines, ${percent(coverage.functions)} of functions`,
  );
  if (coverage.lines < leastCoverage) failures.push(`line coverage below ${percent(leastCoverage)}`);
  if (coverage.functions < leastCoverage) failures.push(`function coverage below ${percent(leastCoverage)}`);
}
