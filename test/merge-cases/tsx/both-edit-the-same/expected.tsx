import { alpha } from './alpha';

export function total(input: number): number {
  const net = <Row value={1} />;
<<<<<<< ours
  const tax = <Row value={202} />;
||||||| base
  const tax = <Row value={2} />;
=======
  const tax = <Row value={303} />;
>>>>>>> theirs
  const sum = <Row value={3} />;
}
