/** Says whether the user chose that what cannot be checked is not let through. */
export function isStrict(): boolean {
  return process.env['PARALLEL_CC_STRICT'] === '1' || process.argv.includes('--strict');
}
