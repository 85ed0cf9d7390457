/** Says why a file cannot be imported. It crosses from the reading thread as its two texts, so it is no `CoordinatorError`. */
export class Unimportable extends Error {
  override readonly name = 'Unimportable';

  /**
   * @param why a part of a sentence: what is wrong with the file.
   * @param hint a sentence: what to do about it.
   */
  constructor(
    readonly why: string,
    readonly hint: string,
  ) {
    super(why);
  }
}

/** Builds the reason for a database whose content contradicts itself. */
export function damaged(what: string): Unimportable {
  return new Unimportable(
    `it is damaged: ${what}`,
    'Save what can be read of it with "sqlite3 FILE .recover", make a database of that, and import it with --from.',
  );
}
