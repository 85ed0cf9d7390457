import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import type { SyntaxNode } from '../../core/syntax/syntaxNode';

/** Parses a text and hands its tree to a reader; the tree is gone when the reader has returned. */
export type Parse = <T>(text: string, read: (root: SyntaxNode) => T) => T;

/** The grammars, each loaded at its first use. */
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
  wasm.instantiate = (bytes, imports) => {
    const module = new wasm.Module(bytes);
    return Promise.resolve({ module, instance: new wasm.Instance(module, imports) });
  };
  await Parser.init({ locateFile: wasmPath });
}

// Node has it; TypeScript knows it from the browser's library only.
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmEngine }).WebAssembly;

interface WasmEngine {
  instantiate: (bytes: Uint8Array, imports: object) => Promise<unknown>;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
}

/** The files lie in a folder beside the bundle. */
function wasmPath(file: string): string {
  return join(__dirname, 'grammars', file);
}
