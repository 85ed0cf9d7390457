import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of private networks, which a sandbox reaches only where it is said so. */
const privateNetworks = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4', '::/128', '::1/128', 'fc00::/7', 'fe80::/10',
  'ff00::/8',
]; // prettier-ignore

const privateList = blockListOf(privateNetworks);

/** Tells whether an address is one of this machine or a private network. */
export function isPrivateAddress(address: string): boolean {
  return contains(privateList, address);
}

/** Tells whether an address is in a network such as `10.0.0.0/8`, or is the address itself. */
export function isInNetwork(address: string, network: string): boolean {
  const list = networkList(network);
  return list !== undefined && contains(list, address);
}

/** Tells whether a text is an address or a network and not a name. */
export function isNetwork(text: string): boolean {
  return networkList(text) !== undefined;
}

function networkList(text: string): BlockList | undefined {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  if (family === 0) return undefined;
  const most = family === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  if (!(Number.isInteger(length) && length >= 0 && length <= most)) return undefined;
  return blockListOf([`${address}/${length}`]);
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

// An IPv4 address may come in the clothes of IPv6.
function contains(list: BlockList, address: string): boolean {
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}
