// The service inside a sandbox: it speaks envd's protocol on a socket, and everything that runs in the sandbox is its child.
import { takeConfig } from './config';
import { DeadMan } from './deadMan';
import { openEgressPort } from './egressPort';
import { Processes } from './processes/processes';
import { confinedPaths, namespacePaths } from './sandboxPaths';
import { createEnvdServer } from './server';

const config = takeConfig(process.env);
const processes = new Processes(config.env);

// Whoever started it may be gone, and one request that goes wrong is no reason to end what runs here.
process.stdout.on('error', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('uncaughtException', (error) => console.error(error));

async function main(): Promise<void> {
  const paths =
    config.roots === null ? namespacePaths(config.home) : confinedPaths(config.home, config.roots);
  const deadMan = new DeadMan(config.deadline, end);
  if (config.egress !== null) await openEgressPort(config.egress.port, config.egress.socket);
  const server = createEnvdServer(config, paths, processes, deadMan);
  server.once('error', fail);
  server.listen(config.socket, () => process.stdout.write('ready\n'));
}

// Inside of namespaces the kernel ends all others with this process.
function end(): void {
  processes.endAll('the sandbox has reached the end of its time');
  process.exit(0);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

main().catch(fail);
