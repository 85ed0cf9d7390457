import type { Language } from '../syntax/languages';

/** How the import statements of a language begin; brackets carry them over several lines. */
const beginnings: Readonly<Partial<Record<Language, RegExp>>> = {
  typescript:
    /^\s*(import\b(?!\s*\()|export\s+(\*|(type\s+)?\{[^}]*(\}\s*from\b|$))|(const|let|var)\s.*=\s*require\()/,
  python: /^\s*(import\s|from\s+\S+\s+import\b)/,
  go: /^\s*import\b/,
  rust: /^\s*(pub(\([^)]*\))?\s+)?(use|extern\s+crate)\s/,
  java: /^\s*import\s/,
  'c-sharp': /^\s*(global\s+)?using\s+[^(]*;/,
  cpp: /^\s*#\s*include\b/,
  php: /^\s*(use|require(_once)?|include(_once)?)\b/,
  ruby: /^\s*(require|require_relative|load)\b/,
};

/** Tells for each line of a program whether it belongs to an import statement. */
export function importLines(lines: readonly string[], language: Language): readonly boolean[] {
  const beginning = beginnings[language === 'tsx' || language === 'javascript' ? 'typescript' : language];
  let depth = 0;
  return lines.map((line) => {
    if (depth === 0 && beginning?.test(line) !== true) return false;
    depth = Math.max(0, depth + balance(line));
    return true;
  });
}

function balance(line: string): number {
  let depth = 0;
  for (const character of line.replace(/(["'`]).*?\1/g, '')) {
    if ('({'.includes(character)) depth++;
    else if (')}'.includes(character)) depth--;
  }
  return depth;
}
