import { lookup } from 'node:dns/promises';
import { chmod, chown, rm } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Disposable } from '../../base/disposable';
import { machineName } from '../../core/machineName';
import type { NetworkPolicy } from './networkPolicy';
import { allowedAddress } from './networkPolicy';

/**
 * The only way out of an isolated sandbox: an HTTP proxy on a socket that is put into it. Every connection is judged by the
 * policy of the moment, and its names are resolved here.
 */
export class EgressProxy implements Disposable {
  private readonly server: Server;
  private readonly open = new Set<Duplex>();

  constructor(private readonly policy: () => NetworkPolicy) {
    this.server = createServer((request, response) => {
      this.forward(request, response).catch(() => response.destroy());
    });
    this.server.on('connect', (request: IncomingMessage, inner: Duplex, head: Buffer) => {
      inner.on('error', () => inner.destroy());
      this.tunnel(request, inner, head).catch(() => inner.destroy());
    });
    this.server.on('connection', (socket) => this.track(socket));
  }

  /** @param owner who may connect; null: the user of this process. */
  async listen(path: string, owner: number | null): Promise<void> {
    await rm(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, () => resolve());
    });
    await chmod(path, 0o600);
    if (owner !== null) await chown(path, owner, owner);
  }

  /** Ends what is connected, so that a stricter policy holds at once. */
  disconnect(): void {
    for (const socket of this.open) socket.destroy();
  }

  dispose(): void {
    this.server.close();
    this.disconnect();
  }

  private async tunnel(request: IncomingMessage, inner: Duplex, head: Buffer): Promise<void> {
    const [, host = '', port = ''] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(request.url ?? '') ?? [];
    const address = await this.resolve(host, Number(port));
    if (address === undefined) {
      inner.end(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${refusal(host)}`);
      return;
    }
    const outer = this.track(connect(Number(port), address));
    outer.once('connect', () => {
      inner.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      outer.write(head);
      inner.pipe(outer).pipe(inner);
    });
    outer.on('error', () => inner.destroy());
    outer.on('close', () => inner.destroy());
    inner.on('close', () => outer.destroy());
  } // prettier-ignore

  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    if (url?.protocol !== 'http:') return void response.writeHead(400).end('this is a proxy for http\n');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port || '80');
    const address = await this.resolve(host, port);
    if (address === undefined) return void response.writeHead(403).end(refusal(host));
    const headers = { ...request.headers, host: url.host };
    Reflect.deleteProperty(headers, 'proxy-connection');
    const { method } = request;
    const outer = httpRequest({ host: address, port, path: url.pathname + url.search, method, headers, agent: false });
    outer.on('socket', (socket) => this.track(socket));
    outer.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outer.on('error', (error) =>
      response.headersSent ? response.destroy() : response.writeHead(502).end(`${error.message}\n`),
    );
    response.on('close', () => outer.destroy());
    request.pipe(outer);
  } // prettier-ignore

  private async resolve(host: string, port: number): Promise<string | undefined> {
    if (host === '' || !(port > 0 && port < 65_536)) return undefined;
    if (host === machineName) return allowedAddress(this.policy(), { host, port, addresses: ['127.0.0.1'] });
    const addresses = isIP(host) !== 0 ? [host] : await lookup(host, { all: true }).then((all) => all.map((one) => one.address), () => []); // prettier-ignore
    return allowedAddress(this.policy(), { host, port, addresses });
  }

  private track<T extends Duplex | Socket>(socket: T): T {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
    return socket;
  }
}

function refusal(host: string): string {
  return `parallel-cc: the network policy of this sandbox does not allow "${host}"\n`;
}
