import type { Clock } from '../base/clock';
import type { Event } from '../base/event';
import type { Logger } from '../base/logger';
import type { ClaimTarget } from '../core/claimTarget';
import type { PathRules } from '../core/repositoryPath';
import type { ClaimPolicy } from '../core/settings';
import type { ShellQuestion, ShellWrites } from '../core/shell/shellWrites';
import { AgentEvents } from './agents/agentEvents';
import { CommandGate } from './agents/commandGate';
import { CommitGate } from './agents/commitGate';
import type { CompareSymbols } from './agents/plannedChange';
import { WriteGate } from './agents/writeGate';
import { Claims } from './claims/claims';
import { Sequences } from './claims/sequences';
import { Waits } from './claims/waits';
import { ConflictNotices } from './conflictNotices';
import { Git } from './git/git';
import type { BackgroundPlace } from './background/program';
import type { GitProcessOptions } from './git/gitProcess';
import { gitRunner } from './git/gitProcess';
import type { Ground } from './ground';
import { openGround } from './ground';
import { Import } from './import/import';
import type { Landings } from './landing/landings';
import { Maintenance } from './maintenance';
import type { Merging } from './merging';
import { mergingOf } from './merging';
import { Messages } from './messages';
import { Notices } from './notices';
import { pathResolver, targetReaders } from './pathResolvers';
import { DuplicateWork } from './peers/duplicateWork';
import { LandedCommits } from './peers/landedCommits';
import type { Radar } from './radar/radar';
import type { TouchedFiles } from './radar/report';
import { sideLister } from './radar/sideLister';
import { startRadar } from './radar/radar';
import { Registration } from './registration';
import { Release } from './release';
import type { RepositoryPath } from './repositoryPaths';
import type { Repairs } from './repairs';
import { Resume } from './resume';
import { Requests } from './requests';
import { makeRuns } from './runs/makeRuns';
import type { Runs } from './runs/runs';
import { Sessions } from './sessions';
import type { SettingsFile } from './settings';
import { Expiry } from './snapshots/expiry';
import { Rebuilds } from './snapshots/rebuilds';
import { Replacements } from './snapshots/replacing/replacements';
import type { RestoreParts } from './snapshots/restore';
import { Restore } from './snapshots/restore';
import { RestoreIntoNew } from './snapshots/restoreIntoNew';
import type { TimelineParts } from './snapshots/timeline';
import { Timeline } from './snapshots/timeline';
import type { State } from './state';
import type { StoreHealth } from './store/journal';
import type { Store } from './store/store';
import type { StoreFiles } from './store/storeFiles';
import { Syntax } from './syntax/syntax';
import { Undo } from './undo/undo';
import { ProbedWrite } from './guards/probedWrite';
import { Breaches } from './watch/breaches';
import type { BreachParts } from './watch/breaches';
import { Flights } from './watch/flights';
import { HeldPlaces } from './watch/heldPlaces';
import { OurWrites } from './watch/ourWrites';
import { Watch } from './watch/watch';
import { NewWorktrees } from './worktrees/newWorktrees';
import { Removals } from './worktrees/removal/removals';
import { Setups } from './worktrees/setup/setups';
import { Slots } from './worktrees/setup/slots';
import { Worktrees } from './worktrees/worktrees';

