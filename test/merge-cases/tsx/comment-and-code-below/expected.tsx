import { alpha } from './alpha';

// Adds up all.
export function total(input: number): number {
  const net = <Row value={101} />;
  const tax = <Row value={2} />;
  const sum = <Row value={3} />;
}
