/** What a definition defines. */
export type SymbolKind = 'function' | 'method' | 'class' | 'interface' | 'type' | 'module' | 'value';

/** How a node of a tree defines a symbol. */
export interface SymbolRule {
  /** null: it names only what it surrounds. */
  readonly kind: SymbolKind | null;
  /** Whether what is in its body belongs to its name. */
  readonly members: boolean;
  /** The field that holds its name; `name` unless told. */
  readonly nameIn?: string;
  /** The field that holds the type that a method belongs to, where that does not surround it. */
  readonly receiver?: string;
}

/** The nodes of a language's trees that define symbols. */
export interface LanguageRules {
  readonly definitions: Readonly<Record<string, SymbolRule>>;
  /** Nodes that are looked into although they define nothing. */
  readonly through: ReadonlySet<string>;
  /** Those of them that belong to the single definition in them, such as an export. */
  readonly wrappers: ReadonlySet<string>;
}

/** A language that symbols are found in, by the name of its grammar. */
export type Language =
  | 'c-sharp'
  | 'cpp'
  | 'go'
  | 'java'
  | 'javascript'
  | 'php'
  | 'python'
  | 'ruby'
  | 'rust'
  | 'tsx'
  | 'typescript';

/** Finds the language of a file by its name; null where there is no grammar. */
export function languageOf(path: string): Language | null {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return byEnding.get(ending) ?? null;
}

const endings: Readonly<Record<Language, string>> = {
  'c-sharp': 'cs',
  cpp: 'c cc cpp cxx h hh hpp hxx',
  go: 'go',
  java: 'java',
  javascript: 'js cjs mjs jsx',
  php: 'php',
  python: 'py pyi',
  ruby: 'rb rake',
  rust: 'rs',
  tsx: 'tsx',
  typescript: 'ts cts mts',
};

const byEnding = new Map<string, Language>(
  Object.entries(endings).flatMap(([language, list]) =>
    list.split(' ').map((ending) => [ending, language as Language] as const),
  ),
);

const named = (kind: SymbolKind): SymbolRule => ({ kind, members: false });
const around = (kind: SymbolKind): SymbolRule => ({ kind, members: true });
const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const script: LanguageRules = {
  definitions: {
    function_declaration: named('function'),
    generator_function_declaration: named('function'),
    function_signature: named('function'),
    class_declaration: around('class'),
    abstract_class_declaration: around('class'),
    interface_declaration: around('interface'),
    type_alias_declaration: named('type'),
    enum_declaration: named('type'),
    internal_module: around('module'),
    module: around('module'),
    variable_declarator: named('value'),
    method_definition: named('method'),
    method_signature: named('method'),
    abstract_method_signature: named('method'),
    public_field_definition: named('value'),
    field_definition: { kind: 'value', members: false, nameIn: 'property' },
    property_signature: named('value'),
  },
  through: words(
    'export_statement lexical_declaration variable_declaration ambient_declaration expression_statement',
  ),
  wrappers: words(
    'export_statement lexical_declaration variable_declaration ambient_declaration expression_statement',
  ),
};

/** Which nodes define symbols, per language. */
export const languageRules: Readonly<Record<Language, LanguageRules>> = {
  javascript: script,
  typescript: script,
  tsx: script,
  python: {
    definitions: {
      function_definition: named('function'),
      class_definition: around('class'),
      assignment: { kind: 'value', members: false, nameIn: 'left' },
    },
    through: words(
      'decorated_definition expression_statement if_statement try_statement block else_clause except_clause',
    ),
    wrappers: words('decorated_definition expression_statement'),
  },
  go: {
    definitions: {
      function_declaration: named('function'),
      method_declaration: { kind: 'method', members: false, receiver: 'receiver' },
      type_spec: named('type'),
      type_alias: named('type'),
      const_spec: named('value'),
      var_spec: named('value'),
    },
    through: words('type_declaration const_declaration var_declaration var_spec_list'),
    wrappers: words('type_declaration const_declaration var_declaration'),
  },
  java: {
    definitions: {
      class_declaration: around('class'),
      record_declaration: around('class'),
      enum_declaration: around('class'),
      interface_declaration: around('interface'),
      annotation_type_declaration: around('interface'),
      method_declaration: named('method'),
      constructor_declaration: named('method'),
      compact_constructor_declaration: named('method'),
    },
    through: words('enum_body_declarations'),
    wrappers: words(''),
  },
  'c-sharp': {
    definitions: {
      class_declaration: around('class'),
      struct_declaration: around('class'),
      record_declaration: around('class'),
      interface_declaration: around('interface'),
      enum_declaration: named('type'),
      delegate_declaration: named('type'),
      method_declaration: named('method'),
      constructor_declaration: named('method'),
      property_declaration: named('value'),
    },
    through: words('namespace_declaration file_scoped_namespace_declaration declaration_list'),
    wrappers: words(''),
  },
  rust: {
    definitions: {
      function_item: named('function'),
      function_signature_item: named('function'),
      struct_item: named('class'),
      union_item: named('class'),
      enum_item: named('type'),
      type_item: named('type'),
      trait_item: around('interface'),
      impl_item: { kind: null, members: true, nameIn: 'type' },
      mod_item: around('module'),
      macro_definition: named('function'),
      const_item: named('value'),
      static_item: named('value'),
    },
    through: words(''),
    wrappers: words(''),
  },
  ruby: {
    definitions: {
      module: around('module'),
      class: around('class'),
      method: named('method'),
      singleton_method: named('method'),
      assignment: { kind: 'value', members: false, nameIn: 'left' },
    },
    through: words('singleton_class body_statement'),
    wrappers: words(''),
  },
  php: {
    definitions: {
      class_declaration: around('class'),
      interface_declaration: around('interface'),
      trait_declaration: around('class'),
      enum_declaration: around('class'),
      function_definition: named('function'),
      method_declaration: named('method'),
    },
    through: words('namespace_definition compound_statement'),
    wrappers: words(''),
  },
  cpp: {
    definitions: {
      function_definition: { kind: 'function', members: false, nameIn: 'declarator' },
      class_specifier: around('class'),
      struct_specifier: around('class'),
      union_specifier: around('class'),
      enum_specifier: named('type'),
      type_definition: { kind: 'type', members: false, nameIn: 'declarator' },
      alias_declaration: named('type'),
      preproc_function_def: named('function'),
    },
    through: words(
      'namespace_definition declaration_list template_declaration linkage_specification preproc_ifdef preproc_if preproc_else declaration',
    ),
    wrappers: words('template_declaration'),
  },
};
