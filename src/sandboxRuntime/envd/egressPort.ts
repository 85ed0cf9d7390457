import { connect, createServer } from 'node:net';

/**
 * Leads connections to a port inside of the sandbox on to the runtime's proxy, through the one socket that leads out.
 * Resolves when the port is open.
 */
export function openEgressPort(port: number, socket: string): Promise<void> {
  const server = createServer((inner) => {
    const outer = connect(socket);
    inner.pipe(outer).pipe(inner);
    inner.on('error', () => outer.destroy());
    outer.on('error', () => inner.destroy());
    inner.on('close', () => outer.destroy());
    outer.on('close', () => inner.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