/** What an engine is opened for. */
export interface EngineOptions {
  /** Top of the main worktree, with links resolved. */
  readonly root: string;
  /** Git's common directory, with links resolved. */
  readonly commonDir: string;
  readonly pathRules: PathRules;
  /** The folder in it that is ours. */
  readonly stateDir: string;
  /** The number under which the repository is owned; see `host/ownership`. */
  readonly epoch: number;
  /** Throws when the repository is not owned by us any more; asked before every save. */
  readonly checkOwner: () => void;
  /** The process that runs git. */
  readonly gitProcess: GitProcessOptions;
  /** The program that the radar runs in. */
  readonly radarWorkerFile: string;
  readonly radarPlace: BackgroundPlace;
  /** The program that databases of earlier tools are read in. */
  readonly importReaderFile: string;
  /** The program of the thread that reads programs. */
  readonly syntaxWorkerFile: string;
  /** The program of the thread that watches what is held. */
  readonly watchWorkerFile: string;
  /** The local sandbox runtime, a program of its own. */
  readonly sandboxRuntimeFile: string;
  /** The program of the thread that searches for secrets. */
  readonly secretWorkerFile: string;
  /** The files that the state is kept in; the real ones unless a test has others. */
  readonly files?: StoreFiles;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Everything that coordinates one repository, in one process. It does not know who is asking. */
export interface Engine extends Merging {
  readonly clock: Clock;
  readonly git: Git;
  readonly state: State;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly waits: Waits;
  readonly sequences: Sequences;
  readonly notices: Notices;
  readonly messages: Messages;
  readonly landedCommits: LandedCommits;
  readonly worktrees: Worktrees;
  readonly settings: SettingsFile;
  readonly slots: Slots;
  readonly setups: Setups;
  readonly registration: Registration;
  readonly release: Release;
  readonly removals: Removals;
  readonly agentEvents: AgentEvents;
  readonly commitGate: CommitGate;
  readonly maintenance: Maintenance;
  readonly timeline: Timeline;
  readonly expiry: Expiry;
  readonly restore: Restore;
  readonly restoreIntoNew: RestoreIntoNew;
  readonly replacements: Replacements;
  readonly undo: Undo;
  readonly resume: Resume;
  readonly import: Import;
  readonly radar: Radar;
  readonly watch: Watch;
  readonly runs: Runs;
  readonly requests: Requests;
  /** Fires after a change of the state is on disk. */
  readonly onChanged: Event<void>;
  readonly repairs: Repairs;
  resolvePath(cwd: string, path: string): RepositoryPath;
  /** Finds out what can be claimed some texts name; see `readTarget`. */
  targetReader(cwd: string): (text: string) => ClaimTarget;
  /** How the saving of the state goes. */
  storeHealth(): StoreHealth;
  /** Tells the radar which worktrees there are and what they are meant for. */
  followWorktrees(): Promise<void>;
  /** Saves everything and stops; the radar, which has begun to stop then, may end a moment later. */
  close(): Promise<void>;
}

/**
 * Opens the engine of a repository: reads its state, repairs what an earlier crash left, and starts the radar. Clients
 * wait for it, so whatever can be done before or after is done there; git has been looked at.
 * @throws CoordinatorError `notPermitted`, `storeNewer`, `storeUnavailable`.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const ground = await openGround(options);
  const engine = await assemble(options, ground);
  // What is half done in a worktree is taken back before the worktree is judged.
  const replaced = await engine.replacements.recover();
  await ground.repairs.note([...replaced, ...(await engine.release.repair())]);
  await engine.setups.recover();
  await engine.runs.recover();
  engine.landings.queue.start();
  const following = engine.followWorktrees().catch((error: unknown) => options.logger.log('error', 'worktrees', { error: String(error) })); // prettier-ignore
  const close = async (): Promise<void> => {
    await following;
    await engine.close();
  };
  return { ...engine, close };
}

// What every other part is built on: the rows and what is known of git.
async function foundations(
  { clock, logger, root, stateDir, pathRules, gitProcess: options }: EngineOptions,
  { state, repairs, settings }: Ground,
) {
  const git = new Git(root, {}, gitRunner(options));
  const sessions = new Sessions(state, clock);
  const notices = new Notices(state, clock);
  const claims = new Claims(state, clock, notices);
  const worktrees = new Worktrees(git, state);
  await worktrees.refresh();
  const slots = new Slots(state, settings, root, () => pathsInUse(worktrees, sessions));
  const parts = {
    git,
    state,
    repairs,
    clock,
    sessions,
    claims,
    notices,
    worktrees,
    settings,
    pathRules,
    slots,
  };
  return { ...parts, setups: new Setups({ ...parts, logger, stateDir }) };
}

type Foundations = Awaited<ReturnType<typeof foundations>>;

// How sessions come and go, and their worktrees with them.
function livesOf(common: Foundations, commonDir: string) {
  const newWorktrees = new NewWorktrees({ ...common, commonDir });
  const removals = new Removals({ ...common, commonDir });
  const registration = new Registration({ ...common, newWorktrees });
  return { newWorktrees, registration, removals, release: new Release({ ...common, removals }) };
}

type Lives = ReturnType<typeof livesOf>;
type HistoryParts = Pick<TimelineParts, 'logger' | 'touched'> & Pick<RestoreParts, 'ourWrites'>;

// What was, and how it comes back.
function historyOf(common: Foundations & Lives & HistoryParts, stateDir: string) {
  const timeline = new Timeline(common);
  const replacements = new Replacements({ ...common, stateDir });
  const rebuilds = new Rebuilds({ ...common, replacements });
  const parts = { ...common, timeline, replacements, rebuilds };
  return { timeline, replacements, expiry: new Expiry(common), restore: new Restore(parts), restoreIntoNew: new RestoreIntoNew(parts), undo: new Undo(parts), resume: new Resume(parts) }; // prettier-ignore
}

// What sees the writes that no gate was asked about.
function watchOver(options: EngineOptions, parts: BreachParts & Pick<Foundations, 'worktrees'>) {
  const { stateDir, epoch, watchWorkerFile, logger } = options;
  const watch = new Watch({ stateDir, epoch, workerFile: watchWorkerFile, logger });
  const breaches = new Breaches(parts);
  watch.onWritten((write) => breaches.take(write));
  return { watch, breaches, heldPlaces: new HeldPlaces({ ...parts, watch }) };
}

// What is asked before an agent writes, runs a command or commits.
function gatesOf(common: Foundations, syntax: Syntax, resolvePath: Engine['resolvePath']) {
  const compareSymbols: CompareSymbols = (path, before, after) => syntax.touched(path, before, after);
  const gate = new WriteGate({ ...common, resolvePath, compareSymbols });
  const shellWrites = (question: ShellQuestion): Promise<ShellWrites> => syntax.shellWrites(question);
  const commandGate = new CommandGate({ ...common, resolvePath, gate, shellWrites });
  const policyOf = (path: string): ClaimPolicy => gate.policyOf(path);
  const commitGate = new CommitGate({ ...common, resolvePath, compareSymbols, policyOf });
  return { gate, commandGate, commitGate, compareSymbols, policyOf };
}

async function assemble(options: EngineOptions, ground: Ground): Promise<Engine> {
  const { clock, logger, commonDir, stateDir, pathRules } = options;
  const { store, settings } = ground;
  const common = await foundations(options, ground);
  const { state, sessions, notices, worktrees } = common;
  const messages = new Messages(state, notices, clock);
  const life = livesOf(common, commonDir);
  const { release } = life;
  const radar = startRadar({ commonDir, stateDir, epoch: options.epoch, workerFile: options.radarWorkerFile, place: options.radarPlace, gitProcess: options.gitProcess, logger }); // prettier-ignore
  const waits = new Waits(common);
  const changedIn = (worktree: string): readonly string[] => radar.report.changedFiles[worktree] ?? [];
  const maintenance = new Maintenance({ ...common, release, waits, changedIn });
  const conflictNotices = new ConflictNotices(common);
  radar.onReport((report) => void conflictNotices.tell(report).catch((error: unknown) => logger.log('error', 'conflict notices', { error: String(error) }))); // prettier-ignore
  const resolvePath = pathResolver(worktrees, pathRules);
  const syntax = new Syntax({ workerFile: options.syntaxWorkerFile, logger });
  const { gate, commandGate, commitGate, compareSymbols, policyOf } = gatesOf(common, syntax, resolvePath);
  const hintWritten = (worktree: string, paths: readonly string[]): void => radar.hint(worktree, [...paths]);
  const touched = (worktree: string): Promise<TouchedFiles> =>
    settings.current.radar ? radar.touched(worktree) : Promise.resolve(null);
  const flights = new Flights(clock);
  const ourWrites = new OurWrites(clock);
  const history = historyOf({ ...common, ...life, logger, touched, ourWrites }, stateDir);
  const { timeline } = history;
  const importing = new Import({ ...common, importReaderFile: options.importReaderFile });
  const duplicateWork = new DuplicateWork(common);
  const landedCommits = new LandedCommits({ ...common, changedIn });
  const expectCommands = (): void => syntax.warmUp('bash');
  const probedWrite = new ProbedWrite(common);
  const agentEvents = new AgentEvents({ ...common, ...life, duplicateWork, probedWrite, gate, commandGate, expectCommands, flights, resolvePath, timeline, hintWritten }); // prettier-ignore
  const listSides = sideLister(worktrees, sessions);
  const { watch, heldPlaces, breaches } = watchOver(options, { ...common, flights, ourWrites, compareSymbols, resolvePath, policyOf, logger }); // prettier-ignore
  const followWorktrees = async (): Promise<void> => {
    radar.setSides(settings.current.radar ? await listSides() : []);
    heldPlaces.follow();
  };
  const storeHealth = (): StoreHealth => store.health();
  const runs = makeRuns(options, { ...common, ...life, timeline });
  const merging = mergingOf({ ...common, ...options, timeline, radar });
  const close = closer({ ...common, ...merging, runs, timeline, radar, syntax, heldPlaces, watch, breaches, store }); // prettier-ignore
  const requests = new Requests(state, clock);
  const sequences = new Sequences(state, clock);
  return { ...common, waits, sequences, targetReader: targetReaders(worktrees, pathRules), requests, messages, landedCommits, ...merging, ...life, agentEvents, commitGate, maintenance, ...history, import: importing, radar, watch, runs, onChanged: state.onCommitted, resolvePath, storeHealth, followWorktrees, close }; // prettier-ignore
}

interface Closing {
  readonly runs: Runs;
  readonly landings: Landings;
  readonly timeline: Timeline;
  readonly radar: Radar;
  readonly syntax: Syntax;
  readonly heldPlaces: HeldPlaces;
  readonly watch: Watch;
  readonly breaches: Breaches;
  readonly setups: Setups;
  readonly store: Store;
}

function closer({
  runs,
  landings,
  timeline,
  radar,
  syntax,
  heldPlaces,
  watch,
  breaches,
  setups,
  store,
}: Closing) {
  return async (): Promise<void> => {
    await runs.close();
    await landings.close();
    await timeline.idle();
    // It only reads, so whoever comes next need not wait for it.
    void radar.dispose();
    void syntax.dispose();
    heldPlaces.dispose();
    void watch.dispose();
    await breaches.idle();
    await setups.close();
    await store.close();
  };
}

/** Reads how a repository tells paths apart. */
export async function readPathRules(git: Git): Promise<PathRules> {
  const answer = await git.run(['config', '--type=bool', 'core.ignoreCase'], { okCodes: [0, 1] });
  return { caseSensitive: answer.stdout.trim() !== 'true' };
}

// A worktree that is gone keeps its slot as long as we have a note of it: it can be made again.
function pathsInUse(worktrees: Worktrees, sessions: Sessions): ReadonlySet<string> {
  const paths = [
    ...worktrees.known.map(({ path }) => path),
    ...worktrees.notes().map(({ path }) => path),
    ...sessions.live().map(({ worktreePath }) => worktreePath),
  ];
  return new Set(paths);
}
