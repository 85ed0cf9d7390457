import type { Word } from './word';

/** A PowerShell command's arguments: by the names of their parameters in lower case, and the others in their order. */
export interface CmdletArguments {
  readonly named: ReadonlyMap<string, Word | null>;
  readonly positional: readonly Word[];
  /** Whether it only says what it would do. */
  readonly isTrial: boolean;
}

/** Where a cmdlet is told what it writes. */
export interface CmdletRule {
  /** Parameters that name what is written; the first of them is also the first position unless `at` says another. */
  readonly targets: readonly string[];
  readonly at?: number;
  readonly kind: 'file' | 'tree';
  /** The parameter that names what is copied, whose name the copy has in a folder. */
  readonly from?: string;
  /** Whether what is copied is gone afterwards. */
  readonly moves?: boolean;
}

const path = ['path', 'literalpath', 'filepath', 'lp', 'pspath'];

/** The cmdlets that write files, by their names in lower case. */
export const writingCmdlets: Readonly<Record<string, CmdletRule>> = {
  'set-content': { targets: path, kind: 'file' },
  'add-content': { targets: path, kind: 'file' },
  'clear-content': { targets: path, kind: 'file' },
  'out-file': { targets: path, kind: 'file' },
  'tee-object': { targets: path, kind: 'file' },
  'export-csv': { targets: path, kind: 'file' },
  'export-clixml': { targets: path, kind: 'file' },
  'new-item': { targets: path, kind: 'file' },
  'remove-item': { targets: path, kind: 'tree' },
  'rename-item': { targets: path, kind: 'tree' },
  'expand-archive': { targets: ['destinationpath'], at: 1, kind: 'tree' },
  'compress-archive': { targets: ['destinationpath'], at: 1, kind: 'file' },
  'copy-item': { targets: ['destination'], at: 1, kind: 'tree', from: 'path' },
  'move-item': { targets: ['destination'], at: 1, kind: 'tree', from: 'path', moves: true },
};

/** Parameters that take no value. */
export const switches: ReadonlySet<string> = new Set(
  'recurse force confirm whatif verbose debug append noclobber nonewline passthru notypeinformation raw wait asbytestream'.split(' '), // prettier-ignore
);

const aliases: Readonly<Record<string, string>> = {
  sc: 'set-content', ac: 'add-content', clc: 'clear-content', tee: 'tee-object', ni: 'new-item', ri: 'remove-item',
  rm: 'remove-item', del: 'remove-item', erase: 'remove-item', rd: 'remove-item', rmdir: 'remove-item',
  ren: 'rename-item', rni: 'rename-item', cp: 'copy-item', copy: 'copy-item', cpi: 'copy-item', mv: 'move-item',
  mi: 'move-item', move: 'move-item', epcsv: 'export-csv', iex: 'invoke-expression', cd: 'set-location',
  sl: 'set-location', chdir: 'set-location', pushd: 'push-location', popd: 'pop-location', ls: 'get-childitem',
  dir: 'get-childitem', gci: 'get-childitem', cat: 'get-content', gc: 'get-content', type: 'get-content',
  echo: 'write-output', write: 'write-output', pwd: 'get-location', gl: 'get-location', sort: 'sort-object',
  select: 'select-object', where: 'where-object', '?': 'where-object', '%': 'foreach-object',
  foreach: 'foreach-object', measure: 'measure-object', ft: 'format-table', fl: 'format-list', sls: 'select-string',
  ps: 'get-process', gps: 'get-process', gcm: 'get-command', gm: 'get-member', cls: 'clear-host',
  clear: 'clear-host', h: 'get-history', diff: 'compare-object', group: 'group-object', sleep: 'start-sleep',
}; // prettier-ignore

/** The full name of a cmdlet in lower case. */
export function cmdletName(name: string): string {
  const lower = name.toLowerCase();
  return Object.hasOwn(aliases, lower) ? (aliases[lower] ?? lower) : lower;
}

/** Says whether a cmdlet only reads. */
export function isReadingCmdlet(name: string): boolean {
  return /^(get|select|where|sort|measure|format|test|compare|convertto|convertfrom|resolve|join|split|group|write|foreach|find|show|wait)-[a-z]+$/.test(name) || /^(out-(host|null|string|default)|clear-host|start-sleep|set-(location|strictmode|psdebug)|(push|pop)-location|import-csv|import-clixml)$/.test(name); // prettier-ignore
}
