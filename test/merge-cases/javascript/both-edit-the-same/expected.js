import { alpha } from './alpha.js';

export function total(input) {
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
