/** A side of a conflict within a sentence: its name is put there when it is known who reads it. */
export interface SideName {
  readonly side: 'ours' | 'theirs';
}

/** A sentence about two sides, without their names yet. */
export type Sentence = readonly (string | SideName)[];

/** The sides, to be put into a sentence. */
export const ours: SideName = { side: 'ours' };
export const theirs: SideName = { side: 'theirs' };

/** Makes a sentence of a template: say`${ours} renamed ${name}.` */
export function say(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | SideName)[]
): Sentence {
  return literals.flatMap((literal, index) => {
    const value = values[index];
    if (value === undefined) return [literal];
    return [literal, typeof value === 'number' ? String(value) : value];
  });
}

/** Puts the names of the sides into a sentence, whose first letter becomes a capital one. */
export function fillIn(
  sentence: Sentence,
  names: { readonly ours: string; readonly theirs: string },
): string {
  const text = sentence.map((part) => (typeof part === 'string' ? part : names[part.side])).join('');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
