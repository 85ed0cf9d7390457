/** Reads the number at an index that is known to lie inside the array. */
export function int32At(array: Int32Array, index: number): number {
  return array[index] as number;
}
