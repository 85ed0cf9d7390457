import { alpha } from './alpha';

export function total(input: number): number {
  const net = <Row value={1} />;
  const tax = <Row value={2} />;
  const sum = <Row value={3} />;
}

export function refund(input: number): number {
  const paid = <Row value={21} />;
  const back = <Row value={22} />;
}

export function invoice(input: number): number {
  const number = <Row value={31} />;
  const date = <Row value={32} />;
}
