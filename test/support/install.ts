// Installs the foreign programs that tests run: `tsx test/support/install.ts [editor] [chromium] [claude] [copilot] [opencode] [mcp] [sqlite] [bubblewrap]` (all by default).
import { installBubblewrap } from './hosts/bubblewrap';
import { installChromium } from './hosts/chromium';
import { claudePart, copilotPart, openCodePart } from './hosts/agentParts';
import { editorPart } from './hosts/editorPart';
import { mcpPart } from './hosts/mcpPart';
import type { Progress } from './hosts/part';
import { installPart } from './hosts/part';
import { installSqlite } from './hosts/sqlite';

type Name = 'editor' | 'chromium' | 'claude' | 'copilot' | 'opencode' | 'mcp' | 'sqlite' | 'bubblewrap';

const installers: Readonly<Record<Name, (progress: Progress) => Promise<void>>> = {
  editor: (progress) => installPart(editorPart, progress),
  chromium: installChromium,
  claude: (progress) => installPart(claudePart, progress),
  copilot: (progress) => installPart(copilotPart, progress),
  opencode: (progress) => installPart(openCodePart, progress),
  mcp: (progress) => installPart(mcpPart, progress),
  sqlite: installSqlite,
  bubblewrap: installBubblewrap,
};

async function main(args: readonly string[]): Promise<void> {
  const names = Object.keys(installers) as Name[];
  const unknown = args.find((arg) => !(arg in installers));
  if (unknown !== undefined) {
    throw new Error(`There is no part named "${unknown}". Name any of: ${names.join(', ')}.`);
  }
  for (const name of names) {
    if (args.length === 0 || args.includes(name)) await install(name);
  }
}

async function install(name: Name): Promise<void> {
  try {
    await installers[name](printProgress);
  } catch (error) {
    const remedy =
      'Unless that says otherwise, check that the npm registry can be reached and the disk has 2 GB free, then run the same command again.';
    throw new Error(`The part "${name}" was not installed. ${(error as Error).message}\n${remedy}`, {
      cause: error,
    });
  }
}

function printProgress(message: string): void {
  const seconds = (performance.now() / 1_000).toFixed(0);
  console.log(`[${seconds.padStart(4)} s] ${message}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
