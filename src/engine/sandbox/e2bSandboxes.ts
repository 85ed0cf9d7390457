// The one place that knows the E2B SDK. It is a program of its own, since reading the SDK takes longer than a host may.
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AuthenticationError, CommandExitError, E2B, SandboxNotFoundError, TimeoutError } from 'e2b';
import type { Sandbox as E2BSandbox } from 'e2b';
import {
  CoordinatorError,
  sandboxGone,
  sandboxKeyRefused,
  sandboxUnavailable,
  templateNotFound,
} from '../../core/errors';
import type {
  FollowedCommand,
  Sandbox,
  SandboxOutput,
  SandboxRequest,
  SandboxService,
} from './sandboxService';
import type { SandboxTarget } from './sandboxTarget';

/** How long a call may take that is to be answered at once, in milliseconds. */
const requestTimeoutMs = 30_000;
const commandMs = 60_000;
/** E2B's list price of 2 vCPUs and 4 GiB, which its templates have by default. */
const cloudHourlyDollars = 2 * 0.0504 + 4 * 0.0162;
/** How long the content of a file may take, in milliseconds. */
const transferMs = 600_000;

/** Reaches a service for sandboxes by the unmodified E2B SDK. */
export function e2bSandboxes(target: SandboxTarget): SandboxService {
  const { service, machine, limitsNetwork, ...connection } = target;
  const client = new E2B({ ...connection, requestTimeoutMs });
  return {
    machine,
    hourlyDollars: service === 'cloud' ? cloudHourlyDollars : 0,
    async create({ template, timeoutMs, metadata, internet, machinePort }: SandboxRequest) {
      const lifecycle = { onTimeout: 'pause' } as const;
      const allowOut = machine === null || machinePort === null ? [] : [`127.0.0.1:${machinePort}`];
      const network = limitsNetwork ? { allowInternetAccess: internet, network: { allowOut } } : {};
      const making = client.Sandbox.create(template, { timeoutMs, metadata: { ...metadata }, lifecycle, ...network });
      return new E2BBox(service, await asked(service, null, making, (error) => missingTemplate(error, template, service)));
    },
    connect: async (id, timeoutMs) =>
      new E2BBox(service, await asked(service, id, client.Sandbox.connect(id, { timeoutMs }))),
    async find(metadata) {
      const pages = client.Sandbox.list({ query: { metadata: { ...metadata } } });
      return (await asked(service, null, pages.nextItems()))[0]?.sandboxId ?? null;
    },
    async state(id) {
      try {
        return (await asked(service, id, client.Sandbox.getInfo(id))).state;
      } catch (error) {
        if (error instanceof CoordinatorError && error.code === 'sandboxGone') return 'gone';
        throw error;
      }
    },
    async kill(id) {
      await asked(service, id, client.Sandbox.kill(id));
    },
  };
} // prettier-ignore

class E2BBox implements Sandbox {
  readonly id: string;

  constructor(
    private readonly service: string,
    private readonly box: E2BSandbox,
  ) {
    this.id = box.sandboxId;
  }

  run(line: string, timeoutMs = commandMs): Promise<SandboxOutput> {
    return this.asked(
      this.box.commands.run(line, { timeoutMs }).then(outputOf, (error: unknown) => {
        if (error instanceof CommandExitError) return outputOf(error);
        throw error;
      }),
    );
  }

  async follow(line: string, onText: (text: string) => Promise<void>): Promise<FollowedCommand> {
    // Without a time limit of 0 the service ends the command after a minute.
    const options = { background: true, timeoutMs: 0, onStdout: onText } as const;
    const handle = await this.asked(this.box.commands.run(line, options));
    const ended = handle.wait().then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof CommandExitError)) throw this.translate(error);
      },
    );
    const stop = (): void => {
      void handle.disconnect();
      handle.kill().catch(() => undefined);
    };
    return { ended, stop };
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    const data = typeof content === 'string' ? content : new Blob([content]);
    const options = { useOctetStream: true, requestTimeoutMs: transferMs };
    await this.asked(this.box.files.write(path, data, options));
  }

  async read(path: string): Promise<Readable> {
    const options = { format: 'stream', requestTimeoutMs: transferMs } as const;
    return Readable.fromWeb((await this.asked(this.box.files.read(path, options))) as ReadableStream);
  }

  setTimeout(timeoutMs: number): Promise<void> {
    return this.asked(this.box.setTimeout(timeoutMs));
  }

  async pause(): Promise<void> {
    await this.asked(this.box.pause());
  }

  private asked<T>(answer: Promise<T>): Promise<T> {
    return asked(this.service, this.id, answer);
  }

  private translate(error: unknown): CoordinatorError {
    return translate(this.service, this.id, error);
  }
}

function outputOf(result: { exitCode: number; stdout: string; stderr: string }): SandboxOutput {
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

async function asked<T>(
  service: string,
  id: string | null,
  answer: Promise<T>,
  special: (error: unknown) => CoordinatorError | undefined = () => undefined,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw special(error) ?? translate(service, id, error);
  }
}

function translate(service: string, id: string | null, error: unknown): CoordinatorError {
  if (error instanceof AuthenticationError) return sandboxKeyRefused(service, error);
  const isGone = error instanceof SandboxNotFoundError || isUnrouted(error);
  if (isGone && id !== null) return sandboxGone(id, error);
  return sandboxUnavailable(service, firstLine(error), error);
}

// The router of a service answers so for a sandbox that has ended or is paused; its state tells which.
function isUnrouted(error: unknown): boolean {
  return (
    error instanceof TimeoutError && /sandbox (was not found|was killed)|sandbox timeout/i.test(error.message)
  );
}

function missingTemplate(error: unknown, template: string, service: string): CoordinatorError | undefined {
  const isMissing = /template .*(not found|does not exist)/i.test(firstLine(error)); // prettier-ignore
  return isMissing ? templateNotFound(template, service, error) : undefined;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] ?? '').replace(/\.$/, '');
}
