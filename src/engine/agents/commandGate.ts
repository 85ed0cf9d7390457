import type { Clock } from '../../base/clock';
import type { AgentAction } from '../../core/agentEvent';
import type { Claim } from '../../core/claim';
import { isActive } from '../../core/claim';
import type { ClaimTarget } from '../../core/claimTarget';
import { describeTarget } from '../../core/claimTarget';
import type { PathRules } from '../../core/repositoryPath';
import type { Session } from '../../core/session';
import type { ShellQuestion, ShellWrites } from '../../core/shell/shellWrites';
import type { Claims } from '../claims/claims';
import type { ResolvePath } from '../claims/targets';
import type { Sessions } from '../sessions';
import type { CommandPlace, CommandPlaces } from './commandPlaces';
import { filePlaces, placesOf } from './commandPlaces';
import { describeDenial } from './describePeers';
import type { GateAnswer, WriteGate } from './writeGate';

/** What the gate of commands needs of the engine. */
export interface CommandGateParts {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly pathRules: PathRules;
  readonly resolvePath: ResolvePath;
  readonly gate: WriteGate;
  readonly shellWrites: (question: ShellQuestion) => Promise<ShellWrites>;
}

/** An agent's command before it runs. */
export type IntendedCommand = AgentAction & { readonly kind: 'commandIntended' };

/** The answer, and what the command would write as far as its text tells. */
export interface CommandAnswer {
  readonly answer: GateAnswer;
  /** The files of the repository that it names, by absolute path. */
  readonly files: readonly string[];
  /** Whether it may write more than that. */
  readonly isUnknown: boolean;
}

const passed = { decision: 'none' } as const;

/** Reads what a shell command would write, claims it for its session, and refuses what another session holds. */
export class CommandGate {
  constructor(private readonly parts: CommandGateParts) {}

  /** @param cwd the folder that the command starts in. */
  async intend(session: Session, cwd: string, command: IntendedCommand): Promise<CommandAnswer> {
    const { places, isUnknown } = await this.read(cwd, command);
    const { files } = places;
    const answer =
      this.keptOut(session, places) ??
      (files.length === 0 ? passed : await this.parts.gate.intend(session, files));
    const isDoubtful = answer.decision === 'none' && isUnknown && command.strict;
    return { answer: isDoubtful ? this.doubt(session.id) : answer, files, isUnknown };
  }

  /** Answers an agent that has no session here, as it works elsewhere: it claims nothing, and what is held stays held. */
  async visit(cwd: string, command: IntendedCommand): Promise<GateAnswer> {
    const { places } = await this.read(cwd, command);
    return this.keptOut(null, places) ?? passed;
  }

  /** The same for files that it is about to write; absolute paths. */
  visitFiles(files: readonly string[]): GateAnswer {
    return (
      firstAnswer(filePlaces(files, this.parts.resolvePath), (place) => this.keptOutOf(null, place)) ?? passed
    );
  }

  /** Says whether a command's text tells that it writes a file, by its path from the top of a worktree. */
  async isToWrite(cwd: string, command: IntendedCommand, file: string): Promise<boolean> {
    const { places } = await this.read(cwd, command);
    const named = filePlaces(places.files, this.parts.resolvePath);
    return [...named, ...places.areas].some(({ target }) => target.path === file);
  }

  private async read(
    cwd: string,
    { dialect, command, home }: IntendedCommand,
  ): Promise<{ readonly places: CommandPlaces; readonly isUnknown: boolean }> {
    const { writes, unknown } = await this.parts.shellWrites({ dialect, command, cwd, home });
    return { places: placesOf(writes, this.parts.resolvePath, this.parts.pathRules), isUnknown: unknown };
  }

  private keptOut(session: Session | null, places: CommandPlaces): GateAnswer | null {
    const all = [...filePlaces(places.files, this.parts.resolvePath), ...places.areas];
    return (
      firstAnswer([...all, ...places.discarded], (place) => this.keptOutOfTheirs(session, place)) ??
      // Of a folder or a glob nothing is claimed: who writes into it works somewhere in it, and the watch sees where.
      firstAnswer(session === null ? all : places.areas, (place) => this.keptOutOf(session, place))
    );
  }

  private keptOutOf(session: Session | null, { target }: CommandPlace): GateAnswer | null {
    const held = this.claimsOn(target).filter(({ kind, mode, sessionId }) => kind !== 'symbol' && mode === 'exclusive' && sessionId !== session?.id); // prettier-ignore
    const remark = ` The command was not run: it may write anything in ${describeTarget(target)}; name the files that you mean.`;
    return this.refuse(held, target.kind === 'file' ? '' : remark);
  }

  // Whatever is claimed by a session may be changed in its own worktree, and be in no commit, so that there any claim counts.
  private keptOutOfTheirs(session: Session | null, { target, worktree }: CommandPlace): GateAnswer | null {
    if (worktree === session?.worktreePath) return null;
    const residents = this.parts.sessions.live().filter(({ worktreePath }) => worktreePath === worktree);
    const held = this.claimsOn(target).filter(({ sessionId }) =>
      residents.some(({ id }) => id === sessionId),
    );
    const holder = this.parts.sessions.nameOf(held[0]?.sessionId ?? '');
    return this.refuse(held, ` The command was not run: it would change or discard in ${worktree} what "${holder}" has not committed yet. Run it in your own worktree${session === null ? '' : `, ${session.worktreePath}`}.`); // prettier-ignore
  }

  private claimsOn(target: ClaimTarget): Claim[] {
    const now = this.parts.clock.now();
    return this.parts.claims.on(target).filter((claim) => isActive(claim, now));
  }

  /** @param remark what a refusal says besides. */
  private refuse(held: readonly Claim[], remark: string): GateAnswer | null {
    const blockers = held.filter(({ path }) => this.parts.gate.policyOf(path) === 'deny');
    const [first] = blockers;
    if (first !== undefined) return { decision: 'deny', reason: this.describe(first, blockers) + remark };
    const asked = held.find(({ path }) => this.parts.gate.policyOf(path) === 'ask');
    if (asked === undefined) return null;
    return { decision: 'ask', reason: `parallel-cc: ${describeTarget(asked)} is held by "${this.parts.sessions.nameOf(asked.sessionId)}". Run it all the same?` }; // prettier-ignore
  }

  private describe(first: Claim, blockers: readonly Claim[]): string {
    const holderOf = (id: string): Session | undefined => this.parts.sessions.byId(id);
    return describeDenial(describeTarget(first), { blockers, ahead: [] }, holderOf, this.parts.clock.now());
  }

  private doubt(sessionId: string): GateAnswer {
    const now = this.parts.clock.now();
    const held = this.parts.claims.all().find((claim) => claim.mode === 'exclusive' && claim.kind !== 'resource' && claim.sessionId !== sessionId && isActive(claim, now)); // prettier-ignore
    if (held === undefined) return passed;
    const holder = this.parts.sessions.nameOf(held.sessionId);
    return { decision: 'ask', reason: `parallel-cc cannot tell what this command writes, and "${holder}" holds ${describeTarget(held)}. Run it all the same? (strict mode)` }; // prettier-ignore
  }
}

function firstAnswer(
  places: readonly CommandPlace[],
  judge: (place: CommandPlace) => GateAnswer | null,
): GateAnswer | null {
  for (const place of places) {
    const answer = judge(place);
    if (answer !== null) return answer;
  }
  return null;
}
