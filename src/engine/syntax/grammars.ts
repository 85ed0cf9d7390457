import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Language, Parser } from '@vscode/tree-sitter-wasm';
import type { SyntaxNode } from '../../core/syntax/syntaxNode';

/** Parses a text and hands its tree to a reader; the tree is gone when the reader has returned. */
export type Parse = <T>(text: string, read: (root: SyntaxNode) => T) => T;

/** The grammars, each loaded at its first use. They come with the parser's runtime, in one package, so the two fit. */
export class Grammars {
  private readonly parsers = new Map<string, Promise<Parse>>();
  private started: Promise<void> | undefined;

  /** Makes the parser of a language, by the name of its grammar, ready. */
  parser(grammar: string): Promise<Parse> {
    const known = this.parsers.get(grammar) ?? this.load(grammar);
    this.parsers.set(grammar, known);
    return known;
  }

  private async load(grammar: string): Promise<Parse> {
    this.started ??= start();
    await this.started;
    const parser = new Parser();
    parser.setLanguage(await Language.load(await readFile(wasmPath(`tree-sitter-${grammar}.wasm`))));
    return (text, read) => {
      const tree = parser.parse(text);
      if (tree === null) throw new Error(`The parser of ${grammar} gave up.`);
      try {
        return read(tree.rootNode);
      } finally {
        tree.delete();
      }
    };
  }
}

async function start(): Promise<void> {
  // V8 optimizes a large grammar for seconds in its background threads, and what is compiled there waits for its turn: so
  // grammars are compiled here, in the thread that has nothing else to do.
  WebAssembly.instantiate = compileHere as typeof WebAssembly.instantiate;
  await Parser.init({ locateFile: wasmPath });
}

function compileHere(
  bytes: BufferSource,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const module = new WebAssembly.Module(bytes);
  return Promise.resolve({ module, instance: new WebAssembly.Instance(module, imports) });
}

/** The files lie beside the bundle in a folder, or in the package when run from source. */
function wasmPath(file: string): string {
  const beside = join(__dirname, 'grammars', file);
  if (existsSync(beside)) return beside;
  return join(dirname(createRequire(__filename).resolve('@vscode/tree-sitter-wasm')), file);
}
