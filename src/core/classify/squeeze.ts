/** Takes out of a text what is only its layout: white space, and commas before closing brackets. */
export function squeezed(text: string): string {
  return text.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, '');
}

/** The same where indentation has a meaning: only ends of lines and empty lines go. */
export function squeezedEnds(text: string): string {
  return text.replace(/[^\S\n]+$/gm, '').replace(/^\n+|\n+(?=\n)|\n$/g, '');
}
