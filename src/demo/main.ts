import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { DemoAgent } from './demoAgent';
import { createDemoRepository } from './demoRepository';
import { roles } from './roles';

/**
 * The demo: `create FOLDER` makes its repository, `run FOLDER` sets four scripted agents to work on it until it is told
 * to stop, `agent NAME FOLDER` is one of them.
 */
async function main([command, ...args]: readonly string[]): Promise<void> {
  const [first = '', second = ''] = args;
  if (command === 'create' && first !== '') return createDemoRepository(first);
  if (command === 'run' && first !== '') return runAll(first);
  if (command === 'agent' && second !== '') return runAgent(first, second);
  throw new Error('Usage: demo.js create FOLDER | run FOLDER | agent NAME FOLDER');
}

async function runAll(folder: string): Promise<void> {
  const agents: ChildProcess[] = [];
  const ended: Promise<unknown>[] = [];
  onStop(() => {
    for (const agent of agents) agent.kill('SIGTERM');
  });
  // The next one starts when the one before has its worktree: so the first is always in the main one.
  for (const { name } of roles) {
    const agent = fork(__filename, ['agent', name, folder]);
    agents.push(agent);
    ended.push(new Promise((resolve) => agent.once('exit', resolve)));
    await new Promise((resolve) => {
      agent.once('message', resolve);
      agent.once('exit', resolve);
    });
  }
  await Promise.all(ended);
}

async function runAgent(name: string, folder: string): Promise<void> {
  const role = roles.find((candidate) => candidate.name === name);
  if (role === undefined) throw new Error(`There is no demo agent "${name}".`);
  const agent = new DemoAgent(role, folder);
  onStop(() => agent.stopped.abort());
  await agent.run(() => process.send?.('registered'));
  if (process.connected) process.disconnect();
}

function onStop(stop: () => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  // A parent that is gone cannot send a signal.
  process.on('disconnect', stop);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
