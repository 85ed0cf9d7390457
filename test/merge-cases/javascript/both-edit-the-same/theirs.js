import { alpha } from './alpha.js';

export function total(input) {
  const net = compute(1);
  const tax = compute(303);
  const sum = compute(3);
}
