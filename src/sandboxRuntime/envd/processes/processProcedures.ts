import type { Procedures, ReplyStream } from '../../connect/call';
import { ConnectError } from '../../connect/connectError';
import type { Fields } from '../../fields';
import { InputError } from '../../fields';
import { endAtDeadline, keepAlive } from '../keepalive';
import type { SandboxPaths } from '../sandboxPaths';
import type { ProcessStart, TerminalSize } from './launch';
import type { Processes } from './processes';
import type { ProcessEvent, RunningProcess } from './runningProcess';

/** The procedures of envd's `process.Process`. */
export function processProcedures(processes: Processes, paths: SandboxPaths): Procedures {
  return {
    unary: {
      'process.Process/List': () => Promise.resolve({ processes: processes.list().map(describe) }),
      'process.Process/SendInput': async (input) => {
        await selected(processes, input).write(inputBytes(input));
        return {};
      },
      'process.Process/CloseStdin': (input) => {
        selected(processes, input).closeInput();
        return Promise.resolve({});
      },
      'process.Process/SendSignal': (input) => {
        selected(processes, input).signal(signalIn(input));
        return Promise.resolve({});
      },
      'process.Process/Update': async (input) => {
        const size = terminalSize(input);
        if (size !== undefined) await selected(processes, input).resize(size);
        return {};
      },
    },
    streaming: {
      'process.Process/Start': async (input, stream) => {
        assertUser(stream);
        const started = await processes.start(await startIn(input, paths), input.string('tag'));
        follow(started, stream);
        endAtDeadline(stream, () => started.signal('SIGKILL'));
        started.listen();
      },
      'process.Process/Connect': (input, stream) => {
        follow(selected(processes, input), stream);
        endAtDeadline(stream, () => undefined);
        return Promise.resolve();
      },
    },
  };
}

function follow(running: RunningProcess, stream: ReplyStream): void {
  const listener = {
    onEvent: (event: ProcessEvent): boolean => {
      const goesOn = stream.send({ event });
      if ('end' in event) stream.end();
      return goesOn;
    },
  };
  stream.send({ event: { start: { pid: running.pid } } });
  running.add(listener);
  stream.onDrain(() => running.ready(listener));
  stream.onClosed(() => running.remove(listener));
  keepAlive(stream, { event: { keepalive: {} } });
}

async function startIn(input: Fields, paths: SandboxPaths): Promise<ProcessStart> {
  const config = input.required('process', input.object('process'));
  return {
    cmd: config.required('cmd', config.string('cmd')),
    args: config.strings('args') ?? [],
    envs: config.stringMap('envs') ?? {},
    cwd: await paths.resolve(config.string('cwd') ?? ''),
    stdin: input.boolean('stdin') ?? true,
    terminal: terminalSize(input),
  };
}

function terminalSize(input: Fields): TerminalSize | undefined {
  const size = input.object('pty')?.object('size');
  if (size === undefined) return undefined;
  const whole = (name: string): number => {
    const value = size.number(name) ?? 0;
    if (!(Number.isInteger(value) && value >= 0 && value < 65_536))
      throw new InputError(`"${name}" must be a size of a terminal`);
    return value;
  };
  return { cols: whole('cols'), rows: whole('rows') };
}

function selected(processes: Processes, input: Fields): RunningProcess {
  const selector = input.required('process', input.object('process'));
  return processes.find(selector.number('pid'), selector.string('tag'));
}

function inputBytes(input: Fields): Buffer {
  const given = input.required('input', input.object('input'));
  return Buffer.from(given.string('stdin') ?? given.string('pty') ?? '', 'base64');
}

function signalIn(input: Fields): NodeJS.Signals {
  const name = input.string('signal');
  if (name === 'SIGNAL_SIGKILL') return 'SIGKILL';
  if (name === 'SIGNAL_SIGTERM') return 'SIGTERM';
  throw new InputError('"signal" must be SIGNAL_SIGTERM or SIGNAL_SIGKILL');
}

// Inside of the namespaces there is one user only; whoever asks for another must not believe to have got it.
function assertUser(stream: ReplyStream): void {
  const basic = /^Basic (.+)$/i.exec(stream.headers.authorization ?? '')?.[1];
  const name = basic === undefined ? 'user' : Buffer.from(basic, 'base64').toString('utf8').split(':', 1)[0];
  if (name !== 'user')
    throw new ConnectError(
      'unauthenticated',
      `invalid username: '${name ?? ''}'; this sandbox has the user 'user' only`,
    );
}

function describe(running: RunningProcess): unknown {
  const { cmd, args, envs, cwd } = running.start;
  return {
    pid: running.pid,
    config: { cmd, args, envs, cwd },
    ...(running.tag === undefined ? {} : { tag: running.tag }),
  };
}
