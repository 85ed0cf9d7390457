import { readFile } from 'node:fs/promises';
import { agentClients, userFiles, worktreeFiles } from '../../ipc/agentClients';
import { installedMarker } from '../../ipc/installedMarker';

/** A program with its arguments. */
export type Argv = readonly [program: string, ...args: string[]];

/** Finds the hook programs of ours that agents would run in a repository, from the settings files of all clients. */
export async function installedHooks(root: string): Promise<Argv[]> {
  const files = agentClients
    .filter((client) => client !== 'opencode')
    .flatMap((client) => [userFiles(client, process.env).hooks, worktreeFiles(client, root).hooks]);
  const commands = (await Promise.all(files.map(commandsIn))).flat().map(argvOf);
  return [...new Map(commands.map((argv) => [argv.join(' '), argv])).values()];
}

/** A text in JSON, with comments or without, that has our mark and more. */
const markedText = new RegExp(
  `"((?:[^"\\\\\\n\\t]|\\\\.)+${installedMarker}(?:[^"\\\\\\n\\t]|\\\\.)*)"`,
  'g',
);

// Each client has them under another key.
async function commandsIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return [...text.matchAll(markedText)].map(([literal]) => JSON.parse(literal) as string);
}

/** Reads a command line as our installer writes it: variables, then words in single quotes or without any. */
function argvOf(command: string): Argv {
  const text = command.replace(/^(?:\$env:\w+='1'; )?& /, '');
  const words = [...text.matchAll(/((?:'[^']*'|\\'|[^\s'\\])+)(?:\s|$)/g)].map(([, word = '']) => word.replace(/'([^']*)'|\\(')/g, '$1$2')); // prettier-ignore
  const [program = '', ...args] = words.filter((word, index) => index > 0 || !/^[A-Z_]+=/.test(word));
  return [program, ...args];
}
