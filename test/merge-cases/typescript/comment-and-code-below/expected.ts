import { alpha } from './alpha';

// Adds up all.
export function total(input: number): number {
  const net = compute(101);
  const tax = compute(2);
  const sum = compute(3);
}
