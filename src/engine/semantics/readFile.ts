import type { FileFacts } from '../../core/semantics/facts';
import { familyOf, readers } from '../../core/semantics/family';
import { readFacts } from '../../core/semantics/read/reader';
import { languageOf } from '../../core/syntax/languages';
import type { Grammars } from '../syntax/grammars';
import { copyTree } from '../syntax/sourceTree';

/** Longer files are generated, or data; in UTF-16 units. */
const longestText = 512 << 10;

/** Reads what a source file defines, imports and uses; null when it is not of a language that is read, or too long. */
export async function readSourceFile(
  grammars: Grammars,
  path: string,
  text: string,
): Promise<FileFacts | null> {
  const [family, language] = [familyOf(path), languageOf(path)];
  if (family === null || language === null || text.length > longestText) return null;
  const parse = await grammars.parser(language);
  try {
    return readFacts(
      parse(text, (root, grammar) => copyTree(root, grammar, text)),
      text,
      readers[family],
    );
  } catch (error) {
    // Programs that generate code nest it deeper than the stack is.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
