import { alpha } from './alpha';

export function total(input: number): number {
  const net = <Row value={101} />;
  const sum = <Row value={3} />;
}
