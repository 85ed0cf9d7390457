// Builds every program of the product into dist/, one output each, and writes dist/meta.json.
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

/** The E2B SDK hides from bundlers how it loads its HTTP client; the installed product has no packages beside it. */
const httpOfE2b: Plugin = {
  name: 'httpOfE2b',
  setup(build) {
    build.onLoad({ filter: /node_modules[/\\]e2b[/\\]dist[/\\]index\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const loading = 'await dynamicImport(packageName)';
      if (!source.includes(loading)) throw new Error('The E2B SDK loads its HTTP client in another way now.');
      return { contents: source.replace(loading, "await import('undici')"), loader: 'js' };
    });
  },
};

/**
 * Keeps a part that few commands need in a program of its own, loaded at its first use: `import('../host/headless')`
 * becomes `require('./host.js')`. Starting the CLI would otherwise read code that only a host runs.
 */
const programs: Plugin = {
  name: 'programs',
  setup(build) {
    const own: Readonly<Record<string, string>> = {
      '../host/headless': './host.js',
      '../../host/headless': './host.js',
      '../mcp/main': './mcp.js',
      '../../mcp/main': './mcp.js',
      '../../host/merging': './merging.js',
      './e2bSandboxes': './e2b.js',
    };
    build.onResolve({ filter: /\/(host\/(headless|merging)|mcp\/main|e2bSandboxes)$/ }, (args) => {
      const path = args.kind === 'dynamic-import' ? own[args.path] : undefined;
      return path === undefined ? undefined : { path, external: true };
    });
  },
};

/**
 * Gives the MCP SDK the smaller of its two validators of JSON schemas: the other is a compiler, and a third of what the
 * server would read at its start.
 */
const smallValidator: Plugin = {
  name: 'small-validator',
  setup(build) {
    const contents = `
      export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';
      export { default as process } from 'node:process';`;
    const namespace = 'mcp-shims';
    build.onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, ({ path }) => ({
      path,
      namespace,
    }));
    build.onLoad({ filter: /./, namespace }, () => ({ contents, resolveDir: 'src/mcp' }));
  },
};

// Under a coverage run Node reads the source map of every program that it loads: for tests the programs do not name theirs.
const sourcemap = process.argv.includes('--unnamed-maps') ? 'external' : 'linked';

const node: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20.12',
  format: 'cjs',
  sourcemap,
  logLevel: 'warning',
  metafile: true,
  external: ['vscode'],
  // Node would parse a program that is imported twice: once for the names that it exports.
  supported: { 'dynamic-import': false },
  // SQLite and the parser look whether they are in a browser; an editor reports it as an error of the extension.
  define: { navigator: 'undefined' },
  // What it exports for `import` looks for itself by `import.meta`, which a bundle of this format has not.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  // Some packages' UMD builds hide their requires from a bundler.
  mainFields: ['module', 'main'],
  plugins: [programs, smallValidator],
};

const outputs: readonly BuildOptions[] = [
  { ...node, entryPoints: { extension: 'src/extension/main.ts' }, minify: true },
  { ...node, entryPoints: { compileWorker: 'src/extension/loading/worker.ts' }, minify: true },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' }, minify: true },
  { ...node, entryPoints: { hook: 'src/hooks/main.ts' }, minify: true },
  // For the runtime of opencode, which loads it as a plugin.
  { ...node, entryPoints: { openCode: 'src/hooks/openCode/plugin.ts' }, minify: true },
  { ...node, entryPoints: { mcp: 'src/mcp/main.ts' }, minify: true },
  { ...node, entryPoints: { host: 'src/host/program.ts' }, minify: true },
  { ...node, entryPoints: { merging: 'src/host/merging.ts' } },
  { ...node, entryPoints: { gitProcess: 'src/engine/git/processProgram.ts' }, minify: true },
  { ...node, entryPoints: { radarWorker: 'src/engine/radar/worker.ts' }, minify: true },
  { ...node, entryPoints: { syntaxWorker: 'src/engine/syntax/worker.ts' }, minify: true },
  { ...node, entryPoints: { semanticsWorker: 'src/engine/semantics/worker.ts' }, minify: true },
  { ...node, entryPoints: { watchWorker: 'src/engine/watch/worker.ts' }, minify: true },
  { ...node, entryPoints: { secretWorker: 'src/engine/secrets/worker.ts' }, minify: true },
  { ...node, entryPoints: { importReader: 'src/engine/import/reader.ts' } },
  { ...node, entryPoints: { sandboxRuntime: 'src/sandboxRuntime/main.ts' } },
  {
    ...node,
    entryPoints: { e2b: 'src/engine/sandbox/e2bSandboxes.ts' },
    plugins: [httpOfE2b],
    minify: true,
  },
  { ...node, entryPoints: { envd: 'src/sandboxRuntime/envd/main.ts' }, minify: true, sourcemap: false },
  { ...node, entryPoints: { demo: 'src/demo/main.ts' } },
  {
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    sourcemap: 'linked',
    logLevel: 'warning',
    metafile: true,
    minify: true,
    entryPoints: { webview: 'webview-ui/main.ts' },
  },
  {
    bundle: true,
    logLevel: 'warning',
    metafile: true,
    minify: true,
    entryPoints: { webview: 'webview-ui/dashboard.css' },
  },
];

await mkdir('dist', { recursive: true });
const results = await Promise.all(outputs.map((options) => build({ ...options, outdir: 'dist' })));
const meta: Metafile = { inputs: {}, outputs: {} };
for (const { metafile } of results) {
  Object.assign(meta.inputs, metafile?.inputs);
  Object.assign(meta.outputs, metafile?.outputs);
}
await writeFile('dist/meta.json', JSON.stringify(meta));
const wasm = join(dirname(require.resolve('sql.js')), 'sql-wasm.wasm');
await copyFile(wasm, 'dist/sql-wasm.wasm');

await mkdir('dist/grammars', { recursive: true });
await copyFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), 'dist/grammars/web-tree-sitter.wasm');
// Grammars of languages that the product asks nothing about are left out.
const grammars = dirname(require.resolve('@vscode/tree-sitter-wasm'));
const unused = /-(ini|regex)\.wasm$/;
for (const file of await readdir(grammars))
  if (/^tree-sitter-.*\.wasm$/.test(file) && !unused.test(file))
    await copyFile(join(grammars, file), join('dist/grammars', file));
for (const file of [
  require.resolve('tree-sitter-json/tree-sitter-json.wasm'),
  require.resolve('tree-sitter-html/tree-sitter-html.wasm'),
  require.resolve('@tree-sitter-grammars/tree-sitter-yaml/tree-sitter-yaml.wasm'),
  require.resolve('@tree-sitter-grammars/tree-sitter-toml/tree-sitter-toml.wasm'),
])
  await copyFile(file, join('dist/grammars', basename(file)));
