import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { modelKeyMissing } from '../../core/errors';
import type { Run, RunAuth } from '../../core/run';
import type { ModelAccess } from '../sandbox/modelAccess';
import { checkModelKey } from '../sandbox/modelAccess';
import { ModelRelay } from '../sandbox/modelRelay';
import type { SandboxService } from '../sandbox/sandboxService';
import type { RunFiles } from './runFiles';

/** What an agent gets so that it can reach its model. */
export interface AgentEntry {
  /** The port of this machine that its sandbox may connect to; null: none. */
  readonly machinePort: number | null;
  readonly env: Readonly<Record<string, string>>;
  /** Files of its home folder, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** What must not be seen in its log. */
  readonly secrets: readonly string[];
}

/** Nothing that an agent in a sandbox needs to tell or fetch on the side. */
const calm = { DISABLE_TELEMETRY: '1', DISABLE_ERROR_REPORTING: '1', DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', IS_SANDBOX: '1' } as const; // prettier-ignore

/** Lets agents in sandboxes at their model, without the key where that can be. */
export class AgentAccess {
  private readonly relay: ModelRelay;

  /**
   * @param stateDir the folder in git's common directory that is ours.
   * @param model how the model's service is reached; null without a key.
   */
  constructor(
    private readonly stateDir: string,
    private readonly model: () => ModelAccess | null,
  ) {
    this.relay = new ModelRelay(model);
  }

  /**
   * Decides how an agent gets at its model, and tries the key that this takes.
   * @param wish null: the safest way that there is.
   * @param needsModel whether it cannot work without.
   * @throws CoordinatorError `modelKeyMissing`, `modelKeyRefused`.
   */
  async choose(wish: RunAuth | null, needsModel: boolean, sandboxes: SandboxService): Promise<RunAuth> {
    const model = this.model();
    const best = sandboxes.machine === null ? 'key' : 'relay';
    const chosen = wish ?? (needsModel || model !== null ? best : 'none');
    if (chosen === 'none' || chosen === 'oauth') return chosen;
    if (model === null) throw modelKeyMissing();
    // Without Claude Code's need for it a key is only offered where it does not leave the machine.
    if (wish === null && !needsModel && best === 'key') return 'none';
    await checkModelKey(model);
    return chosen;
  }

  /** Makes what an agent needs, or finds what was made for it before. */
  async enter(run: Run, files: RunFiles, machine: string | null): Promise<AgentEntry> {
    const nothing = { machinePort: null, env: calm, files: {}, secrets: [] };
    if (run.auth === 'relay' && machine !== null) {
      const token = await this.tokenOf(files);
      const machinePort = await this.admit(run.sessionId, token);
      const env = {
        ...calm,
        ANTHROPIC_BASE_URL: `http://${machine}:${machinePort}`,
        ANTHROPIC_API_KEY: token,
      };
      return { ...nothing, machinePort, env, secrets: [token] };
    }
    if (run.auth === 'oauth') {
      const credentials = await readFile(join(homedir(), '.claude', '.credentials.json'), 'utf8').catch(
        () => {
          throw modelKeyMissing();
        },
      );
      return {
        ...nothing,
        files: { '.claude/.credentials.json': credentials },
        secrets: secretsIn(credentials),
      };
    }
    const model = run.auth === 'key' ? this.model() : null;
    if (model === null) return nothing;
    const env = { ...calm, ANTHROPIC_BASE_URL: model.baseUrl, ANTHROPIC_API_KEY: model.key };
    return { ...nothing, env, secrets: [model.key] };
  }

  /** Lets the agent of a run at nothing any more. */
  leave(sessionId: string): void {
    this.relay.dismiss(sessionId);
  }

  close(): void {
    this.relay.close();
  }

  // The port stays the same from host to host, so that agents that work on find us again.
  private async admit(sessionId: string, token: string): Promise<number> {
    const file = join(this.stateDir, 'relay-port');
    const wanted = Number(await readFile(file, 'utf8').catch(() => '0'));
    const port = await this.relay.admit(sessionId, token, wanted);
    if (port !== wanted) await writeFile(file, String(port), { mode: 0o600 });
    return port;
  }

  private async tokenOf({ folder }: RunFiles): Promise<string> {
    const file = join(folder, 'relay-token');
    const known = await readFile(file, 'utf8').catch(() => null);
    if (known !== null) return known;
    const token = ModelRelay.newToken();
    await writeFile(file, token, { mode: 0o600 });
    return token;
  }
}

function secretsIn(credentials: string): readonly string[] {
  return [...credentials.matchAll(/"(?:accessToken|refreshToken)"\s*:\s*"([^"]+)"/g)].map(([, token]) => token ?? '');
} // prettier-ignore
