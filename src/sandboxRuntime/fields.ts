/** Input that is not what it must be; the message says which part of it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Reads the fields of JSON that came from outside, and says which is wrong. A field that is `null` counts as missing. */
export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly what: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new InputError(`${what} must be an object`);
    this.values = value as Record<string, unknown>;
  }

  /** Reads JSON text. */
  static parse(text: string, what: string): Fields {
    try {
      return new Fields(JSON.parse(text), what);
    } catch (error) {
      throw error instanceof InputError ? error : new InputError(`${what} is not JSON`);
    }
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  string(name: string): string | undefined {
    return this.typed(name, 'a text', (value) => typeof value === 'string') as string | undefined;
  }

  number(name: string): number | undefined {
    return this.typed(name, 'a number', Number.isFinite) as number | undefined;
  }

  boolean(name: string): boolean | undefined {
    return this.typed(name, 'true or false', (value) => typeof value === 'boolean') as boolean | undefined;
  }

  strings(name: string): readonly string[] | undefined {
    return this.typed(name, 'a list of texts', isStringList) as readonly string[] | undefined;
  }

  stringMap(name: string): Readonly<Record<string, string>> | undefined {
    return this.typed(name, 'an object of texts', isStringMap) as
      Readonly<Record<string, string>> | undefined;
  }

  object(name: string): Fields | undefined {
    return this.has(name) ? new Fields(this.values[name], this.nameOf(name)) : undefined;
  }

  /** The entries of an object of anything. */
  entries(): readonly (readonly [string, unknown])[] {
    return Object.entries(this.values);
  }

  /** Returns what a field has; throws when it is missing. */
  required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new InputError(`${this.nameOf(name)} is missing`);
    return value;
  }

  private typed(name: string, kind: string, is: (value: unknown) => boolean): unknown {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (!is(value)) throw new InputError(`${this.nameOf(name)} must be ${kind}`);
    return value;
  }

  private nameOf(name: string): string {
    return `"${name}" of ${this.what}`;
  }
}

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isStringMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isStringList(Object.values(value));
}
