import { parse } from 'smol-toml';
import { shell } from './jsonFiles';
import type { SetupPart } from './recipe';
import { setupPart } from './recipe';
import { isRecord, recordAt } from './values';

/**
 * Reads the set-up script of a Codex environment: `[setup] script`, or that of the platform (`[setup.darwin]`,
 * `[setup.linux]`, `[setup.win32]`), which comes first.
 */
export function parseCodexEnvironment(file: string, text: string, platform: string): SetupPart {
  try {
    const contents: unknown = parse(text.replace(/^\uFEFF/, ''));
    const setup = isRecord(contents) ? recordAt(contents, 'setup') : {};
    const script = recordAt(setup, platform)['script'] ?? setup['script'];
    if (script === undefined) return setupPart('codex', file, {});
    if (typeof script !== 'string')
      return setupPart('codex', file, {
        warnings: [`${file}: "setup.script" is left out: it is not a text.`],
      });
    return setupPart('codex', file, { commands: script.trim() === '' ? [] : [shell(script)] });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return setupPart('codex', file, { warnings: [`${file} is not used: ${why.replace(/\.$/, '')}.`] });
  }
}
