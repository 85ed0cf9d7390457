import { findRepository, stateDir } from '../../ipc/repositoryLocation';
import { claudeProgram } from '../claudeProgram';
import { installedAt } from '../commands/install';
import type { CommandContext } from '../context';
import { ownHookProgram } from '../hookSettings';
import type { Status } from '../install/apply';
import { duration } from '../output/time';
import { askProgram } from '../../ipc/askProgram';
import type { Check } from './check';
import { broken, doubtful, well } from './check';
import { lastHookFailures } from './hookFailures';

const claudeMs = 10_000;
const hookMs = 8000;
const recentMs = 24 * 60 * 60 * 1000;

/** Checks Claude Code and what connects it with us: the hooks and what became of them. */
export async function claudeChecks(context: CommandContext): Promise<Check[]> {
  return [
    await claudeCheck(context),
    await installedCheck(context),
    await hookCheck(context),
    ...(await failureChecks(context)),
  ];
}

async function claudeCheck(context: CommandContext): Promise<Check> {
  const program = claudeProgram(context.env);
  const answer = await askProgram({ program, args: ['--version'], env: context.env, timeoutMs: claudeMs });
  if (answer.code === 0) return well('claude', `${answer.stdout.trim()} (${program})`);
  return doubtful(
    'claude',
    `"${program}" does not run`,
    'Install Claude Code, or set PARALLEL_CC_CLAUDE to its path.',
  );
}

async function installedCheck(context: CommandContext): Promise<Check> {
  const inRepository = isWorking(context) ? await installedAt(context, true).catch(() => []) : [];
  const found = [...(await installedAt(context, false).catch(() => [])), ...inRepository];
  const hooks = found.filter((one) => one.what === 'hooks' && one.state !== 'absent');
  const outdated = hooks.find((one) => one.state === 'outdated');
  if (outdated !== undefined) {
    return doubtful(
      'hooks',
      `out of date in ${outdated.file}`,
      'Bring them up to date: parallel-cc install --hooks',
    );
  }
  if (hooks.length > 0) return well('hooks', `in ${hooks.map((one: Status) => one.file).join(' and ')}`);
  return well('hooks', 'not installed for good; "parallel-cc claude" brings its own');
}

// The end of a session that nobody knows: it goes the whole way to the coordinator and changes nothing.
async function hookCheck(context: CommandContext): Promise<Check> {
  const { node, script } = ownHookProgram();
  const input = {
    session_id: 'parallel-cc-doctor',
    cwd: context.repo,
    hook_event_name: 'SessionEnd',
    reason: 'probe',
  };
  const answer = await askProgram({
    program: node,
    args: [script],
    input: JSON.stringify(input),
    env: { ...context.env, ELECTRON_RUN_AS_NODE: '1', PARALLEL_CC_SESSION_ID: '' },
    timeoutMs: hookMs,
  });
  const took = duration(answer.milliseconds);
  if (answer.code === 0 && answer.stderr === '') return well('hook program', `ran in ${took}`);
  const said = answer.stderr.trim() || `it ended with ${answer.code ?? 'no exit code'}`;
  return broken('hook program', said, `Run it by hand to see more: node ${script}`);
}

async function failureChecks(context: CommandContext): Promise<Check[]> {
  const location = findRepository(context.repo);
  if (location === null || location.kind === 'bare') return [];
  const failures = await lastHookFailures(stateDir(location.commonDir), context.now - recentMs);
  const last = failures.at(-1);
  if (last === undefined) return [well('hook failures', 'none in the last day')];
  const found = `${failures.length} in the last day; the last one, of ${last.hookEvent}: ${last.message}`;
  return [
    doubtful('hook failures', found, 'The agents went on unchecked then. If it goes on, see host.log.'),
  ];
}

function isWorking(context: CommandContext): boolean {
  const location = findRepository(context.repo);
  return location !== null && location.kind !== 'bare';
}
