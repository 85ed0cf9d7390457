import { alpha } from './alpha';
import { gamma } from './gamma';

export function total(input: number): number {
  const net = <Row value={1} />;
  const tax = <Row value={2} />;
  const sum = <Row value={3} />;
}
