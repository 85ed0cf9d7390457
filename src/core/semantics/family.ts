import type { Language } from '../syntax/languages';
import { languageOf } from '../syntax/languages';
import { go } from './read/go';
import { java } from './read/java';
import { python } from './read/python';
import type { LanguageReader } from './read/reader';
import { rust } from './read/rust';
import { script } from './read/script';

/** Languages whose files import one another. */
export type Family = 'script' | 'python' | 'go' | 'rust' | 'java';

/** How the files of each are read. */
export const readers: Readonly<Record<Family, LanguageReader>> = { script, python, go, rust, java };

const families: Readonly<Partial<Record<Language, Family>>> = {
  typescript: 'script',
  tsx: 'script',
  javascript: 'script',
  python: 'python',
  go: 'go',
  rust: 'rust',
  java: 'java',
};

/** The family that a file belongs to; null where its meaning is not read. */
export function familyOf(path: string): Family | null {
  const language = languageOf(path);
  return language === null ? null : (families[language] ?? null);
}
