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
import type { CommandPlaces } from './commandPlaces';
import { placesOf, targetsOf } from './commandPlaces';
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
      this.keptOut(session.id, places.areas) ??
      (files.length === 0 ? passed : await this.parts.gate.intend(session, files));
    const isDoubtful = answer.decision === 'none' && isUnknown && command.strict;
    return { answer: isDoubtful ? this.doubt(session.id) : answer, files, isUnknown };
  }

  /** Answers an agent that has no session here, as it works elsewhere: it claims nothing, and what is held stays held. */
  async visit(cwd: string, command: IntendedCommand): Promise<GateAnswer> {
    const { places } = await this.read(cwd, command);
    return this.keptOut(null, targetsOf(places, this.parts.resolvePath)) ?? passed;
  }

  /** The same for files that it is about to write; absolute paths. */
  visitFiles(files: readonly string[]): GateAnswer {
    return this.keptOut(null, targetsOf({ files, areas: [] }, this.parts.resolvePath)) ?? passed;
  }

  /** Says whether a command's text tells that it writes a file, by its path from the top of a worktree. */
  async isToWrite(cwd: string, command: IntendedCommand, file: string): Promise<boolean> {
    const { places } = await this.read(cwd, command);
    return targetsOf(places, this.parts.resolvePath).some(({ path }) => path === file);
  }

  private async read(
    cwd: string,
    { dialect, command, home }: IntendedCommand,
  ): Promise<{ readonly places: CommandPlaces; readonly isUnknown: boolean }> {
    const { writes, unknown } = await this.parts.shellWrites({ dialect, command, cwd, home });
    return { places: placesOf(writes, this.parts.resolvePath, this.parts.pathRules), isUnknown: unknown };
  }

  // Of a folder or a glob nothing is claimed: who writes into it works somewhere in it, and the watch sees where.
  private keptOut(sessionId: string | null, areas: readonly ClaimTarget[]): GateAnswer | null {
    for (const area of areas) {
      const held = this.heldIn(sessionId, area);
      const blockers = held.filter(({ path }) => this.parts.gate.policyOf(path) === 'deny');
      if (blockers.length > 0) return { decision: 'deny', reason: this.describe(area, blockers) };
      const asked = held.find(({ path }) => this.parts.gate.policyOf(path) === 'ask');
      if (asked !== undefined) return { decision: 'ask', reason: `parallel-cc: ${describeTarget(asked)} is held by "${this.parts.sessions.nameOf(asked.sessionId)}". Run it all the same?` }; // prettier-ignore
    }
    return null;
  }

  private heldIn(sessionId: string | null, area: ClaimTarget): Claim[] {
    const now = this.parts.clock.now();
    return this.parts.claims.on(area).filter((claim) => claim.kind !== 'symbol' && claim.mode === 'exclusive' && claim.sessionId !== sessionId && isActive(claim, now)); // prettier-ignore
  }

  private describe(area: ClaimTarget, blockers: readonly Claim[]): string {
    const holderOf = (id: string): Session | undefined => this.parts.sessions.byId(id);
    const [first] = blockers;
    const target = describeTarget(first ?? area);
    const { clock } = this.parts;
    const denial = describeDenial(target, { blockers, ahead: [] }, holderOf, clock.now());
    return area.kind === 'file' ? denial : `${denial} The command was not run: it may write anything in ${describeTarget(area)}; name the files that you mean.`; // prettier-ignore
  }

  private doubt(sessionId: string): GateAnswer {
    const now = this.parts.clock.now();
    const held = this.parts.claims.all().find((claim) => claim.mode === 'exclusive' && claim.kind !== 'resource' && claim.sessionId !== sessionId && isActive(claim, now)); // prettier-ignore
    if (held === undefined) return passed;
    const holder = this.parts.sessions.nameOf(held.sessionId);
    return { decision: 'ask', reason: `parallel-cc cannot tell what this command writes, and "${holder}" holds ${describeTarget(held)}. Run it all the same? (strict mode)` }; // prettier-ignore
  }
}
