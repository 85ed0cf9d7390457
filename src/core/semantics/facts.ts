/** A parameter of something that can be called. */
export interface Parameter {
  readonly name: string;
  /** Its type as it is written, without white space; null where none is. */
  readonly type: string | null;
  readonly isOptional: boolean;
  /** Whether it takes all further arguments. */
  readonly isRest: boolean;
  /** `keyword`: only by name; `positional`: only by place, as in most languages. */
  readonly passing: 'positional' | 'either' | 'keyword';
}

/** How something is called. */
export interface Callable {
  readonly parameters: readonly Parameter[];
  /** The type of the result as it is written, without white space; null where none is. */
  readonly returns: string | null;
  /** Whether the result has to be awaited. */
  readonly isAsync: boolean;
}

/** The members that something of a type has. */
export interface Shape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** A definition. Lines are counted from 0, the end is exclusive. */
export interface Declaration {
  /** From the outermost definition inwards: `Auth.validate`. */
  readonly name: string;
  readonly kind:
    | 'function'
    | 'method'
    | 'class'
    | 'interface'
    | 'type'
    | 'enum'
    | 'enumMember'
    | 'value'
    | 'field'
    | 'module';
  readonly line: number;
  readonly endLine: number;
  /** How many definitions bear the name: overloads, or by mistake. */
  readonly count: number;
  /** The ways to call it: several where it is overloaded, none where it is not called. */
  readonly calls: readonly Callable[];
  /** What a value of this type has to have; null where that is not known. */
  readonly shape: Shape | null;
  /** The name of its type, for values and fields. */
  readonly type: string | null;
  /** The names of what it extends and implements. */
  readonly supers: readonly string[];
  /** Its text without its name and white space: what keeps its body is the same under another name. */
  readonly body: string;
}

/** A name that a file gets from elsewhere. */
export interface ImportedName {
  /** The name in this file; `*` where all names come. */
  readonly local: string;
  /** The name where it comes from; null for the module as a whole. */
  readonly name: string | null;
  readonly module: string;
  readonly line: number;
  readonly endLine: number;
}

/** A name that others can import from a file; `*` for all of another module. */
export interface Export {
  readonly name: string;
  /** What it is in this file, or in `module`; null for that module as a whole. */
  readonly local: string | null;
  readonly module: string | null;
}

/** A place that uses a definition. */
export interface Use {
  readonly kind: 'call' | 'construct' | 'literal' | 'implement' | 'match' | 'reference' | 'import';
  /** The first name, then its members: `['auth', 'validate']`. */
  readonly path: readonly string[];
  /** What the first name is: a name in the file, the type of a variable, or the class around. */
  readonly root: 'name' | 'instance' | 'self';
  readonly line: number;
  readonly endLine: number;
  /** The definition around it; '' at the top of the file. */
  readonly inside: string;
  /** How many arguments are given by place; null when that cannot be told, as with a spread. */
  readonly count: number | null;
  /** Arguments, members or cases that are given by name. */
  readonly names: readonly string[];
  /** What literals among the arguments are. */
  readonly literals: readonly (string | null)[];
  /** Whether something is made of the result, and whether it is awaited or passed on. */
  readonly isResultUsed: boolean;
  readonly isAwaited: boolean;
}

/** Something that may be there once only: a route, a test, the value of an enumeration. */
export interface Mark {
  readonly kind: 'route' | 'test' | 'enumValue' | 'revision';
  readonly key: string;
  readonly line: number;
}

/** What a file defines, imports and uses. */
export interface FileFacts {
  readonly declarations: readonly Declaration[];
  readonly imports: readonly ImportedName[];
  readonly exports: readonly Export[];
  readonly uses: readonly Use[];
  readonly marks: readonly Mark[];
}
