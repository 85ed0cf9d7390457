// Checks who imports whom, and that the check saw every module: a tool that sees none reports no violation either.
import { readdirSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import type { ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const folders = ['src', 'webview-ui'];
const options = await extractDepcruiseOptions('./.dependency-cruiser.cjs');
const { output } = await cruise(folders, options, {}, { tsConfig: extractTSConfig('./tsconfig.json') });
const { modules, summary } = output as ICruiseResult;
const seen = new Set(modules.map((module) => module.source));
const unseen = folders.flatMap(listModules).filter((file) => !seen.has(file));
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
for (const file of unseen) console.error(`not seen: ${file}`);
console.log(`${summary.violations.length} violations in ${seen.size} modules, ${unseen.length} not seen`);
process.exitCode = summary.violations.length + unseen.length > 0 ? 1 : 0;

function listModules(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
}
