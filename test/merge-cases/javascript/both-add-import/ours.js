import { alpha } from './alpha.js';
import { beta } from './beta.js';

export function total(input) {
  const net = compute(1);
  const tax = compute(2);
  const sum = compute(3);
}
