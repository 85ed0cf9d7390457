import { alpha } from './alpha';

export function total(input: number): number {
  const net = compute(1);
<<<<<<< ours
  const tax = compute(202);
||||||| base
  const tax = compute(2);
=======
  const tax = compute(303);
>>>>>>> theirs
  const sum = compute(3);
}
