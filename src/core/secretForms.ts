/** Shorter texts are too likely to be something else. */
const shortestSecret = 12;

/**
 * The texts by which a secret could be seen: itself, and what of it is certain in any base64 that holds it.
 * @param secret of ASCII, as keys are.
 */
export function secretForms(secret: string): readonly string[] {
  if (secret.length < shortestSecret) return [];
  const encoded = [0, 1, 2].map((shift) => {
    const whole = btoa('\0'.repeat(shift) + secret);
    return whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + secret.length) * 8) / 6));
  });
  return [secret, ...encoded];
}
