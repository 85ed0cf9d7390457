/** What is installed at one place. */
export type InstallState = 'installed' | 'outdated' | 'absent';

/** One thing that `install` can put into one file of the user. Texts are whole files; null: there is no file. */
export interface Installation {
  readonly what: 'hooks' | 'mcp' | 'alias';
  /** Absolute path. */
  readonly file: string;
  /** One sentence on what to do once it is installed. */
  readonly next: string;
  /** Adds our part, or brings it up to date; returns the same text when nothing is missing. */
  add(text: string | null): string;
  /** Takes our part out; returns the same text when there is none. */
  remove(text: string): string;
}

/** Says whether our part is in a text as it should be. */
export function stateOf(installation: Installation, text: string | null): InstallState {
  if (text === null || installation.remove(text) === text) return 'absent';
  return installation.add(text) === text ? 'installed' : 'outdated';
}
