// Who may import whom. It is an allow-list: what no rule names is forbidden, so a new folder fails until it has a rule.
const node = { dependencyTypes: ['core'] };
const npm = (...names) => ({ path: names.map((name) => `node_modules/${name}/`) });

/** Allows the files below `from` to import their own folder and the given targets. */
const allow = (from, ...to) => [
  { from: { path: `^${from}/` }, to: { path: `^${from}/` } },
  ...to.map((target) => ({
    from: { path: `^${from}/` },
    to: typeof target === 'string' ? { path: target } : target,
  })),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(src|webview-ui)/',
        pathNot: ['^src/[^/]+/(main|program)\\.ts$', '\\.d\\.ts$'],
      },
      to: {},
    },
    {
      name: 'one-door-for-sql',
      comment: 'sql.js is opened in engine/store only.',
      severity: 'error',
      from: { pathNot: '^src/engine/store/' },
      to: { path: 'node_modules/sql\\.js/' },
    },
    {
      name: 'one-door-for-the-parser',
      comment: 'tree-sitter is run through engine/syntax only.',
      severity: 'error',
      from: { pathNot: '^src/engine/syntax/' },
      to: { path: 'node_modules/web-tree-sitter/' },
    },
    {
      name: 'one-door-for-git',
      comment: 'git is run through engine/git only.',
      severity: 'error',
      from: { pathNot: '^src/engine/git/' },
      to: { path: 'node_modules/simple-git/' },
    },
    {
      name: 'one-door-for-e2b',
      comment: 'The E2B SDK is known to engine/sandbox/e2bSandboxes only.',
      severity: 'error',
      from: { pathNot: '^src/engine/sandbox/e2bSandboxes\\.ts$' },
      to: { path: 'node_modules/e2b/' },
    },
    {
      name: 'processes-start-in-named-places',
      comment: 'A program is started only where this list says so.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '^src/engine/git/(localRunner|gitProcess)\\.ts$',
          '^src/engine/processes/',
          '^src/engine/background/process\\.ts$',
          '^src/ipc/startHost\\.ts$',
          '^src/ipc/askProgram\\.ts$',
          '^src/cli/claudeProgram\\.ts$',
          '^src/hooks/agentProcess\\.ts$',
          '^src/demo/',
          '^src/sandboxRuntime/(control/startRuntime|processTable)\\.ts$',
          '^src/sandboxRuntime/isolation/(bubblewrap|plain|startEnvd)\\.ts$',
          '^src/sandboxRuntime/store/copyTree\\.ts$',
          '^src/sandboxRuntime/envd/processes/',
        ],
      },
      to: { path: '^(node:)?child_process$|node_modules/cross-spawn/' },
    },
  ],
  allowedSeverity: 'error',
  allowed: [
    ...allow('src/base'),
    ...allow('src/core', '^src/base/', npm('jsonc-parser', 'smol-toml')),
    ...allow('src/protocol', '^src/(base|core)/', npm('zod')),
    ...allow(
      'src/engine',
      '^src/(base|core)/',
      node,
      npm(
        'sql\\.js', '@types/sql\\.js', 'simple-git', 'picomatch', '@types/picomatch', 'zod', 'cross-spawn',
        '@types/cross-spawn', 'web-tree-sitter', 'e2b', '@secretlint/[^/]+',
      ), // prettier-ignore
    ),
    // The engine starts the local sandbox runtime, which is a program of its own.
    {
      from: { path: '^src/engine/sandbox/local(Service|Claude)\\.ts$' },
      to: { path: '^src/sandboxRuntime/control/' },
    },
    ...allow('src/ipc', '^src/(base|core|protocol)/', node, npm('cross-spawn', '@types/cross-spawn')),
    ...allow('src/host', '^src/(base|core|protocol|ipc|engine)/', node, npm('zod')),
    ...allow('src/hooks', '^src/(base|core|protocol|ipc)/', node, npm('zod')),
    ...allow('src/mcp', '^src/(base|core|protocol|ipc)/', node, npm('zod', '@modelcontextprotocol/[^/]+')),
    ...allow(
      'src/cli',
      '^src/(base|core|protocol|ipc)/',
      node,
      npm('commander', 'jsonc-parser', 'smol-toml', 'cross-spawn', '@types/cross-spawn', 'zod'),
    ),
    ...allow('src/sandboxRuntime', '^src/(base|core)/', node),
    // The version of the product.
    { from: { path: '^src/sandboxRuntime/main\\.ts$' }, to: { path: '^package\\.json$' } },
    { from: { path: '^src/protocol/version\\.ts$' }, to: { path: '^package\\.json$' } },
    // The command line starts the host and the MCP server, which are programs of their own.
    {
      from: { path: '^src/cli/' },
      to: { path: ['^src/host/(headless|merging)\\.ts$', '^src/mcp/main\\.ts$'] },
    },
    // It starts and stops the sandbox runtime, which is a program of its own.
    {
      from: { path: '^src/cli/commands/sandboxRuntime\\.ts$' },
      to: { path: '^src/sandboxRuntime/control/' },
    },
    ...allow('src/extension', '^src/(base|core|protocol|ipc)/', node, npm('@types/vscode')),
    { from: { path: '^src/extension/' }, to: { path: '^src/host/host\\.ts$' } },
    { from: { path: '^src/extension/' }, to: { path: '^vscode$' } },
    ...allow('src/demo', '^src/(base|core|ipc)/', node),
    ...allow(
      'webview-ui',
      '^src/(base|core|protocol)/',
      npm('@vscode/webview-ui-toolkit', '@microsoft/fast-[^/]+'),
    ),
    { from: { path: '^package\\.json$' }, to: {} },
    { from: { path: 'node_modules' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
