import spawn from 'cross-spawn';

/** How a program that was asked something ended. */
export interface ProgramAnswer {
  /** Null when it could not be started or did not end in time. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** What to run and how long to wait for it. */
export interface ProgramQuestion {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/** Runs a program for its answer; never rejects. */
export function askProgram(question: ProgramQuestion): Promise<ProgramAnswer> {
  const { program, args, input = '', cwd, env, timeoutMs } = question;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      stdio: 'pipe',
    });
    const said = { stdout: '', stderr: '' };
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const end = (code: number | null): void => {
      clearTimeout(timer);
      resolve({ code, ...said, milliseconds: performance.now() - startedAt });
    };
    child.stdout?.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    child.on('error', () => end(null));
    child.on('close', (code) => end(code));
  });
}
