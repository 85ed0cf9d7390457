import { readFile } from 'node:fs/promises';
import { isWithin } from '../../repositoryPaths';

/** Lists the places in a folder, itself included, where Linux has something mounted; none where it does not say. */
export async function mountPointsIn(folder: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return parseMountPoints(text).filter((place) => isWithin(folder, place, { caseSensitive: true }));
}

/** Reads the fifth field of each line of /proc/self/mountinfo, in which odd characters are octal; see proc(5). */
function parseMountPoints(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const place = line.split(' ')[4];
    const escape = /(?:\\[0-7]{3})+/g;
    const unescape = (octal: string): string => Buffer.from(octal.split('\\').slice(1).map((code) => parseInt(code, 8))).toString('utf8'); // prettier-ignore
    return place === undefined ? [] : [place.replace(escape, unescape)];
  });
}
