import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import type { Node } from 'web-tree-sitter';

/** Parses a text and hands its tree to a reader; the tree is gone when the reader has returned. */
export type Parse = <T>(text: string, read: (root: Node, language: Language) => T) => T;

/** The grammars, each loaded at its first use. */
export class Grammars {
  private readonly parsers = new Map<string, Promise<Parse>>();
  private started: Promise<void> | undefined;

  /** @param folder where their files are: beside the bundle. */
  constructor(private readonly folder = join(__dirname, 'grammars')) {}

  /** Makes the parser of a language, by the name of its grammar, ready. */
  parser(grammar: string): Promise<Parse> {
    const known = this.parsers.get(grammar) ?? this.load(grammar);
    this.parsers.set(grammar, known);
    return known;
  }

  private async load(grammar: string): Promise<Parse> {
    this.started ??= start(this.folder);
    await this.started;
    const parser = new Parser();
    const language = await Language.load(await readFile(join(this.folder, `tree-sitter-${grammar}.wasm`)));
    parser.setLanguage(language);
    return (text, read) => {
      const tree = parser.parse(text);
      if (tree === null) throw new Error(`The parser of ${grammar} gave up.`);
      try {
        return read(tree.rootNode, language);
      } finally {
        tree.delete();
      }
    };
  }
}

async function start(folder: string): Promise<void> {
  // V8 optimizes a large grammar for seconds in its background threads, and what is compiled there waits for its turn: so
  // grammars are compiled here, in the thread that has nothing else to do.
  wasm.instantiate = (bytes, imports) => {
    const module = new wasm.Module(bytes);
    return Promise.resolve({ module, instance: new wasm.Instance(module, imports) });
  };
  await Parser.init({ locateFile: (file: string) => join(folder, file) });
}

// Node has it; TypeScript knows it from the browser's library only.
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmEngine }).WebAssembly;

interface WasmEngine {
  instantiate: (bytes: Uint8Array, imports: object) => Promise<unknown>;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => object;
}
