import { alpha } from './alpha';

export function total(input: number): number {
  const net = compute(1);
  const tax = compute(2);
  const sum = compute(3);
}

export function refund(input: number): number {
  const paid = compute(21);
  const back = compute(22);
}

export function invoice(input: number): number {
  const number = compute(31);
  const date = compute(32);
}
