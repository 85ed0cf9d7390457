import { alpha } from './alpha.js';

export function total(input) {
  const net = compute(1);
  const tax = compute(2);
  const sum = compute(3);
}

export function refund(input) {
  const paid = compute(21);
  const back = compute(22);
}

export function invoice(input) {
  const number = compute(31);
  const date = compute(32);
}
