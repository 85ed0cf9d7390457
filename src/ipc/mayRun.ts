/** Says whether a process may run under a pid; it may be another one than is meant, and one of another user counts too. */
export function mayRun(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
