import { alpha } from './alpha';

export function total(input: number): number {
  const net = compute(1);
  const tax = compute(2);
  const sum = compute(3);
}
