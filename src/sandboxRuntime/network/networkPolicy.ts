import { isInNetwork, isNetwork, isPrivateAddress } from './address';

/** Where a sandbox may connect to, as E2B has it: what is allowed by name wins over what is denied. */
export interface NetworkPolicy {
  /** False: nowhere but to what is allowed. */
  readonly allowInternetAccess: boolean;
  /** Addresses, networks (`10.0.0.0/8`), names (`example.com`, `*.example.com`); all may end with `:<port>`. */
  readonly allowOut: readonly string[];
  readonly denyOut: readonly string[];
}

/** Where somebody wants to connect to. `addresses` are those that the name stands for. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

/** The policy of a sandbox of which nothing was said. */
export const openPolicy: NetworkPolicy = { allowInternetAccess: true, allowOut: [], denyOut: [] };

/**
 * Picks the address to connect to; undefined when there is none that the policy allows. This machine and private networks
 * must be allowed expressly, by address or by name: a name of somebody else's that stands for them does not help.
 */
export function allowedAddress(policy: NetworkPolicy, to: Destination): string | undefined {
  const byName = policy.allowOut.some((rule) => namesHost(rule, to));
  return to.addresses.find((address) => {
    if (byName || policy.allowOut.some((rule) => namesAddress(rule, address, to.port))) {
      return byName || !isPrivateAddress(address) || namedPrivately(policy, address, to);
    }
    if (!policy.allowInternetAccess || isPrivateAddress(address)) return false;
    return !policy.denyOut.some((rule) => namesHost(rule, to) || namesAddress(rule, address, to.port));
  });
}

// "All traffic" means the Internet.
function namedPrivately(policy: NetworkPolicy, address: string, to: Destination): boolean {
  return policy.allowOut.some((rule) => !/^(0\.0\.0\.0|::)\/0/.test(rule) && namesAddress(rule, address, to.port)); // prettier-ignore
}

function namesAddress(rule: string, address: string, port: number): boolean {
  const { target, port: wanted } = parts(rule);
  return (wanted === undefined || wanted === port) && isInNetwork(address, target);
}

function namesHost(rule: string, to: Destination): boolean {
  const { target, port } = parts(rule);
  if ((port !== undefined && port !== to.port) || isNetwork(target)) return false;
  const host = to.host.toLowerCase();
  const name = target.toLowerCase();
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

function parts(rule: string): { readonly target: string; readonly port: number | undefined } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(rule) ?? [];
  return { target: bracketed ?? plain ?? rule, port: port === undefined ? undefined : Number(port) };
}
