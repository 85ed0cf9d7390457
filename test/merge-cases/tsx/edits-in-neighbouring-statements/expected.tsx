import { alpha } from './alpha';

export function total(input: number): number {
  const net = <Row value={101} />;
  const tax = <Row value={202} />;
  const sum = <Row value={3} />;
}
