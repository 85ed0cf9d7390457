import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { agentClients } from '../../ipc/agentClients';
import { keptKinds } from '../../core/oldRecord';
import type { ClaudeOptions } from '../commands/claude';
import type { InstallOptions } from '../commands/install';
import type { MigrateOptions } from '../commands/migrate';
import type { CommonOptions } from '../context';
import type { Execute } from './common';
import { withCommonOptions, withRepository } from './common';

/** Declares the commands that start agents, connect them and set things up. What they do is loaded when they run. */
export function addSetupCommands(program: Command, execute: Execute): void {
  addClaude(program, execute);
  addResume(program, execute);
  addInstall(program, execute);
  addConfig(program, execute);
  addMigrate(program, execute);
  addServe(program, execute);
  addMcp(program, execute);
}

function addClaude(program: Command, execute: Execute): void {
  withRepository(program.command('claude [args...]'))
    .description(
      'start Claude Code in a worktree of its own; what follows goes to it, after -- if it is one of ours',
    )
    .addOption(new Option('--new', 'make a new worktree in any case').conflicts('here'))
    .option('--here', 'use the worktree of the current folder')
    .option('--name <name>', 'the name of session, worktree and branch')
    .option('--base <ref>', 'what a new worktree starts from')
    .option('--request-id <id>', 'use the session that was registered with this id')
    .option('--uncoordinated', 'start it all the same where it cannot be coordinated')
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption('--help-parallel', 'show this help; --help is that of Claude Code')
    .action((args: string[], options: CommonOptions & ClaudeOptions) =>
      execute(options, async (context) =>
        (await import('../commands/claude')).claude(context, args, options),
      ),
    );
}

function addResume(program: Command, execute: Execute): void {
  withCommonOptions(program.command('resume [session] [args...]'))
    .description('go on with a session after a crash, a reboot or its end; without one, list those that can')
    .allowUnknownOption()
    .passThroughOptions()
    .action((session: string | undefined, args: string[], options: CommonOptions) =>
      execute(options, async (context) => {
        const { listResumable, resume } = await import('../commands/resume');
        return session === undefined ? listResumable(context) : resume(context, session, args);
      }),
    );
}

function addInstall(program: Command, execute: Execute): void {
  withCommonOptions(program.command('install'))
    .description('connect an agent for good, or undo it')
    .addOption(
      new Option('--client <name>', 'which one: Claude Code where none is named').choices(agentClients),
    )
    .option('--hooks', 'its hooks')
    .option('--mcp', 'its MCP server')
    .option('--alias', 'a shell alias that makes "claude" start coordinated')
    .option('--all', 'all of them')
    .option('--global', 'for you, in every repository (the default)')
    .option('--local', 'for this repository only')
    .option('--strict', 'let the hooks deny a write when it could not be checked')
    .option('--uninstall', 'take them out again')
    .option('--status', 'show what is installed')
    .option('--dry-run', 'only say what would be done')
    .action((options: CommonOptions & InstallOptions) =>
      execute(options, async (context) => (await import('../commands/install')).install(context, options)),
    );
}

function addConfig(program: Command, execute: Execute): void {
  const config = program
    .command('config')
    .description("show or change the repository's settings")
    .enablePositionalOptions();
  withCommonOptions(config.command('list', { isDefault: true }))
    .description('list the settings')
    .action((options: CommonOptions) =>
      execute(options, async (context) => (await import('../commands/config')).listSettings(context)),
    );
  withCommonOptions(config.command('get <key>'))
    .description('show a setting')
    .action((key: string, options: CommonOptions) =>
      execute(options, async (context) => (await import('../commands/config')).getSetting(context, key)),
    );
  withCommonOptions(config.command('set <key> <value>'))
    .description('change a setting; lists are separated by commas')
    .action((key: string, value: string, options: CommonOptions) =>
      execute(options, async (context) =>
        (await import('../commands/config')).setSetting(context, key, value),
      ),
    );
}

type ServeOptions = CommonOptions & {
  readonly stop?: boolean;
  readonly force?: boolean;
  readonly takeOver?: boolean;
};

function addServe(program: Command, execute: Execute): void {
  withCommonOptions(program.command('serve'))
    .description('run the coordinator of a repository; other commands start it by themselves')
    .addOption(new Option('--stop', 'stop the one that runs').conflicts('takeOver'))
    .option('--take-over', 'take the place of the one that runs, also of one elsewhere that is gone for good')
    .option('--force', 'with --stop: also when it runs inside VS Code')
    .action((options: ServeOptions) =>
      execute(options, async (context) => {
        const { serve, stopServing } = await import('../commands/serve');
        return options.stop === true ? stopServing(context, options) : serve(context, options);
      }),
    );
}

function addMcp(program: Command, execute: Execute): void {
  const mcp = program.command('mcp').description('the MCP server for agents');
  addMcpServe(mcp.command('serve'), execute);
  addMcpServe(program.command('mcp-serve', { hidden: true }), execute);
}

function addMcpServe(command: Command, execute: Execute): void {
  withRepository(command)
    .description('serve the tools to an agent on standard input and output')
    .option('--http', 'serve agents of this machine over HTTP instead')
    .addOption(
      new Option('--port <number>', 'with --http: the port (default: any that is free)').argParser(parsePort),
    )
    .addOption(new Option('--installed-by <name>', 'marks an installed server').hideHelp())
    .action((options: CommonOptions & { readonly http?: boolean; readonly port?: number }) =>
      execute(options, async (context) => {
        const { serveTools, serveToolsOverHttp } = await import('../../mcp/main');
        const { repo: cwd, env } = context;
        if (options.http !== true) return serveTools({ cwd, env });
        const onServing = ({ url, tokenFile }: { readonly url: string; readonly tokenFile: string }): void =>
          context.note(`Serving at ${url} with the token in ${tokenFile}`);
        return serveToolsOverHttp({ cwd, port: options.port ?? 0, onServing });
      }),
    );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function addMigrate(program: Command, execute: Execute): void {
  withCommonOptions(program.command('migrate'))
    .description('bring over what parallel-cc 0.2 to 2.1 kept of this repository; its files are only read')
    .option('--from <path>', 'its database (default: ~/.parallel-cc/coordinator.db)')
    .option('--dry-run', 'only say what would be done')
    .addOption(
      new Option('--show [kind]', 'show what was brought over')
        .choices(Object.keys(keptKinds))
        .conflicts(['from', 'dryRun']),
    )
    .action((options: CommonOptions & MigrateOptions) =>
      execute(options, async (context) => (await import('../commands/migrate')).migrate(context, options)),
    );
}
