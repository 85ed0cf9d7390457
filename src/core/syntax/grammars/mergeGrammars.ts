import { cpp } from './cpp';
import { csharp } from './csharp';
import { css, html, json, toml, yaml } from './data';
import { go } from './go';
import { java } from './java';
import type { MergeGrammar } from './mergeGrammar';
import { php } from './php';
import { python } from './python';
import { rust } from './rust';
import { javascript, tsx, typescript } from './script';
import { bash, ruby } from './scripts';

const endings: readonly (readonly [string, MergeGrammar])[] = [
  ['ts cts mts', typescript],
  ['tsx', tsx],
  ['js cjs mjs jsx', javascript],
  ['py pyi', python],
  ['go', go],
  ['rs', rust],
  ['java', java],
  ['cs', csharp],
  ['c cc cpp cxx h hh hpp hxx', cpp],
  ['php', php],
  ['rb rake', ruby],
  ['sh bash', bash],
  ['json jsonc', json],
  ['yaml yml', yaml],
  ['toml', toml],
  ['html htm', html],
  ['css', css],
];

const byEnding = new Map(
  endings.flatMap(([list, grammar]) => list.split(' ').map((ending) => [ending, grammar] as const)),
);

/** Finds what merging knows of the language of a file, by the file's name; null where it knows nothing. */
export function mergeGrammarOf(path: string): MergeGrammar | null {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return byEnding.get(ending) ?? null;
}
